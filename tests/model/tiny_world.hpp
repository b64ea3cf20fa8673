// Worlds of a few blocks, written down by hand, and their outcomes in words. Pure; any thread.
#pragma once

#include "tests/model/safety_model.hpp"

namespace interlock::model
{
/// A chain that has only its block 0. All chains of one kind share their timestamps.
struct TinyChain
{
    std::string id;
    uint64_t block_time_s = 2;
    uint64_t genesis_s = 1000;
    std::optional<uint64_t> activation_s = 0;
};

/// A message at log `log_index` of its block that truthfully names log `index` of a block.
struct Named
{
    uint32_t log_index = 0;
    std::string chain;
    uint64_t number = 0;
    uint32_t index = 0;
    uint64_t timestamp_s = 0;
};
[[nodiscard]] Message message(const Named& named);
/// The same, with another payload than the log has.
[[nodiscard]] Message lie(const Named& named);
/// A message of numbers beyond their types.
[[nodiscard]] Message malformed(uint32_t log_index);

class TinyWorld
{
public:
    explicit TinyWorld(const std::vector<TinyChain>& chains, uint64_t expiry_window_s = 604'800);

    /// Appends a block of so many logs; some of them are messages.
    TinyWorld& block(
        const std::string& chain, size_t log_count = 0, std::vector<Message> messages = {});
    /// Appends blocks of two logs each.
    TinyWorld& blocks(const std::string& chain, size_t count);
    TinyWorld& local_safe(const std::string& chain, uint64_t number);
    TinyWorld& anchor(const std::string& chain, uint64_t number);
    /// Forgets the blocks before this one.
    TinyWorld& begin(const std::string& chain, uint64_t number);
    /// Takes the messages out of a block, and all of its logs but the first ones.
    TinyWorld& replace(const std::string& chain, uint64_t number, size_t log_count = 0);

    [[nodiscard]] Chain& chain(const std::string& id);
    [[nodiscard]] const World& world() const noexcept { return world_; }

    /// The cross-unsafe head, and what becomes of the block above it, if there is one:
    /// "3", "3, 4 waits", "3, 4 is invalid: cycle".
    [[nodiscard]] std::string unsafe(const std::string& id) const;
    /// The same for cross-safe.
    [[nodiscard]] std::string safe(const std::string& id) const;

private:
    World world_;
};
}  // namespace interlock::model
