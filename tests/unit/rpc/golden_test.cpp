// Every code and every shape, byte for byte: what is kept in golden/.
//
// A file has requests ("> ") and the replies to them ("< "), in a situation that the test of its
// name makes. In a request @901/4/1 stands for the entries that announce log 1 of block 4 of chain
// 901, and @901/4/1! for such with a wrong checksum. INTERLOCK_WRITE_GOLDEN=1 writes the replies
// anew, to be read before they are kept.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>

#include "tests/unit/rpc/rpc_world.hpp"

namespace interlock::server::rpc
{
namespace
{
using namespace interlock::testing;

class GoldenTest : public ::testing::Test
{
protected:
    /// Ten blocks of each chain; alpha and beta have come further in safety than gamma.
    GoldenTest()
    {
        for (const auto& chain : {kAlpha, kBeta, kGamma})
        {
            world.extend(chain, 10);
            served.board.update(
                chain, [&](ChainStatus& s) { s.finalized_l1 = l1_seal(chain == kGamma ? 7 : 8); });
        }
        for (const auto& chain : {kAlpha, kBeta, kGamma})
            world.tell_derived(chain, 3, 100);
        for (const auto& chain : {kAlpha, kBeta})
        {
            world.tell_derived(chain, 6, 102);
            world.tell_finalized(chain, 3);
        }
    }

    static BlockSeal l1_seal(uint64_t number)
    {
        return {l1_block(number), l1_block(number - 1).hash, 12 * number};
    }

    std::string fill_in(const std::string& request) const
    {
        static const std::regex kPlace{"@([0-9]+)/([0-9]+)/([0-9]+)(!?)"};
        std::string out;
        auto rest = request.begin();
        for (std::sregex_iterator it{request.begin(), request.end(), kPlace}, end; it != end; ++it)
        {
            const auto& match = *it;
            out.append(rest, match[0].first);
            out +=
                entries_of(world.message_of(ChainId::from_u64(std::stoull(match[1])),
                               std::stoull(match[2]), static_cast<uint32_t>(std::stoul(match[3]))),
                    match[4].length() != 0);
            rest = match[0].second;
        }
        return out.append(rest, request.end());
    }

    void check(const std::string& name, bool legacy = false)
    {
        const auto file = std::string{INTERLOCK_GOLDEN_DIR} + '/' + name + ".golden";
        std::ifstream in{file};
        ASSERT_TRUE(in) << file;
        std::string written;
        std::string reply;
        size_t count = 0;
        for (std::string line; std::getline(in, line);)
        {
            const bool is_reply = line.starts_with("< ") || line == "<";
            if (line.starts_with("> "))
            {
                reply = served.answer(fill_in(line.substr(2)), legacy);
                written += line + "\n<" + (reply.empty() ? "" : " ") + reply + '\n';
                ++count;
            }
            else if (!is_reply)
                written += line + '\n';
            if (is_reply)
                EXPECT_EQ(line == "<" ? "" : line.substr(2), reply) << file << ": " << count;
        }
        EXPECT_GT(count, 0U) << file;
        if (std::getenv("INTERLOCK_WRITE_GOLDEN") != nullptr)
            std::ofstream{file} << written;
    }

    RpcWorld served;
    SafetyWorld& world = served.world;
};

TEST_F(GoldenTest, clients)
{
    check("clients");
}

TEST_F(GoldenTest, envelope)
{
    check("envelope");
}

TEST_F(GoldenTest, arguments)
{
    check("arguments");
}

TEST_F(GoldenTest, verdicts)
{
    check("verdicts");
}

TEST_F(GoldenTest, heads)
{
    check("heads");
}

TEST_F(GoldenTest, legacy)
{
    check("legacy", true);
}

TEST_F(GoldenTest, not_ready)
{
    served.set_ready(kAlpha, false, "http://127.0.0.1:1/…: no connection");
    check("not_ready");
}

TEST_F(GoldenTest, failsafe_of_all)
{
    served.board.set_failsafe_of_all("set by the operator");
    check("failsafe_of_all");
}

TEST_F(GoldenTest, failsafe_of_a_pair)
{
    const auto wrong = with_wrong_payload(world.message_of(kBeta, 3, 0));
    world.append(kAlpha, {executing(2, wrong)});
    world.tell_local_safe(kAlpha, 11);
    world.tell(kAlpha, {.local_safe = world.block(kAlpha, 11).id,
                           .safe = world.block(kAlpha, 11).id,
                           .source = "node"});
    ASSERT_EQ(world.news().alarms.divergences.size(), 1U);
    check("failsafe_of_a_pair");
}

TEST_F(GoldenTest, too_many_views)
{
    std::vector<std::unique_ptr<storage::View>> open;
    for (auto view = world.store().open_view(); view; view = world.store().open_view())
        open.push_back(*std::move(view));
    check("overload");
}
}  // namespace
}  // namespace interlock::server::rpc
