#include "tests/sim/l1_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::sim
{
namespace
{
/// For each chain and block up to the safe head: the L1 block that its messages, and those of the
/// blocks before, really need. Of what is at or below the anchor nothing is needed.
class TrueNeeds
{
public:
    TrueNeeds(const Mirror& mirror, const Snapshot& snapshot, const World& world)
      : mirror_{mirror}, world_{world}, needs_(world.size())
    {
        for (size_t place = 0; place < world.size(); ++place)
            safe_.push_back(snapshot.chains[place].head(SafetyLevel::safe)->id.number);
        // Messages of one time may name each other: go on until nothing rises.
        while (raise_all())
        {
        }
    }

    [[nodiscard]] uint64_t of(size_t place, uint64_t number) const
    {
        const auto found = needs_[place].find(number);
        return found == needs_[place].end() ? 0 : found->second;
    }

private:
    bool raise_all()
    {
        bool rose = false;
        for (size_t place = 0; place < world_.size(); ++place)
        {
            uint64_t need = 0;
            for (auto number = mirror_.chain(place).anchor.number + 1; number <= safe_[place];
                 ++number)
            {
                need = std::max(need, need_of(world_.branch(place).at(number).model));
                auto& known = needs_[place][number];
                rose = rose || known < need;
                known = std::max(known, need);
            }
        }
        return rose;
    }

    uint64_t need_of(const model::Block& block) const
    {
        uint64_t need = 0;
        if (!is_active_anywhere(block.timestamp_s))
            return need;  // Its messages are not looked at.
        for (const auto& message : block.executing)
        {
            const auto place = world_.place_of(*chain_id_from_text(message.chain));
            if (message.number <= mirror_.chain(place).anchor.number ||
                message.number > safe_[place])
                continue;
            need = std::max({need, world_.derived_from(place, message.number).number,
                of(place, message.number)});
        }
        return need;
    }

    bool is_active_anywhere(uint64_t time_s) const
    {
        const auto chains = world_.set().chains();
        return std::any_of(chains.begin(), chains.end(),
            [time_s](const ChainConfig& chain)
            { return chain.activation_s && time_s >= *chain.activation_s; });
    }

    const Mirror& mirror_;
    const World& world_;
    std::vector<uint64_t> safe_;
    std::vector<std::map<uint64_t, uint64_t>> needs_;
};
}  // namespace

std::optional<std::string> find_low_l1(
    const storage::View& view, const Mirror& mirror, const Snapshot& snapshot, const World& world)
{
    const TrueNeeds needs{mirror, snapshot, world};
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto& id = world.chain(place).config().id;
        const auto safe = snapshot.chains[place].head(SafetyLevel::safe)->id.number;
        for (auto number = mirror.chain(place).anchor.number + 1; number <= safe; ++number)
        {
            const auto derived = must(view.derived_from(id, number));
            const auto truth = world.derived_from(place, number).number;
            if (derived && derived->number < truth)
                return fmt::format("chain {}: block {} was derived by L1 block {}, not by {}",
                    to_string(id), number, truth, derived->number);
            const auto messages = must(view.messages_l1(id, number));
            const auto* known = messages ? std::get_if<BlockId>(&*messages) : nullptr;
            const auto needed = needs.of(place, number);
            if ((known != nullptr && known->number < needed) || (needed > 0 && !messages))
                return fmt::format("chain {}: the messages up to block {} need L1 block {}, not {}",
                    to_string(id), number, needed, known != nullptr ? known->number : 0);
        }
    }
    return std::nullopt;
}
}  // namespace interlock::sim
