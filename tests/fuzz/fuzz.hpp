// What the fuzz targets share: each is one function that takes any bytes, and ends the program when
// something does not hold.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "interop/eth/bytes.hpp"

/// The target: what must hold for any input. Defined once in each program, by this name since
/// libFuzzer calls it; always 0.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace interlock::fuzz
{
/// Ends the program, so that the input is kept, unless `holds`.
void require(bool holds, std::string_view what);

[[nodiscard]] inline std::string_view text_of(ByteView input)
{
    return {reinterpret_cast<const char*>(input.data()), input.size()};
}

/// Takes an input apart; where it ends there are zeros.
class Pieces
{
public:
    explicit Pieces(ByteView input) : rest_{input} {}

    [[nodiscard]] uint8_t byte() { return take(1)[0]; }
    template <size_t N>
    void fill(std::array<uint8_t, N>& out)
    {
        const auto bytes = take(N);
        std::copy(bytes.begin(), bytes.end(), out.begin());
    }
    template <typename Fixed>
    [[nodiscard]] Fixed fixed()
    {
        Fixed out;
        fill(out.bytes);
        return out;
    }
    /// Exactly `count` bytes.
    [[nodiscard]] Bytes take(size_t count);
    /// Up to `count` bytes, as many as there are.
    [[nodiscard]] Bytes some(size_t count);
    [[nodiscard]] ByteView rest() const noexcept { return rest_; }
    [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }

private:
    ByteView rest_;
};

/// Calls `decode` with the document's root, as it is when a reply is decoded; the empty result when
/// there is no object or array.
template <typename Decode>
[[nodiscard]] auto decode_text(std::string_view text, Decode decode)
    -> std::optional<decltype(decode(simdjson::ondemand::value{}))>
{
    const simdjson::padded_string padded{text};
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::value root;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
        document.get_value().get(root) != simdjson::SUCCESS)
        return std::nullopt;
    return decode(root);
}

/// The document as another parser reads it; nothing when that refuses it.
[[nodiscard]] std::optional<nlohmann::json> read_again(std::string_view text);

/// That an error may be shown: not empty, not longer than `max_bytes`, without control characters.
void require_showable(std::string_view error, size_t max_bytes = 4'096);
}  // namespace interlock::fuzz
