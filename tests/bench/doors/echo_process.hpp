// An echo server in a process of its own.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <string>

namespace interlock::bench
{
class EchoProcess
{
public:
    /// Returns when it listens. `program` is echo-server; `reply` the bytes that it always gives.
    EchoProcess(const std::string& program, const std::string& model, const std::string& reply);
    ~EchoProcess();
    EchoProcess(const EchoProcess&) = delete;
    EchoProcess& operator=(const EchoProcess&) = delete;

    [[nodiscard]] const std::string& port() const noexcept { return port_; }
    [[nodiscard]] pid_t id() const noexcept { return id_; }

private:
    struct Close
    {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    pid_t id_ = 0;
    std::unique_ptr<std::FILE, Close> to_;
    std::string port_;
};

/// Processor time that the process has used so far, in seconds.
[[nodiscard]] double cpu_s_of(pid_t process);
}  // namespace interlock::bench
