#include "server/config/problem.hpp"

namespace interlock::server
{
std::string to_string(const ConfigProblem& problem)
{
    std::string out = problem.key;
    if (!out.empty())
        out += ' ';
    out += problem.message;
    if (!problem.origin.empty())
        out += " (" + problem.origin + ")";
    return out;
}
}  // namespace interlock::server
