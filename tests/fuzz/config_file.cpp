// The configuration file.
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/config_support.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace
{
/// A file in memory, made once and written anew for each input.
int file_in_memory()
{
    static const int kFile = ::memfd_create("interlock.toml", 0);
    return kFile;
}
}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock::fuzz;
    const int file = file_in_memory();
    const bool is_written =
        ::ftruncate(file, 0) == 0 && ::pwrite(file, data, size, 0) == static_cast<ssize_t>(size);
    require(is_written, "the file can be written");
    check_config({.command_line = {.config_file = "/proc/self/fd/" + std::to_string(file)}});
    return 0;
}
