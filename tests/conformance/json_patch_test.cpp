#include "tests/conformance/json_patch.hpp"

#include <gtest/gtest.h>

namespace interlock::conformance
{
namespace
{
/// The document after one operation, or the error.
std::string patched(const char* document, const char* operation)
{
    Json target = Json::parse(document);
    const auto done = apply_patch(target, Json::array({Json::parse(operation)}));
    return done ? target.dump() : done.error();
}

TEST(json_patch, operations_change_their_place_only)
{
    struct Case
    {
        const char* document;
        const char* operation;
        const char* want;
    };
    static constexpr Case kCases[]{
        {R"({"a":[1,2]})", R"({"op":"replace","path":"/a/1","value":3})", R"({"a":[1,3]})"},
        {R"({"a":[1,2]})", R"({"op":"remove","path":"/a/0"})", R"({"a":[2]})"},
        {R"({"a":1,"b":2})", R"({"op":"remove","path":"/a"})", R"({"b":2})"},
        {R"({"a":[1]})", R"({"op":"add","path":"/a/0","value":0})", R"({"a":[0,1]})"},
        {R"({"a":[1]})", R"({"op":"add","path":"/a/1","value":2})", R"({"a":[1,2]})"},
        {R"({"a":[1]})", R"({"op":"add","path":"/a/-","value":2})", R"({"a":[1,2]})"},
        {R"({"a":1})", R"({"op":"add","path":"/a","value":2})", R"({"a":2})"},
        {R"({"a":1})", R"({"op":"add","path":"/b","value":2})", R"({"a":1,"b":2})"},
        {R"({"a":[1,2]})", R"({"op":"swap","path":"/a/0","with":"/a/1"})", R"({"a":[2,1]})"},
        {R"({"a/b":1,"~":2})", R"({"op":"remove","path":"/a~1b"})", R"({"~":2})"},
        {R"({"a/b":1,"~":2})", R"({"op":"remove","path":"/~0"})", R"({"a/b":1})"},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(patched(c.document, c.operation), c.want) << c.operation;
}

TEST(json_patch, what_cannot_be_applied_is_an_error)
{
    for (const char* operation :
        {R"({"op":"replace","path":"/b","value":1})", R"({"op":"replace","path":"/a/2","value":1})",
            R"({"op":"replace","path":"/a/x","value":1})",
            R"({"op":"replace","path":"","value":1})", R"({"op":"replace","path":"a","value":1})",
            R"({"op":"remove","path":"/a/2"})", R"({"op":"add","path":"/a/3","value":1})",
            R"({"op":"add","path":"/a/0/x","value":1})",
            R"({"op":"swap","path":"/a/0","with":"/a/9"})", R"({"op":"move","path":"/a"})",
            R"({"op":"replace","path":"/a"})", R"({"path":"/a"})", R"(7)"})
    {
        const auto result = patched(R"({"a":[1,2]})", operation);
        EXPECT_NE(result.front(), '{') << operation;
    }
}
}  // namespace
}  // namespace interlock::conformance
