#include "chain/announcement.hpp"

#include <gtest/gtest.h>

namespace interlock::chain
{
TEST(announcement, names_the_subscription_or_is_another_message_or_none)
{
    struct Case
    {
        std::string text;
        std::optional<std::string> subscription;
        bool is_message = true;
    };
    const Case cases[]{
        {R"({"jsonrpc":"2.0","method":"eth_subscription",)"
         R"("params":{"subscription":"0x9c","result":{"number":"0x1"}}})",
            R"("0x9c")"},
        {R"({"params":{"result":null,"subscription":"0x9c"},"method":"eth_subscription"})",
            R"("0x9c")"},
        {R"({"method":"eth_subscription","params":{"subscription":7}})", {}},
        {R"({"method":"eth_subscription","params":{}})", {}},
        {R"({"method":"eth_subscription"})", {}},
        {R"({"method":"other","params":{"subscription":"0x9c"}})", {}},
        {R"({"jsonrpc":"2.0","id":1,"result":"0x9c"})", {}},
        {R"({})", {}},
        {R"({"method":"eth_subscription","params":[]})", {}, false},
        {R"({"method":"eth_subscription","method":"eth_subscription"})", {}, false},
        {R"({"method":1})", {}, false},
        {R"([])", {}, false},
        {R"(7)", {}, false},
        {R"({"method":"eth_subscr)", {}, false},
        {"\xff\xfe", {}, false},
        {"", {}, false},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.text);
        simdjson::ondemand::parser parser;
        const simdjson::padded_string padded{c.text};
        const auto found = parse_announcement(parser, padded);
        ASSERT_EQ(found.has_value(), c.is_message);
        if (found)
            EXPECT_EQ(*found, c.subscription);
        else
            EXPECT_FALSE(found.error().empty());
    }
}
}  // namespace interlock::chain
