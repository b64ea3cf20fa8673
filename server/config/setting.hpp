// The table of settings: the one place that says which settings there are, what they take, and
// what they mean. File, flags, environment, --help and the template are all derived from it.
#pragma once

#include <limits>
#include <span>
#include <variant>

#include "server/config/config.hpp"
#include "server/config/value.hpp"

namespace interlock::server
{
/// Chains that one configuration may name.
inline constexpr size_t kMaxChains = 1'024;
/// Keys of settings that exist once for each chain begin with this.
inline constexpr std::string_view kChainPrefix = "chains.<id>.";

/// A value on its way into the configuration. Its type has been checked already.
struct Assignment
{
    const Value& value;
    /// What relative paths are relative to; empty for the working directory.
    const std::filesystem::path& base_dir;

    [[nodiscard]] const std::string& text() const { return std::get<std::string>(value); }
    [[nodiscard]] int64_t number() const { return std::get<int64_t>(value); }
    [[nodiscard]] const std::vector<std::string>& list() const
    {
        return std::get<std::vector<std::string>>(value);
    }
};

/// A chain's settings while they are gathered: headers belong to endpoints that may come later.
struct ChainDraft
{
    ChainSettings settings;
    std::vector<std::string> execution_headers;
    std::vector<std::string> subscribe_headers;
    std::vector<std::string> consensus_headers;
};

/// nothing, or what would be right, without repeating the value: "must be …".
using Assigned = tl::expected<void, std::string>;
using AssignGlobal = Assigned (*)(Config&, const Assignment&);
using AssignChain = Assigned (*)(ChainDraft&, const Assignment&);

/// Inclusive bounds: of a number, or of the length of a list.
struct Bounds
{
    int64_t min = 0;
    int64_t max = std::numeric_limits<int64_t>::max();
};

struct Setting
{
    std::string_view key;  // "grpc.listen", "chains.<id>.name"
    ValueType type = ValueType::text;
    bool has_default = false;  // Whether `sample` is the default, or only an example.
    std::string_view sample;   // As a flag would give it.
    Bounds bounds = {};
    bool secret = false;    // The value may hold credentials, so it is never shown.
    std::string_view help;  // Sentences; lines are broken where it is shown.
    std::variant<AssignGlobal, AssignChain> assign;

    [[nodiscard]] bool per_chain() const { return std::holds_alternative<AssignChain>(assign); }
};

/// What it means, and what the table knows besides: sentences.
[[nodiscard]] std::string explanation(const Setting& setting);

/// What stands for a value of that type: "NUMBER".
[[nodiscard]] std::string_view placeholder(ValueType type);

/// In the order of the documentation.
[[nodiscard]] std::span<const Setting> settings();
}  // namespace interlock::server
