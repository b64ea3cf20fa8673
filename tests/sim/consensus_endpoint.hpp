// A consensus node as the service meets it. What it calls final is; the rest it may get wrong.
#pragma once

#include <functional>

#include "chain/source.hpp"
#include "tests/sim/upheaval.hpp"

namespace interlock::sim
{
enum class ConsensusFault
{
    none,
    dead,    // no answer
    stuck,   // tells what held when the fault began
    behind,  // has not processed the newest L1 blocks
    astray,  // calls a block local-safe that is on another branch, or nowhere
    silent,  // knows no local-safe block
};
[[nodiscard]] std::string_view to_string(ConsensusFault fault) noexcept;

/// For one thread. Answers as LabelSource does, by what the world is at the moment.
class ConsensusEndpoint
{
public:
    struct Surroundings
    {
        const World& world;
        const Upheaval& upheaval;
        /// A branch of the chain that some node has made up; nullptr when none does.
        std::function<const Branch*()> forged;
    };
    ConsensusEndpoint(Context& context, size_t place, std::string name, Surroundings surroundings);

    void suffer(ConsensusFault fault, uint64_t until_ms);
    /// At rest nothing is wrong, and nothing lags.
    void rest(bool at_rest);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] chain::Result<chain::Labels> labels();
    /// By the world as it is, for nodes that keep their safe heads.
    [[nodiscard]] chain::Result<std::optional<chain::DerivedBlock>> safe_head_at(
        uint64_t l1_number);

private:
    [[nodiscard]] chain::Labels truth(size_t l1_blocks_behind) const;
    [[nodiscard]] std::optional<chain::DerivedBlock> derived(size_t l1, const BlockId& l2) const;
    void lead_astray(chain::Labels& labels) const;
    void hear_of_finality();

    Context& context_;
    const size_t place_;
    const std::string name_;
    const Surroundings around_;
    const bool keeps_safe_heads_;
    const bool tells_l1_;
    const bool is_hasty_;  // Calls everything safe that is local-safe.

    const bool is_slow_to_finalize_;

    ConsensusFault fault_ = ConsensusFault::none;
    uint64_t until_ms_ = 0;
    bool at_rest_ = false;
    std::optional<uint64_t> finalized_;  // As far as the node has heard.
    chain::Labels old_;
};
}  // namespace interlock::sim
