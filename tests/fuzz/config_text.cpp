// Settings given as flags and environment variables: a line each, "--…" or "NAME=value".
#include "tests/fuzz/config_support.hpp"
#include "tests/fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock;
    std::vector<std::string> arguments;
    server::ConfigSources sources;
    auto text = fuzz::text_of({data, size});
    while (!text.empty())
    {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        // Another target reads files.
        if (line.find("config") != std::string_view::npos ||
            line.find("CONFIG") != std::string_view::npos)
            continue;
        if (line.starts_with("-"))
            arguments.emplace_back(line);
        else
            sources.environment.emplace(line.substr(0, line.find('=')),
                line.substr(std::min(line.size(), line.find('=') + 1)));
    }
    sources.command_line = server::parse_command_line(arguments);
    fuzz::check_config(sources);
    return 0;
}
