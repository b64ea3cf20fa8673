// Certificates and keys in PEM files, read once and found usable before a connection depends on
// them. gRPC only says of wrong ones that no connection can be made. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <tl/expected.hpp>

namespace interlock::wire
{
/// What one side shows of itself, as the files have it. The key is never shown.
struct PemIdentity
{
    std::string certificate;  // Its chain after it.
    std::string key;
    int64_t expires_at_s = 0;  // Unix seconds; of the certificate, not of its chain.
};

/// The key must be that of the certificate, and not encrypted. The error names the file.
[[nodiscard]] tl::expected<PemIdentity, std::string> read_identity(
    const std::filesystem::path& certificate, const std::filesystem::path& key);

/// Certificates that sign those of the other side, at least one. The error names the file, and
/// calls it `what`.
[[nodiscard]] tl::expected<std::string, std::string> read_authorities(
    const std::filesystem::path& file, const std::string& what);
}  // namespace interlock::wire
