// Errors that tell an operator which file, which operation, and what to do next. Pure.
#pragma once

#include <filesystem>

#include "storage/store.hpp"

namespace interlock::storage
{
/// What happened to a file.
struct FileTrouble
{
    const std::filesystem::path& file;
    std::string_view doing;   // "append a block": completes "cannot …".
    std::string_view detail;  // "database disk image is malformed (11)"
};

/// The kind of a failed system call.
[[nodiscard]] ErrorKind kind_of_errno(int error) noexcept;

/// "FILE: cannot DOING: DETAIL; ADVICE", with the advice that fits the kind.
[[nodiscard]] Error describe(ErrorKind kind, const FileTrouble& trouble);
[[nodiscard]] Error describe(ErrorKind kind, const FileTrouble& trouble, std::string_view advice);

/// The same for a failed system call.
[[nodiscard]] Error describe_errno(
    int error, const std::filesystem::path& file, std::string_view doing);
}  // namespace interlock::storage
