// Every code and every shape, byte for byte: what is kept in golden/.
//
// A file has requests ("> ") and the replies to them ("< "), in a situation that the test of its
// name makes. In a request @901/4/1 stands for the entries that announce log 1 of block 4 of chain
// 901, and @901/4/1! for such with a wrong checksum; #901/4 for block 4, #l1/4 for an L1 block.
// INTERLOCK_WRITE_GOLDEN=1 writes the replies anew, to be read before they are kept.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <regex>

#include "tests/support/must.hpp"
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
            world.tell_finalized(chain, 3);
            world.tell_derived(chain, 6, 102);
        }
    }

    static BlockSeal l1_seal(uint64_t number)
    {
        return {l1_block(number), l1_block(number - 1).hash, 12 * number};
    }

    /// `text` with what `replace` makes of each match.
    template <typename Replace>
    static std::string fill_in(const std::string& text, const char* pattern, Replace replace)
    {
        const std::regex place{pattern};
        std::string out;
        auto rest = text.begin();
        for (std::sregex_iterator it{text.begin(), text.end(), place}, end; it != end; ++it)
        {
            const auto& match = *it;
            out.append(rest, match[0].first);
            out += replace(match);
            rest = match[0].second;
        }
        return out.append(rest, text.end());
    }
    static uint64_t number(const std::ssub_match& match) { return std::stoull(match.str()); }

    [[nodiscard]] std::string fill_in(const std::string& request) const
    {
        const auto with_entries = fill_in(request, "@([0-9]+)/([0-9]+)/([0-9]+)(!?)",
            [&](const std::smatch& m)
            {
                const auto log = static_cast<uint32_t>(number(m[3]));
                const auto chain = ChainId::from_u64(number(m[1]));
                return entries_of(world.message_of(chain, number(m[2]), log), m[4].length() != 0);
            });
        return fill_in(with_entries, "#([0-9l]+)/([0-9]+)",
            [&](const std::smatch& m)
            {
                const auto block =
                    m[1] == "l1" ? l1_block(number(m[2]))
                                 : world.block(ChainId::from_u64(number(m[1])), number(m[2])).id;
                return text_of(block_id_json(block));
            });
    }

    void check(const std::string& name, bool legacy = false)
    {
        const auto file = std::string{INTERLOCK_GOLDEN_DIR} + '/' + name + ".golden";
        std::ifstream in{file};
        ASSERT_TRUE(in) << file;
        std::string written;
        std::string reply;
        size_t count = 0;
        size_t compared = 0;
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
            {
                EXPECT_EQ(line == "<" ? "" : line.substr(2), reply) << file << ": " << count;
                ++compared;
            }
        }
        EXPECT_GT(count, 0U) << file;
        EXPECT_EQ(compared, count) << file << ": a request without a reply";
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

TEST_F(GoldenTest, super_roots)
{
    // Alpha and beta have more that is not derived by L1 block 15 than gamma.
    for (const auto& chain : {kAlpha, kBeta, kGamma})
        world.tell_record(chain, {{3, 11}, {6, 12}, {9, 14}}, l1_block(15));
    check("super_roots");
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
    must(served.failsafes.raise(server::FailsafeScope::all(), "set by the operator", "ada", 1));
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
