#include "client/cli/access_input.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace interlock::client::cli
{
namespace
{
std::string entry(char digit)
{
    return "0x" + std::string(64, digit);
}

constexpr const char* kInbox = "0x4200000000000000000000000000000000000022";
}  // namespace

TEST(access_input, entries_are_apart_by_commas_or_blanks)
{
    for (const auto& text : {entry('1') + "," + entry('2'), entry('1') + " " + entry('2'),
             " " + entry('1') + ",\n" + entry('2') + "\n",
             "[\"" + entry('1') + "\", \"" + entry('2') + "\"]"})
    {
        SCOPED_TRACE(text);
        const auto entries = parse_entries(text);
        ASSERT_TRUE(entries.has_value()) << entries.error();
        ASSERT_EQ(entries->size(), 2U);
        EXPECT_EQ(to_hex((*entries)[0]), entry('1'));
        EXPECT_EQ(to_hex((*entries)[1]), entry('2'));
    }
}

TEST(access_input, nothing_is_an_empty_list)
{
    for (const auto* const text : {"", " \n", ",", "[]"})
    {
        SCOPED_TRACE(text);
        EXPECT_EQ(parse_entries(text).value().size(), 0U);
    }
}

TEST(access_input, only_the_inbox_keys_of_a_transaction_count)
{
    const auto text = R"([{"address":"0x)" + std::string(40, '7') + R"(","storageKeys":[")" +
                      entry('9') + R"("]},{"address":")" + kInbox + R"(","storageKeys":[")" +
                      entry('1') + R"("]},{"address":")" + kInbox + R"(","storageKeys":[")" +
                      entry('2') + R"("]}])";
    const auto entries = parse_entries(text);
    ASSERT_TRUE(entries.has_value()) << entries.error();
    ASSERT_EQ(entries->size(), 2U);
    EXPECT_EQ(to_hex((*entries)[1]), entry('2'));
}

TEST(access_input, errors_name_the_entry)
{
    EXPECT_EQ(parse_entries(entry('1') + ",0x12").error(),
        "entry 1: '0x12' is not 32 bytes (0x and 64 hex digits)");
    EXPECT_EQ(parse_entries("[\"" + entry('1') + "\", 5]").error(), "entry 1 is not a string");
    EXPECT_EQ(parse_entries("[{}]").error(),
        "an element of the access list lacks its address or storageKeys");
    EXPECT_EQ(parse_entries("[\"0x12\"").error(), "the access list is not a JSON array");
    EXPECT_FALSE(parse_entries(std::string(100'000, '[')).has_value());
}

TEST(access_input, a_dash_reads_standard_input)
{
    std::istringstream in{entry('1') + "\n" + entry('2') + "\n"};
    EXPECT_EQ(read_entries(std::vector<std::string>{"-"}, in).value().size(), 2U);
}

TEST(access_input, standard_input_is_bounded)
{
    std::istringstream in{std::string(kMaxInputBytes + 1, ' ')};
    EXPECT_EQ(read_entries(std::vector<std::string>{"-"}, in).error(),
        "standard input is longer than 1 MiB");
    std::istringstream just{std::string(kMaxInputBytes, ' ')};
    EXPECT_TRUE(read_entries(std::vector<std::string>{"-"}, just).has_value());
}

TEST(access_input, values_are_joined_in_order)
{
    std::istringstream in;
    const auto entries =
        read_entries(std::vector<std::string>{entry('1') + "," + entry('2'), entry('3')}, in);
    ASSERT_EQ(entries.value().size(), 3U);
    EXPECT_EQ(to_hex(entries.value()[2]), entry('3'));
}
}  // namespace interlock::client::cli
