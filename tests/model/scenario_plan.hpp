// What a scenario has in store before it is told: every chain with all blocks that may come.
// Stories are woven into blocks that nobody has seen; what was shown once stays as it was, because
// the revision of a block stands for its content. Pure; any thread.
#pragma once

#include "tests/model/random.hpp"
#include "tests/model/scenario.hpp"

namespace interlock::model
{
/// The log that an executing message names.
struct PlannedMessage
{
    std::string chain;
    uint64_t number = 0;
    uint64_t index = 0;
    uint64_t timestamp_s = 0;
    uint64_t rev = 0;
    bool wrong_payload = false;
};

struct PlannedBlock
{
    uint64_t number = 0;
    uint64_t timestamp_s = 0;
    uint64_t rev = 0;
    uint64_t log_count = 0;
    uint64_t deposit_count = 0;  // The first logs; they survive a replacement of the block.
    std::map<uint64_t, PlannedMessage> messages;  // By log index.
    bool was_shown = false;
};

struct PlannedChain
{
    std::string id;
    uint64_t block_time_s = 0;
    std::optional<uint64_t> activation_s;
    std::vector<PlannedBlock> blocks;  // By number.
    uint64_t last_rev = 0;
};

struct Plan
{
    uint64_t expiry_window_s = 0;
    std::vector<PlannedChain> chains;
};

struct PlanSize
{
    size_t max_chains = 0;
    size_t blocks = 0;  // Of all chains together, about.
};

/// Chains of mere logs.
[[nodiscard]] Plan draw_plan(Random& random, const PlanSize& size);

/// The message that truthfully names a log.
[[nodiscard]] PlannedMessage name(
    const PlannedChain& chain, const PlannedBlock& block, uint64_t index);
/// Appends a log to a block that was not shown, and returns its index.
uint64_t add_log(PlannedBlock& block);
uint64_t add_message(PlannedBlock& block, PlannedMessage message);

/// The blocks from `first` on become others of a new revision; some of what they held is gone.
void renew(Random& random, PlannedChain& chain, uint64_t first);
/// The block keeps its deposits alone. It was renewed just before.
void strip(PlannedBlock& block);
/// Messages not shown so far follow a chain's new revision, most of them.
void follow(Random& random, Plan& plan, const PlannedChain& renewed);

/// The "block" step that shows a block, and the head of the scenario.
[[nodiscard]] Json block_step(const PlannedChain& chain, const PlannedBlock& block);
[[nodiscard]] Json chains_json(const Plan& plan);
}  // namespace interlock::model
