#include "proto/wire/convert.hpp"

#include <gtest/gtest.h>

#include "interop/eth/hash.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::wire
{
using client::samples::message;
using client::samples::seal;

TEST(wire, every_level_survives_the_way_there_and_back)
{
    for (const auto level : kSafetyLevels)
        EXPECT_EQ(from_proto(to_proto(level)), level);
    EXPECT_EQ(to_proto(SafetyLevel::safe), pb::SAFETY_LEVEL_SAFE);
    EXPECT_EQ(from_proto(pb::SAFETY_LEVEL_UNSPECIFIED), std::nullopt);
    EXPECT_EQ(from_proto(static_cast<pb::SafetyLevel>(6)), std::nullopt);
    EXPECT_EQ(kSafetyLevels.size() + 1, static_cast<size_t>(pb::SafetyLevel_ARRAYSIZE));
}

TEST(wire, every_reason_survives_the_way_there_and_back)
{
    for (int number = 1; number < pb::InvalidReason_ARRAYSIZE; ++number)
    {
        const auto reason = static_cast<pb::InvalidReason>(number);
        SCOPED_TRACE(pb::InvalidReason_Name(reason));
        const auto violation = from_proto(reason);
        ASSERT_TRUE(violation.has_value());
        EXPECT_EQ(to_proto(*violation), reason);
        // The same order, and so the same meaning, on both sides.
        EXPECT_EQ(static_cast<int>(*violation) + 1, number);
    }
    EXPECT_EQ(from_proto(pb::INVALID_REASON_UNSPECIFIED), std::nullopt);
    EXPECT_EQ(from_proto(static_cast<pb::InvalidReason>(99)), std::nullopt);
}

TEST(wire, messages_and_blocks_survive_the_way_there_and_back)
{
    EXPECT_EQ(from_proto(to_proto(message()), "m"), message());
    EXPECT_EQ(from_proto(to_proto(message().id), "id"), message().id);
    EXPECT_EQ(from_proto(to_proto(seal(7)), "block"), seal(7));
    EXPECT_EQ(from_proto(to_proto(seal(7).id), "id"), seal(7).id);
    const ExecutingLog executing{.log_index = 4, .message = message()};
    EXPECT_EQ(from_proto(to_proto(executing), "e"), executing);
    const ExecutingLog malformed{.log_index = 4, .message = {}, .malformed = true};
    EXPECT_FALSE(to_proto(malformed).has_message());
    EXPECT_EQ(from_proto(to_proto(malformed), "e"), malformed);
    const ChainId large{.value = {.be = client::samples::word(0xff).bytes}};
    EXPECT_EQ(chain_id_from_proto(to_proto(large), "c"), large);
}

TEST(wire, chain_ids_are_big_endian)
{
    const auto bytes = to_proto(ChainId::from_u64(0x0102));
    ASSERT_EQ(bytes.size(), 32U);
    EXPECT_EQ(bytes[30], 1);
    EXPECT_EQ(bytes[31], 2);
}

TEST(wire, a_payload_is_hashed)
{
    auto wire = to_proto(message());
    wire.set_payload("abc");
    const Bytes payload{'a', 'b', 'c'};
    EXPECT_EQ(from_proto(wire, "m").value().payload_hash, keccak256(payload));
}

TEST(wire, errors_name_the_field_and_its_length)
{
    auto short_origin = to_proto(message());
    short_origin.mutable_identifier()->set_origin(std::string(19, 'x'));
    EXPECT_EQ(from_proto(short_origin, "messages[2]").error(),
        "messages[2].identifier.origin is 19 bytes, expected 20");

    auto long_chain = to_proto(message());
    long_chain.mutable_identifier()->set_chain_id(std::string(33, 'x'));
    EXPECT_EQ(
        from_proto(long_chain, "m").error(), "m.identifier.chain_id is 33 bytes, expected 32");

    auto empty_hash = to_proto(message());
    empty_hash.set_payload_hash("");
    EXPECT_EQ(from_proto(empty_hash, "m").error(), "m.payload_hash is 0 bytes, expected 32");

    auto no_content = to_proto(message());
    no_content.clear_content();
    EXPECT_EQ(from_proto(no_content, "m").error(),
        "m.content is missing, expected payload or payload_hash");

    EXPECT_EQ(from_proto(pb::Message{}, "m").error(), "m.identifier is missing");

    auto no_time = to_proto(message());
    no_time.mutable_identifier()->clear_timestamp();
    EXPECT_EQ(
        from_proto(no_time, "messages[2]").error(), "messages[2].identifier.timestamp is missing");
    EXPECT_EQ(
        from_proto(no_time.identifier(), "announced").error(), "announced.timestamp is missing");
    EXPECT_EQ(position_from_proto(no_time.identifier(), "announced").error(),
        "announced.timestamp is missing");
    EXPECT_EQ(from_proto(pb::BlockSeal{}, "head").error(), "head.id is missing");
    pb::ExecutedMessage empty_message;
    empty_message.mutable_message();
    EXPECT_EQ(from_proto(empty_message, "e").error(), "e.message.identifier is missing");

    auto no_parent = to_proto(seal(1));
    no_parent.clear_parent_hash();
    EXPECT_EQ(from_proto(no_parent, "head").error(), "head.parent_hash is 0 bytes, expected 32");
    auto no_hash = to_proto(seal(1));
    no_hash.mutable_id()->clear_hash();
    EXPECT_EQ(from_proto(no_hash, "head").error(), "head.id.hash is 0 bytes, expected 32");

    EXPECT_EQ(chain_id_from_proto("", "executing.chain_id").error(),
        "executing.chain_id is 0 bytes, expected 32");
    EXPECT_EQ(hash_from_proto("x", "entries[0]").error(), "entries[0] is 1 bytes, expected 32");
    EXPECT_EQ(address_from_proto("x", "a").error(), "a is 1 bytes, expected 20");
}

TEST(wire, levels_that_are_none_are_refused_by_name)
{
    EXPECT_EQ(level_from_proto(pb::SAFETY_LEVEL_UNSPECIFIED, "min_safety").error(),
        "min_safety is missing, expected a safety level");
    EXPECT_EQ(level_from_proto(static_cast<pb::SafetyLevel>(17), "min_safety").error(),
        "min_safety is 17, which is no safety level");
    EXPECT_EQ(level_from_proto(pb::SAFETY_LEVEL_FINALIZED, "x"), SafetyLevel::finalized);
}

TEST(wire, a_place_needs_no_origin)
{
    auto announced = to_proto(message().id);
    announced.clear_origin();
    EXPECT_EQ(position_from_proto(announced, "announced"), message().id.at);
    EXPECT_FALSE(from_proto(announced, "announced").has_value());
}

TEST(wire, the_time_zero_is_a_time)
{
    auto at_zero = message().id;
    at_zero.at.timestamp_s = 0;
    EXPECT_EQ(from_proto(to_proto(at_zero), "id"), at_zero);
}
}  // namespace interlock::wire
