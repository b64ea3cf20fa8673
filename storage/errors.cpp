#include "storage/errors.hpp"

#include <cerrno>
#include <system_error>

namespace interlock::storage
{
namespace
{
std::string_view advice_for(ErrorKind kind) noexcept
{
    switch (kind)
    {
        case ErrorKind::conflict:
        case ErrorKind::out_of_bounds:
            return "nothing was changed";
        case ErrorKind::busy:
            return "try again, or close what else has the file open";
        case ErrorKind::full:
            return "free space on its disk (or raise the quota or file size limit) and try again; "
                   "nothing committed was lost";
        case ErrorKind::read_only:
            return "make the file and its directory writable for the user that runs this process";
        case ErrorKind::newer_version:
            return "start that release, or a newer one";
        case ErrorKind::corrupt:
            return "restore it from a backup, or move it away to have it rebuilt from the chains";
        case ErrorKind::cancelled:
            return "nothing was changed";
        case ErrorKind::io:
            return "check the disk and the system's log";
    }
    return "";
}
}  // namespace

ErrorKind kind_of_errno(int error) noexcept
{
    switch (error)
    {
        case EACCES:
        case EPERM:
        case EROFS:
            return ErrorKind::read_only;
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return ErrorKind::full;
        case EWOULDBLOCK:
            return ErrorKind::busy;
        default:
            return ErrorKind::io;
    }
}

Error describe(ErrorKind kind, const FileTrouble& trouble)
{
    return describe(kind, trouble, advice_for(kind));
}

Error describe(ErrorKind kind, const FileTrouble& trouble, std::string_view advice)
{
    std::string message = trouble.file.string();
    message.append(": cannot ").append(trouble.doing);
    message.append(": ").append(trouble.detail);
    message.append("; ").append(advice);
    return {.kind = kind, .message = std::move(message)};
}

Error describe_errno(int error, const std::filesystem::path& file, std::string_view doing)
{
    return describe(kind_of_errno(error), {file, doing, std::generic_category().message(error)});
}
}  // namespace interlock::storage
