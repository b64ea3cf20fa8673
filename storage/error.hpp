// Why the index could not do something.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace interlock::storage
{
/// Sorted by what the caller does next.
enum class ErrorKind
{
    conflict,       // does not fit the chain as indexed: rewind, or ask again
    out_of_bounds,  // refused input: a number at or above a limit
    busy,           // try again
    full,           // the disk is full: free space; nothing was lost
    read_only,      // the file or its directory cannot be written
    newer_version,  // written by a newer release: start that one
    corrupt,        // the database is damaged: restore or rebuild it
    cancelled,      // the caller wanted it no more; nothing was changed
    io,             // any other failure of the disk or of SQLite
};

struct Error
{
    ErrorKind kind = ErrorKind::io;
    std::string message;  // What happened to what; for people.
};

template <typename T>
using Result = tl::expected<T, Error>;
}  // namespace interlock::storage
