#include "interop/safety_level.hpp"

#include <gtest/gtest.h>

namespace interlock
{
namespace
{
TEST(safety_level, every_name_is_read_back)
{
    for (const SafetyLevel level : kSafetyLevels)
        EXPECT_EQ(safety_level_from_text(to_string(level)), level);
    EXPECT_EQ(to_string(SafetyLevel::safe), "safe");
    EXPECT_EQ(to_string(SafetyLevel::cross_unsafe), "cross-unsafe");
}

TEST(safety_level, other_names_are_refused)
{
    for (const char* text : {"", "Safe", "cross-safe", "local-unsafe", "cross_unsafe", "latest"})
        EXPECT_EQ(safety_level_from_text(text), std::nullopt) << text;
}
}  // namespace
}  // namespace interlock
