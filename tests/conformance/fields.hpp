// Reading the members of a JSON object without exceptions: the first thing that is wrong sticks,
// and whoever reads asks once, at the end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "interop/chain_id.hpp"
#include "interop/eth/bytes.hpp"
#include "tests/conformance/document.hpp"

namespace interlock::conformance
{
class Fields
{
public:
    /// `json` must outlive this.
    explicit Fields(const Json& json);

    /// What was missing or mistyped first; nullopt when everything read was there.
    [[nodiscard]] const std::optional<std::string>& fault() const noexcept { return fault_; }

    /// Present and not null.
    [[nodiscard]] bool has(const char* key) const;

    [[nodiscard]] const Json& any(const char* key);
    [[nodiscard]] const Json& object(const char* key);
    [[nodiscard]] const Json& list(const char* key);
    [[nodiscard]] std::string text(const char* key);
    [[nodiscard]] bool flag(const char* key);
    /// A JSON number, decimal text or a quantity.
    [[nodiscard]] uint64_t number(const char* key);
    [[nodiscard]] uint32_t index(const char* key);
    [[nodiscard]] ChainId chain_id(const char* key);
    [[nodiscard]] Bytes bytes(const char* key);
    [[nodiscard]] Hash32 hash(const char* key) { return fixed<Hash32>(key); }
    [[nodiscard]] Address address(const char* key) { return fixed<Address>(key); }
    [[nodiscard]] std::vector<Hash32> hashes(const char* key);

private:
    template <typename Fixed>
    [[nodiscard]] Fixed fixed(const char* key)
    {
        return settle(key, fixed_from_hex<Fixed>(text(key)), "hex of another length");
    }

    /// The value, or a fault and a default.
    template <typename T>
    [[nodiscard]] T settle(const char* key, std::optional<T> value, const char* problem)
    {
        if (!value)
            note(key, problem);
        return value ? std::move(*value) : T{};
    }

    void note(const char* key, const char* problem);

    const Json& json_;
    std::optional<std::string> fault_;
};

/// Whether `json` is an object that has all of `keys`.
[[nodiscard]] bool has_keys(const Json& json, std::initializer_list<const char*> keys);

/// Whether `json` has a list at `key`, one element of which has all of `keys`.
[[nodiscard]] bool lists_objects(
    const Json& json, const char* key, std::initializer_list<const char*> keys);

/// The `name` of a case, or its place in its list.
[[nodiscard]] std::string name_of(const Json& json, size_t place);
}  // namespace interlock::conformance
