// From the names that sources use to the table of settings, and back. Pure.
#pragma once

#include "server/config/setting.hpp"

namespace interlock::server
{
inline constexpr std::string_view kVariablePrefix = "INTERLOCK_";

/// A setting that a source gives, for a chain when it is one of a chain's.
struct Key
{
    const Setting* setting = nullptr;
    std::optional<ChainId> chain;

    /// "chains.901.name": with the decimal id, however the source wrote it.
    [[nodiscard]] std::string text() const;
};

/// The key that a file ("grpc.listen", by section and name) or a flag names. The error says that
/// there is none, and which was probably meant; `others` are further names that may be meant.
[[nodiscard]] tl::expected<Key, std::string> find_key(
    std::string_view dotted, std::span<const std::string_view> others = {});

/// The same for an environment variable, "INTERLOCK_GRPC_LISTEN".
[[nodiscard]] tl::expected<Key, std::string> find_variable(std::string_view name);

/// "INTERLOCK_GRPC_LISTEN", "INTERLOCK_CHAINS_<id>_NAME".
[[nodiscard]] std::string variable_name(std::string_view key);

/// An id as it may be written in a key: "901", "0x385", "0X385".
[[nodiscard]] std::optional<ChainId> chain_id_from_key(std::string_view text);

/// Whether settings lie below `dotted`: "grpc", "chains", "chains.901".
[[nodiscard]] bool is_section(std::string_view dotted);
}  // namespace interlock::server
