// What befalls the chains: reorgs of L2 and of L1, pauses, and the replacement of invalid blocks.
#pragma once

#include "tests/sim/producer.hpp"

namespace interlock::sim
{
class Upheaval
{
public:
    Upheaval(Context& context, World& world, Producer& producer);

    /// L1 goes on: blocks become local-safe, some of them final, invalid ones are replaced.
    void advance_l1();
    /// One chain or several leave their newest blocks, above what is local-safe.
    void reorg();
    /// L1 is reorged, and perhaps the chains with it.
    void reorg_l1();
    /// A chain's producer stops for a while.
    void pause();

    /// The newest block of the chain that its own nodes hold cross-safe.
    [[nodiscard]] uint64_t cross_safe(size_t place) const;

private:
    /// An invalid block that the chain is going to replace.
    struct Doomed
    {
        Hash32 hash;
        uint64_t at_s = 0;  // When.
    };

    void replace_invalid();
    void replace(size_t place, uint64_t number);
    void rewind(size_t place, uint64_t lowest);

    Context& context_;
    World& world_;
    Producer& producer_;
    std::vector<std::optional<Doomed>> doomed_;
    std::vector<uint64_t> cross_safe_;
};
}  // namespace interlock::sim
