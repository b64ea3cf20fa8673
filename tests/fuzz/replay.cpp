// Runs a fuzz target without libFuzzer, on every file of the folders given, and on what random
// little changes make of each: replay FOLDER…. INTERLOCK_FUZZ_CHANGES says how many changes a file,
// INTERLOCK_SEED which.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>

#include "tests/fuzz/fuzz.hpp"

namespace
{
using interlock::Bytes;
using Random = std::mt19937_64;

constexpr uint64_t kChangesPerFile = 25;

uint64_t number_from(const char* variable, uint64_t otherwise)
{
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

size_t below(Random& random, size_t end)
{
    return std::uniform_int_distribution<size_t>{0, std::max<size_t>(end, 1) - 1}(random);
}

/// Flips a bit, puts in another byte, drops a piece, or repeats one.
void change(Bytes& bytes, Random& random)
{
    if (bytes.empty())
        return bytes.push_back(static_cast<uint8_t>(random()));
    const auto at = bytes.begin() + static_cast<ptrdiff_t>(below(random, bytes.size()));
    const auto room = static_cast<size_t>(bytes.end() - at);
    const auto end = at + static_cast<ptrdiff_t>(1 + below(random, std::min<size_t>(room, 64)));
    switch (below(random, 4))
    {
        case 0:
            *at = static_cast<uint8_t>(*at ^ (1U << below(random, 8)));
            return;
        case 1:
            *at = static_cast<uint8_t>(random());
            return;
        case 2:
            bytes.erase(at, end);
            return;
        default:
            const Bytes piece{at, end};
            bytes.insert(at, piece.begin(), piece.end());
    }
}

Bytes read(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void run(const Bytes& input)
{
    // A copy of its own, so that a sanitizer sees what is read beyond the end.
    const std::vector<uint8_t> exact{input};
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

/// How often the target was called.
uint64_t replay(const std::filesystem::path& file, uint64_t changes, uint64_t seed)
{
    constexpr size_t kMostInARow = 4;
    const auto input = read(file);
    run(input);
    Random random{seed};
    for (uint64_t i = 0; i < changes; ++i)
    {
        auto changed = input;
        for (size_t n = 0; n <= below(random, kMostInARow); ++n)
            change(changed, random);
        run(changed);
    }
    return 1 + changes;
}
}  // namespace

int main(int count, char** arguments)
{
    const auto changes = number_from("INTERLOCK_FUZZ_CHANGES", kChangesPerFile);
    const auto seed = number_from("INTERLOCK_SEED", 1);
    uint64_t runs = 0;
    for (int i = 1; i < count; ++i)
    {
        for (const auto& entry : std::filesystem::directory_iterator{arguments[i]})
            runs += replay(entry.path(), changes, seed);
    }
    std::cout << runs << " runs\n";
    if (runs != 0)
        return EXIT_SUCCESS;
    std::cerr << "no corpus\n";
    return EXIT_FAILURE;
}
