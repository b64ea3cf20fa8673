// Checks of messages that the service has indexed: all of them are valid.
#pragma once

#include <vector>

#include "client/client.hpp"
#include "interop/access_list.hpp"

namespace interlock::client
{
/// A list of messages, and where it is executed.
struct Question
{
    std::vector<Hash32> entries;
    CheckTerms terms;
};

/// `count` lists of `messages` logs each, from blocks all over the index. The same for the same
/// seed and index. An error when nothing is indexed that has logs.
[[nodiscard]] Result<std::vector<Question>> draw_questions(
    const Client& client, size_t count, size_t messages, uint64_t seed);
}  // namespace interlock::client
