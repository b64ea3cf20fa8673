#include "tests/support/temp_dir.hpp"

#include <stdlib.h>

#include <stdexcept>

namespace interlock::testing
{
TempDir::TempDir()
{
    auto name = (std::filesystem::temp_directory_path() / "interlock-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error{"cannot make a temporary folder like " + name};
    path_ = name;
}

TempDir::~TempDir()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}
}  // namespace interlock::testing
