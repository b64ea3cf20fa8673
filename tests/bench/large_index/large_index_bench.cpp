// What depends on how many logs are indexed: space, judgements, starts.
//
//   large-index-bench [--logs N] [--chains N] [--dir FOLDER]
//
// Builds the index in a folder of its own below FOLDER (36 bytes a log), measures, and removes it.
#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "tests/bench/large_index/judging.hpp"
#include "tests/bench/large_index/restarts.hpp"
#include "tests/bench/own_folder.hpp"
#include "tests/bench/results.hpp"

namespace interlock::bench
{
namespace
{
namespace fs = std::filesystem;

struct Options
{
    uint64_t logs = 2'000'000;
    uint64_t chains = 4;
    fs::path dir = fs::temp_directory_path();
};

Options parse(int argc, char** argv)
{
    Options out;
    const auto number = [](const char* text, uint64_t& to)
    { std::from_chars(text, text + std::strlen(text), to); };
    for (int i = 1; i + 1 < argc; i += 2)
    {
        const std::string_view option{argv[i]};
        if (option == "--logs")
            number(argv[i + 1], out.logs);
        else if (option == "--chains")
            number(argv[i + 1], out.chains);
        else if (option == "--dir")
            out.dir = argv[i + 1];
        else
            throw std::runtime_error{"unknown option " + std::string{option}};
    }
    return out;
}

void run(const Options& options, const fs::path& folder)
{
    LargeIndex index{.logs = options.logs,
        .set = set_of(options.chains),
        .chains = GrowingChains{options.chains},
        .file = folder / "index.db"};
    auto time = Clock::now();
    build(index);
    const double build_s = lap_ms(time) / 1'000;
    const auto bytes = static_cast<double>(fs::file_size(index.file));
    const auto logs = static_cast<double>(options.logs);
    fmt::print(
        "{} logs of {} chains in {:.0f} s with promotion: {:.0f} logs/s, {:.1f} bytes a log\n\n",
        options.logs, options.chains, build_s, logs / build_s, bytes / logs);
    record("large index", {{"logs", options.logs}, {"chains", options.chains},
                              {"logs_per_s", logs / build_s}, {"bytes_per_log", bytes / logs}});
    measure_judging(index);
    fmt::print("\n");
    measure_restarts(index);
}
}  // namespace
}  // namespace interlock::bench

int main(int argc, char** argv)
{
    using namespace interlock::bench;
    try
    {
        const auto options = parse(argc, argv);
        const OwnFolder folder{options.dir, "large-index-bench"};
        run(options, folder.path());
        return 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "large-index-bench: {}\n", error.what());
        return 1;
    }
}
