// The arguments of a call, read leniently: as the clients in Go write them, and as those in Rust.
// Every error is invalid_params and names the argument by its place. Pure.
#pragma once

#include <simdjson.h>

#include <variant>

#include "interop/block.hpp"
#include "interop/safety_level.hpp"
#include "server/rpc/error.hpp"

namespace interlock::server::rpc
{
/// The arguments of one call, by place. What is null counts as missing.
class Arguments
{
public:
    Arguments() = default;
    /// Refuses more than `expected`, or fewer.
    [[nodiscard]] static Called<Arguments> take(
        const std::optional<simdjson::dom::array>& params, size_t expected);

    /// Precondition: `index` is below what was expected.
    [[nodiscard]] simdjson::dom::element at(size_t index) const { return values_[index]; }

private:
    std::vector<simdjson::dom::element> values_;
};

/// "901", "0x385" or 901; up to 256 bits as text.
[[nodiscard]] Called<ChainId> chain_id_at(const Arguments& arguments, size_t index);

/// "unsafe", "cross-unsafe", "local-safe", "safe" or "finalized".
[[nodiscard]] Called<SafetyLevel> level_at(const Arguments& arguments, size_t index);

/// At most `kMaxAccessListEntries` words of 32 bytes in hex.
[[nodiscard]] Called<std::vector<Hash32>> entries_at(const Arguments& arguments, size_t index);

/// {"hash": …, "number": …}
[[nodiscard]] Called<bool> flag_at(const Arguments& arguments, size_t index);
[[nodiscard]] Called<BlockId> block_id_at(const Arguments& arguments, size_t index);

struct Latest
{
};
/// "latest", or a number: "0x64", "100" or 100.
[[nodiscard]] Called<std::variant<Latest, uint64_t>> block_number_at(
    const Arguments& arguments, size_t index);

/// When and where the messages of a list are executed.
struct ExecutingDescriptor
{
    std::optional<ChainId> chain_id;
    uint64_t timestamp_s = 0;
    uint64_t timeout_s = 0;
};
/// {"timestamp": …, "timeout": …, "chainID": …}; the last two may be missing.
[[nodiscard]] Called<ExecutingDescriptor> executing_descriptor_at(
    const Arguments& arguments, size_t index);
}  // namespace interlock::server::rpc
