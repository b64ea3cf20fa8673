#include "client/cli/args.hpp"

#include <gtest/gtest.h>

#include "client/cli/chain_names.hpp"

namespace interlock::client::cli
{
TEST(args, numbers_at_their_boundaries)
{
    EXPECT_EQ(parse_number("0"), 0U);
    EXPECT_EQ(parse_number("18446744073709551615"), UINT64_MAX);
    EXPECT_EQ(parse_number("0xffffffffffffffff"), UINT64_MAX);
    EXPECT_EQ(parse_number("0x0"), 0U);
    for (const auto* const bad : {"", "-1", "+1", " 1", "1 ", "010", "1.5", "1e3", "abc", "0x",
             "0x01", "18446744073709551616", "0x10000000000000000"})
    {
        SCOPED_TRACE(bad);
        EXPECT_FALSE(parse_number(bad).has_value());
    }
    EXPECT_EQ(parse_log_index("4294967295"), UINT32_MAX);
    EXPECT_FALSE(parse_log_index("4294967296").has_value());
}

TEST(args, errors_quote_what_was_given_safely)
{
    const auto error = parse_number("\x1b[2J").error();
    EXPECT_NE(error.find("'\\x1b[2J'"), std::string::npos) << error;
    EXPECT_LT(parse_number(std::string(100'000, '9')).error().size(), 300U);
}

TEST(args, fixed_bytes_need_their_exact_length)
{
    EXPECT_TRUE(parse_hash("0x" + std::string(64, 'a')).has_value());
    EXPECT_FALSE(parse_hash("0x" + std::string(63, 'a')).has_value());
    EXPECT_FALSE(parse_hash(std::string(64, 'a')).has_value());
    EXPECT_TRUE(parse_address("0x" + std::string(40, 'F')).has_value());
    EXPECT_FALSE(parse_address("0x" + std::string(64, 'F')).has_value());
    EXPECT_EQ(parse_payload("0x").value().size(), 0U);
    EXPECT_EQ(parse_payload("0x0102").value(), (Bytes{1, 2}));
    EXPECT_FALSE(parse_payload("0x012").has_value());
}

TEST(args, deadline_is_above_zero_and_at_most_a_day)
{
    using std::chrono::milliseconds;
    EXPECT_EQ(parse_deadline("5"), milliseconds{5'000});
    EXPECT_EQ(parse_deadline("0.25"), milliseconds{250});
    EXPECT_EQ(parse_deadline("0.001"), milliseconds{1});
    EXPECT_EQ(parse_deadline("86400"), milliseconds{86'400'000});
    for (const auto* const bad : {"0", "0.000", "-1", "", ".", "1.", ".5", "1.2345", "86400.001",
             "86401", "99999999999999999999", "1,5", "1.5x"})
    {
        SCOPED_TRACE(bad);
        EXPECT_FALSE(parse_deadline(bad).has_value());
    }
}

TEST(args, server_is_a_host_and_a_port)
{
    for (const auto* const good :
        {"127.0.0.1:7545", "localhost:1", "[::1]:65535", "interlock.ns_1.svc:7545"})
    {
        SCOPED_TRACE(good);
        EXPECT_EQ(parse_server(good), good);
    }
    for (const auto* const bad :
        {"", "localhost", ":7545", "localhost:", "localhost:0", "localhost:65536", "::1:7545",
            "http://localhost:7545", "unix:/tmp/x:1", "a,b:7545", "[]:1", "user@host:1", "host:+1"})
    {
        SCOPED_TRACE(bad);
        EXPECT_FALSE(parse_server(bad).has_value());
    }
}

TEST(args, levels_by_name)
{
    EXPECT_EQ(parse_level("cross-unsafe"), SafetyLevel::cross_unsafe);
    EXPECT_FALSE(parse_level("cross_unsafe").has_value());
    EXPECT_FALSE(parse_level("").has_value());
}

TEST(args, only_two_levels_are_of_whole_blocks)
{
    EXPECT_EQ(parse_cross_level("cross-unsafe"), SafetyLevel::cross_unsafe);
    EXPECT_EQ(parse_cross_level("safe"), SafetyLevel::safe);
    for (const auto* const bad : {"unsafe", "local-safe", "finalized", "cross-safe", ""})
        EXPECT_FALSE(parse_cross_level(bad).has_value()) << bad;
}

TEST(args, a_block_is_a_number_or_a_hash)
{
    EXPECT_EQ(parse_block("12"), BlockRef{uint64_t{12}});
    EXPECT_EQ(parse_block("0xffffffffffffffff"), BlockRef{UINT64_MAX});
    EXPECT_EQ(parse_block("0x" + std::string(64, '0')), BlockRef{Hash32{}});
    for (const auto& bad : {std::string{}, "0x" + std::string(63, 'a'), std::string{"latest"}})
        EXPECT_FALSE(parse_block(bad).has_value()) << bad;
}

TEST(chain_names, ids_win_over_names)
{
    Chains chains;
    chains.chains.push_back({.config = {ChainId::from_u64(901), 2, {}}, .name = "op-a"});
    chains.chains.push_back({.config = {ChainId::from_u64(902), 2, {}}, .name = "901"});
    chains.chains.push_back({.config = {ChainId::from_u64(903), 2, {}}, .name = ""});
    EXPECT_EQ(resolve_chain("op-a", chains), ChainId::from_u64(901));
    EXPECT_EQ(resolve_chain("901", chains), ChainId::from_u64(901));
    EXPECT_EQ(resolve_chain("0x387", chains), ChainId::from_u64(903));
    EXPECT_EQ(resolve_chain("77", chains), ChainId::from_u64(77));  // The service may know more.
    EXPECT_FALSE(resolve_chain("", chains).has_value());
    EXPECT_EQ(resolve_chain("op-x", chains).error(),
        "'op-x' is neither a chain id nor the name of a chain; there are: op-a (901), 901 (902), "
        "903");
}

TEST(chain_names, labels_name_the_chain_when_it_has_a_name)
{
    EXPECT_EQ(chain_label(ChainId::from_u64(901), "op-a"), "op-a (901)");
    EXPECT_EQ(chain_label(ChainId::from_u64(901), ""), "901");
    EXPECT_EQ(chain_label(ChainId::from_u64(901), "a\nb"), "a\\x0ab (901)");
}
}  // namespace interlock::client::cli
