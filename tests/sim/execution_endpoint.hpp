// An execution node as the service meets it: late, dead, out of date, lying, or all right.
#pragma once

#include "chain/source.hpp"
#include "tests/sim/producer.hpp"

namespace interlock::sim
{
enum class ExecutionFault
{
    none,
    dead,       // no answer
    erring,     // now and then an error of any kind
    forgetful,  // has not got the blocks that it announces
    late,       // does not know the newest blocks yet
    stuck,      // serves what was there when the fault began
    torn,       // stands for two nodes, of which one is stuck
    forged,     // serves blocks of its own making
    two_faced,  // stands for two nodes, of which one is forged
    stranger,   // serves another chain
};
[[nodiscard]] std::string_view to_string(ExecutionFault fault) noexcept;

/// For one thread. Answers as BlockSource does, by what the world is at the moment.
class ExecutionEndpoint
{
public:
    ExecutionEndpoint(Context& context, const World& world, size_t place, std::string name);

    /// Has a fault until that time.
    void suffer(ExecutionFault fault, uint64_t until_ms);
    /// At rest nothing is wrong, and nothing lags.
    void rest(bool at_rest);
    /// The chain that the node has made up, while it does; nullptr else.
    [[nodiscard]] const Branch* forged() const;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] chain::Result<ChainId> chain_id();
    [[nodiscard]] chain::Result<BlockSeal> seal(const chain::BlockSelector& block);
    [[nodiscard]] chain::Result<std::vector<DigestedBlock>> blocks(uint64_t first, size_t count);

private:
    /// What the node serves in one answer.
    struct Serving
    {
        const Branch* branch = nullptr;
        uint64_t head = 0;
    };
    [[nodiscard]] std::optional<chain::Error> begin_call();
    [[nodiscard]] Serving serving();
    [[nodiscard]] chain::Error error(chain::ErrorKind kind) const;
    void heal();
    void forge();

    Context& context_;
    const World& world_;
    const size_t place_;
    const std::string name_;
    const uint64_t usual_lag_s_;
    const size_t max_blocks_;

    ExecutionFault fault_ = ExecutionFault::none;
    uint64_t until_ms_ = 0;
    uint64_t lag_s_ = 0;
    Branch old_;                        // Of a node that is stuck.
    std::optional<TruthChain> forged_;  // Of one that lies.
    bool at_rest_ = false;
};
}  // namespace interlock::sim
