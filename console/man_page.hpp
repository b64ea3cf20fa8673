// A manual page, made from a grammar. Pure.
#pragma once

#include <span>

#include "console/grammar.hpp"

namespace interlock::console
{
/// What a grammar does not say.
struct ManPage
{
    int section = 1;
    std::string version;
    std::string description;  // In place of the program's notes where they are empty.
    std::string see_also;     // "interlockd(8)"
};

/// In the man macros of roff, all ASCII.
[[nodiscard]] std::string man_page(const Command& program, const ManPage& page);
}  // namespace interlock::console
