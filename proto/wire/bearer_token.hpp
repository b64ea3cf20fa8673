// The token that opens the Admin service: a JWT signed with HS256, as the Ethereum engine API has
// it. https://github.com/ethereum/execution-apis/blob/main/src/engine/authentication.md
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace interlock::wire
{
/// The metadata of a call that carries the token: "Bearer TOKEN".
inline constexpr const char* kAuthorizationMetadata = "authorization";

/// How far `iat` may be from the clock of the one who checks, either way.
inline constexpr uint64_t kTokenSecondsOff = 60;

/// What both sides know. Never shown. A value; any thread.
class BearerSecret
{
public:
    static constexpr size_t kSize = 32;

    /// 64 hexadecimal digits, after 0x or not, and blanks around them. The error does not repeat
    /// the text.
    [[nodiscard]] static tl::expected<BearerSecret, std::string> from_hex(std::string_view text);
    /// The same from a file; the error names the file.
    [[nodiscard]] static tl::expected<BearerSecret, std::string> from_file(
        const std::filesystem::path& file);

    /// The value of the metadata for a call made now.
    [[nodiscard]] std::string authorization(uint64_t now_s) const;
    /// Why the metadata's value opens nothing, as a sentence; nothing of it is believed before its
    /// signature has been.
    [[nodiscard]] tl::expected<void, std::string> check(
        std::string_view authorization, uint64_t now_s) const;

private:
    BearerSecret() = default;
    std::array<uint8_t, kSize> bytes_{};
};
}  // namespace interlock::wire
