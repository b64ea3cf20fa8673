// Whether a text is in Graphviz' language, as far as our graphs use it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interlock::client
{
/// What a graph in DOT says; `fault` tells what is wrong with it, and is empty when nothing is.
struct DotGraph
{
    std::string fault;
    std::vector<std::string> clusters;  // Their ids.
    std::vector<std::string> nodes;     // Their ids; an edge declares its ends, too.
    std::vector<std::string> edges;     // "from -> to".
};

/// https://graphviz.org/doc/info/lang.html
[[nodiscard]] DotGraph read_dot(std::string_view text);
}  // namespace interlock::client
