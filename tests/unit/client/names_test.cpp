#include "client/cli/names.hpp"

#include <gtest/gtest.h>

namespace interlock::client::cli
{
TEST(names, are_the_enumerators_without_their_prefix)
{
    EXPECT_EQ(name_of(pb::INVALID_REASON_NO_SUCH_LOG), "no_such_log");
    EXPECT_EQ(name_of(pb::NOT_YET_REASON_NOT_SEEN), "not_seen");
    EXPECT_EQ(name_of(pb::CANNOT_TELL_CAUSE_FAILSAFE), "failsafe");
    EXPECT_EQ(name_of(pb::CHAIN_STATE_CATCHING_UP), "catching_up");
    EXPECT_EQ(name_of(pb::WAIT_REASON_PEER_ON_CYCLE), "peer_on_cycle");
    EXPECT_EQ(name_of(BlockDecision{Accept{}}), "accept");
    EXPECT_EQ(name_of(BlockDecision{Wait{}}), "wait");
    EXPECT_EQ(name_of(BlockDecision{Replace{}}), "replace");
}

TEST(names, every_enumerator_of_the_contract_has_one)
{
    const auto* const causes = pb::CannotTellCause_descriptor();
    for (int i = 0; i < causes->value_count(); ++i)
    {
        const auto cause = static_cast<pb::CannotTellCause>(causes->value(i)->number());
        EXPECT_EQ(name_of(cause).find("unknown_"), std::string::npos) << cause;
    }
}

TEST(names, what_a_newer_service_says_is_shown_by_its_number)
{
    EXPECT_EQ(name_of(static_cast<pb::CannotTellCause>(99)), "unknown_99");
    EXPECT_EQ(name_of(static_cast<pb::InvalidReason>(98)), "unknown_98");
}
}  // namespace interlock::client::cli
