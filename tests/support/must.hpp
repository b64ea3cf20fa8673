// What a test cannot go on without.
#pragma once

#include <stdexcept>
#include <string>

#include "storage/error.hpp"

namespace interlock::testing
{
[[noreturn]] inline void give_up(const storage::Error& error)
{
    throw std::runtime_error{"index: " + error.message};
}
[[noreturn]] inline void give_up(const std::string& error)
{
    throw std::runtime_error{error};
}

/// The value, or an exception: a test that cannot set up its world cannot go on.
template <typename T, typename E>
T must(tl::expected<T, E> result)
{
    if (!result)
        give_up(result.error());
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}
}  // namespace interlock::testing
