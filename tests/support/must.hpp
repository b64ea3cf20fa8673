// What a test cannot go on without.
#pragma once

#include <stdexcept>

#include "storage/error.hpp"

namespace interlock::testing
{
/// The value, or an exception: a test that cannot set up its index cannot go on.
template <typename T>
T must(storage::Result<T> result)
{
    if (!result)
        throw std::runtime_error{"index: " + result.error().message};
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}
}  // namespace interlock::testing
