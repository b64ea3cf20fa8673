#include "tests/bench/doors/echo_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "interop/eth/bytes.hpp"

namespace interlock::bench
{
EchoProcess::EchoProcess(
    const std::string& program, const std::string& model, const std::string& reply)
{
    std::array<int, 2> to{};
    std::array<int, 2> from{};
    if (::pipe2(to.data(), O_CLOEXEC) != 0 || ::pipe2(from.data(), O_CLOEXEC) != 0)
        throw std::runtime_error{"cannot make a pipe"};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    std::string name = program;
    std::string argument = model;
    std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
    const int failed =
        ::posix_spawn(&id_, program.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(to[0]);
    ::close(from[1]);
    to_.reset(::fdopen(to[1], "w"));
    const std::unique_ptr<std::FILE, Close> answers{::fdopen(from[0], "r")};
    if (failed != 0)
        throw std::runtime_error{"cannot start " + program};
    const auto hex = to_hex(ByteView{reinterpret_cast<const uint8_t*>(reply.data()), reply.size()});
    std::fputs((hex.substr(2) + "\n").c_str(), to_.get());
    std::fflush(to_.get());
    std::array<char, 16> line{};
    if (std::fgets(line.data(), line.size(), answers.get()) == nullptr)
        throw std::runtime_error{program + " " + model + " did not begin to serve"};
    port_ = line.data();
    port_.pop_back();  // The line's end.
}

EchoProcess::~EchoProcess()
{
    to_.reset();
    ::waitpid(id_, nullptr, 0);
}

double cpu_s_of(pid_t process)
{
    std::ifstream file{"/proc/" + std::to_string(process) + "/stat"};
    std::string line;
    std::getline(file, line);
    // The name, in parentheses, may have spaces; utime and stime are the 12th and 13th after it.
    std::istringstream rest{line.substr(line.rfind(')') + 1)};
    const std::istream_iterator<std::string> begin{rest};
    const std::vector<std::string> fields{begin, {}};
    if (fields.size() < 13)
        throw std::runtime_error{"no process " + std::to_string(process)};
    const auto ticks = std::stod(fields[11]) + std::stod(fields[12]);
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}
}  // namespace interlock::bench
