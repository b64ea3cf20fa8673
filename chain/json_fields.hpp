// Reading JSON objects by tables of fields, so that every decoder checks the same things: the type
// of each value, fields that are missing, and fields that are given twice. Pure; any thread.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "interop/chain_id.hpp"
#include "interop/eth/bytes.hpp"
#include "interop/eth/uint256.hpp"

namespace interlock::chain::json
{
using Value = simdjson::ondemand::value;

/// What is wrong, and where in the document.
struct Fault
{
    std::string path;  // "receipts[3].logs[0].topics"; empty for the document itself
    std::string what;
};

using Checked = tl::expected<void, Fault>;

/// A fault of the value that is being read.
[[nodiscard]] inline tl::unexpected<Fault> fault(std::string what)
{
    return tl::unexpected<Fault>{Fault{{}, std::move(what)}};
}

/// `inner`, seen from the object or array that holds it; `step` is "name" or "[index]".
[[nodiscard]] tl::unexpected<Fault> fault_in(std::string_view step, Fault inner);

/// "path: what".
[[nodiscard]] std::string to_string(const Fault& fault);

/// The document broke off or is no JSON.
[[nodiscard]] tl::unexpected<Fault> broken(simdjson::error_code error);

[[nodiscard]] Checked read(Value value, uint64_t& out);  // A quantity: "0x1f".
[[nodiscard]] Checked read(Value value, Uint256& out);   // A quantity.
[[nodiscard]] Checked read(Value value, Bytes& out);     // "0x…", bounded by the document.
/// "0x" and exactly two digits for each byte of `out`.
[[nodiscard]] Checked read_exactly(Value value, std::span<uint8_t> out);

template <size_t N, typename Tag>
[[nodiscard]] Checked read(Value value, FixedBytes<N, Tag>& out)
{
    return read_exactly(value, out.bytes);
}

template <size_t N>
[[nodiscard]] Checked read(Value value, std::array<uint8_t, N>& out)
{
    return read_exactly(value, out);
}

/// As configurations have numbers: 7, or as text "7" or "0x7".
struct PlainNumber
{
    uint64_t value = 0;
};
[[nodiscard]] Checked read(Value value, PlainNumber& out);
/// The same, up to 256 bits.
[[nodiscard]] Checked read(Value value, ChainId& out);

/// Null counts as absent.
template <typename T>
[[nodiscard]] Checked read(Value value, std::optional<T>& out)
{
    if (bool null = false; value.is_null().get(null) == simdjson::SUCCESS && null)
        return {};
    return read(value, out.emplace());
}

template <typename Owner>
struct Field
{
    std::string_view name;
    bool required = false;
    Checked (*read)(Value value, Owner& out) = nullptr;
};

/// The member of `owner` that `path` leads to, e.g. <&Block::header, &Header::number>.
template <auto... path, typename Owner>
[[nodiscard]] constexpr auto& follow(Owner& owner)
{
    return (owner.*....*path);
}

template <typename Owner, auto... path>
[[nodiscard]] Checked read_member(Value value, Owner& out)
{
    return read(value, follow<path...>(out));
}

/// A field that must be there, kept in the member that `path` leads to.
template <typename Owner, auto... path>
[[nodiscard]] constexpr Field<Owner> required(std::string_view name)
{
    return {name, true, &read_member<Owner, path...>};
}

/// A field that may be absent.
template <typename Owner, auto... path>
[[nodiscard]] constexpr Field<Owner> optional(std::string_view name)
{
    return {name, false, &read_member<Owner, path...>};
}

/// Which fields of a table have been met; at most 64.
struct SeenFields
{
    uint64_t bits = 0;

    /// False when it was there before: a document that says two things is not believed.
    [[nodiscard]] bool insert(size_t index) noexcept
    {
        const uint64_t bit = uint64_t{1} << index;
        const bool is_new = (bits & bit) == 0;
        bits |= bit;
        return is_new;
    }
    [[nodiscard]] bool contains(size_t index) const noexcept { return ((bits >> index) & 1U) != 0; }
};

/// Fills `out` from an object. Fields that the table does not name are skipped.
template <typename Owner, size_t N>
[[nodiscard]] Checked read_object(Value value, const std::array<Field<Owner>, N>& table, Owner& out)
{
    static_assert(N <= 64);
    simdjson::ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return fault("not an object");
    SeenFields seen;
    for (auto entry : object)
    {
        simdjson::ondemand::field field;
        std::string_view name;
        if (const auto error = std::move(entry).get(field))
            return broken(error);
        if (const auto error = field.unescaped_key().get(name))
            return broken(error);
        const auto known = std::find_if(
            table.begin(), table.end(), [name](const auto& f) { return f.name == name; });
        if (known == table.end())
            continue;
        if (!seen.insert(static_cast<size_t>(known - table.begin())))
            return fault_in(known->name, Fault{{}, "given twice"});
        if (auto ok = known->read(field.value(), out); !ok)
            return fault_in(known->name, std::move(ok.error()));
    }
    for (size_t i = 0; i < N; ++i)
    {
        if (table[i].required && !seen.contains(i))
            return fault_in(table[i].name, Fault{{}, "missing"});
    }
    return {};
}

/// Calls `read_one(value, index)` for each element of an array.
template <typename ReadOne>
[[nodiscard]] Checked read_array(Value value, ReadOne read_one)
{
    simdjson::ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS)
        return fault("not an array");
    size_t index = 0;
    for (auto entry : array)
    {
        Value element;
        if (const auto error = std::move(entry).get(element))
            return broken(error);
        if (Checked ok = read_one(element, index); !ok)
            return fault_in("[" + std::to_string(index) + "]", std::move(ok.error()));
        ++index;
    }
    return {};
}
}  // namespace interlock::chain::json
