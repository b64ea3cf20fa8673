#include "tests/support/shells.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "tests/support/temp_dir.hpp"

namespace interlock::testing
{
namespace
{
std::string in_quotes(const std::string& text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

std::vector<std::string> sorted_lines(const std::string& text)
{
    std::vector<std::string> out;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
    {
        if (!line.empty())
            out.push_back(line.substr(0, line.find('\t')));
    }
    std::sort(out.begin(), out.end());
    return out;
}

class ScriptFile
{
public:
    explicit ScriptFile(const std::string& script) : path_{dir_.write("script", script)} {}
    [[nodiscard]] std::string path() const { return in_quotes(path_.string()); }

private:
    TempDir dir_;
    std::filesystem::path path_;
};
}  // namespace

ShellRun run_shell(const std::string& command)
{
    ShellRun out;
    std::FILE* const pipe = popen(("{ " + command + "\n} 2>&1").c_str(), "r");
    if (pipe == nullptr)
        throw std::runtime_error{"popen"};
    std::array<char, 4096> part{};
    for (size_t count = 0; (count = std::fread(part.data(), 1, part.size(), pipe)) > 0;)
        out.out.append(part.data(), count);
    const int status = pclose(pipe);
    out.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return out;
}

std::vector<std::string> bash_offers(
    const std::string& script, const std::vector<std::string>& words)
{
    const ScriptFile file{script};
    std::string line;
    for (const auto& word : words)
        line += in_quotes(word) + " ";
    const auto run = run_shell(
        "bash --norc -c " + in_quotes("set -eu; source " + file.path() + "; COMP_WORDS=(" + line +
                                      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _" +
                                      words.front() + "; printf '%s\\n' \"${COMPREPLY[@]}\""));
    if (run.status != 0)
        throw std::runtime_error{"bash: " + run.out};
    return sorted_lines(run.out);
}

std::vector<std::string> fish_offers(const std::string& script, const std::string& line)
{
    const ScriptFile file{script};
    const auto run =
        run_shell("HOME=/nonexistent fish --no-config -c " +
                  in_quotes("source " + file.path() + "; complete -C " + in_quotes(line)));
    if (run.status != 0)
        throw std::runtime_error{"fish: " + run.out};
    return sorted_lines(run.out);
}

std::string zsh_complaints(const std::string& script)
{
    const ScriptFile file{script};
    return run_shell("zsh -fn " + file.path()).out;
}
}  // namespace interlock::testing
