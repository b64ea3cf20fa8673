#include "client/cli/graph_style.hpp"

namespace interlock::client::cli
{
NodeLook look_of(NodeStyle style) noexcept
{
    switch (style)
    {
        case NodeStyle::unsafe:
            return {.name = "unsafe", .fill = "#eeeeee", .line = "#777777"};
        case NodeStyle::cross_unsafe:
            return {.name = "cross-unsafe", .fill = "#fff3c4", .line = "#b58900"};
        case NodeStyle::local_safe:
            return {.name = "local-safe", .fill = "#d6ecff", .line = "#2a78b8"};
        case NodeStyle::safe:
            return {.name = "safe", .fill = "#d3f2d3", .line = "#2e8b2e"};
        case NodeStyle::finalized:
            return {.name = "finalized", .fill = "#9fdc9f", .line = "#1d5c1d"};
        case NodeStyle::invalid:
            return {.name = "INVALID", .fill = "#ffb3b3", .line = "#cc0000"};
        case NodeStyle::missing:
            break;
    }
    return {.name = "not in the graph", .fill = "#ffffff", .line = "#999999", .dashed = true};
}

EdgeLook look_of(EdgeStyle style) noexcept
{
    switch (style)
    {
        case EdgeStyle::valid:
            return {.colour = "#2e8b2e"};
        case EdgeStyle::invalid:
            return {.colour = "#cc0000", .bold = true};
        case EdgeStyle::not_yet:
            return {.colour = "#b58900", .dashed = true};
        case EdgeStyle::cannot_tell:
            break;
    }
    return {.colour = "#8a2be2", .dashed = true};
}
}  // namespace interlock::client::cli
