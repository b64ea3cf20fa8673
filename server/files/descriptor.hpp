// An open file of the system, closed when this goes.
#pragma once

#include <unistd.h>

namespace interlock::server
{
class Descriptor
{
public:
    explicit Descriptor(int descriptor) noexcept : descriptor_{descriptor} {}
    ~Descriptor()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    /// Negative when the file could not be opened.
    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_;
};
}  // namespace interlock::server
