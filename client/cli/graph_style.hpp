// The looks of what is in a drawn graph. Pure.
#pragma once

#include <string_view>

namespace interlock::client::cli
{
/// How a block is drawn. A level stands for the furthest that the block has reached.
enum class NodeStyle
{
    unsafe,
    cross_unsafe,
    local_safe,
    safe,
    finalized,
    invalid,
    missing,  // Named by a message, but not in the graph.
};

enum class EdgeStyle
{
    valid,
    invalid,
    not_yet,
    cannot_tell,
};

/// Colours of a style, "#rrggbb".
struct NodeLook
{
    std::string_view name;
    std::string_view fill;
    std::string_view line;
    bool dashed = false;
};

struct EdgeLook
{
    std::string_view colour;
    bool dashed = false;
    bool bold = false;
};

[[nodiscard]] NodeLook look_of(NodeStyle style) noexcept;
[[nodiscard]] EdgeLook look_of(EdgeStyle style) noexcept;
}  // namespace interlock::client::cli
