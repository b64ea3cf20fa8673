#include "server/app/index_compat.hpp"

#include <algorithm>

namespace interlock::server
{
namespace
{
constexpr std::string_view kRemedies =
    "restore the former setting, or start with an empty data_dir";

std::string show_activation(const std::optional<uint64_t>& activation_s)
{
    return activation_s ? std::to_string(*activation_s) : "never";
}

const IndexedChain* find(const IndexState& index, const ChainId& id)
{
    const auto chain = std::find_if(index.chains.begin(), index.chains.end(),
        [&](const IndexedChain& indexed) { return indexed.record.config.id == id; });
    return chain == index.chains.end() ? nullptr : &*chain;
}

/// Whether the index's first block is the chain's first: then nothing can be missing before it.
bool begins_with_chain(const ResolvedChain& chain, const IndexStart& start)
{
    return start.number <= (chain.genesis ? chain.genesis->block.number : 0);
}

/// The time since which the index is whole.
uint64_t covered_since_s(const ResolvedChain& chain, const IndexStart& start)
{
    if (start.covered_since_s)
        return *start.covered_since_s;
    // The block before was `block_time` earlier; everything after that one is there.
    const auto gap_s = std::min(start.timestamp_s, chain.config.block_time_s - 1);
    return start.timestamp_s - gap_s;
}

/// Compares the index with the wanted configuration. For one use.
class Takeover
{
public:
    Takeover(const IndexState& index, const ChainSet& wanted)
      : index_{index}, wanted_{wanted}, anchor_s_{earliest_anchor_s(index, wanted.dependency_set)}
    {
    }

    tl::expected<TakeoverNotes, ConfigProblems> decide() &&
    {
        for (const auto& chain : wanted_.chains)
            compare(chain);
        for (const auto& indexed : index_.chains)
            note_removed(indexed);
        note_window();
        if (!problems_.empty())
            return tl::unexpected{std::move(problems_)};
        return std::move(notes_);
    }

private:
    void compare(const ResolvedChain& chain)
    {
        const auto* const indexed = find(index_, chain.config.id);
        if (indexed == nullptr)
        {
            if (!index_.chains.empty())
                note(chain.config.id, "is added; its index begins now");
            return;
        }
        if (indexed->record.config.block_time_s != chain.config.block_time_s)
            return refuse_block_time(chain, indexed->record.config);
        if (!indexed->record.followed)
            note(chain.config.id, "is followed again; its index goes on where it stopped");
        if (indexed->record.config.activation_s != chain.config.activation_s)
            note(chain.config.id, "changes its activation time from " +
                                      show_activation(indexed->record.config.activation_s) +
                                      " to " + show_activation(chain.config.activation_s));
        if (indexed->start)
            check_coverage(chain, *indexed->start);
    }

    void refuse_block_time(const ResolvedChain& chain, const ChainConfig& recorded)
    {
        refuse(chain.config.id, "block_time_s",
            "is " + std::to_string(chain.config.block_time_s) + ", but the index was built with " +
                std::to_string(recorded.block_time_s) + ", and a chain's block time never changes");
    }

    void check_coverage(const ResolvedChain& chain, const IndexStart& start)
    {
        if (begins_with_chain(chain, start))
            return;
        if (chain.start_block)
            check_start_block(chain, start);
        // The operator's own start takes the place of the computed one, until it was pruned: then
        // the index had gone back far enough.
        const bool is_chosen = chain.start_block && !start.begun_at;
        if (is_chosen || !anchor_s_)
            return;
        const auto needed_s =
            needed_since_s(chain.config, *anchor_s_, wanted_.dependency_set.expiry_window_s());
        if (!needed_s || covered_since_s(chain, start) <= *needed_s)
            return;
        refuse(chain.config.id, {},
            "is indexed from block " + std::to_string(start.number) + " at time " +
                std::to_string(start.timestamp_s) + " on, but messages since " +
                std::to_string(*needed_s) + " may still be executed: activation time " +
                show_activation(chain.config.activation_s) + ", expiry window " +
                std::to_string(wanted_.dependency_set.expiry_window_s()) +
                " s before the index's anchor at " + std::to_string(*anchor_s_));
    }

    void check_start_block(const ResolvedChain& chain, const IndexStart& start)
    {
        const auto begin = start.begun_at.value_or(start.number);
        if (begin > *chain.start_block)
            refuse(chain.config.id, "start_block",
                "is " + std::to_string(*chain.start_block) + ", but the index begins with block " +
                    std::to_string(begin) + " and cannot grow backwards");
    }

    void note_removed(const IndexedChain& indexed)
    {
        const auto& id = indexed.record.config.id;
        if (indexed.record.followed && wanted_.find(id) == nullptr)
            note(id, "is removed; its blocks are kept but not followed");
    }

    void note_window()
    {
        const auto window_s = wanted_.dependency_set.expiry_window_s();
        if (!index_.chains.empty() && window_s != index_.expiry_window_s)
            notes_.push_back("the expiry window changes from " +
                             std::to_string(index_.expiry_window_s) + " s to " +
                             std::to_string(window_s) + " s");
    }

    void note(const ChainId& id, const std::string& what)
    {
        notes_.push_back("chain " + to_string(id) + ' ' + what);
    }

    void refuse(const ChainId& id, std::string_view setting, const std::string& what)
    {
        auto key = setting.empty() ? "chains." + to_string(id) : chain_key(id, setting);
        problems_.push_back(
            {.key = std::move(key), .origin = {}, .message = what + "; " + std::string{kRemedies}});
    }

    const IndexState& index_;
    const ChainSet& wanted_;
    const std::optional<uint64_t> anchor_s_;
    TakeoverNotes notes_;
    ConfigProblems problems_;
};
}  // namespace

std::optional<uint64_t> earliest_anchor_s(const IndexState& index, const DependencySet& set)
{
    std::optional<uint64_t> earliest;
    for (const auto& chain : index.chains)
    {
        if (!chain.finalized_s || set.find(chain.record.config.id) == nullptr)
            continue;
        earliest = std::min(earliest.value_or(UINT64_MAX), *chain.finalized_s);
    }
    return earliest;
}

std::optional<uint64_t> needed_since_s(
    const ChainConfig& chain, uint64_t anchor_s, uint64_t expiry_window_s) noexcept
{
    if (!chain.activation_s)
        return std::nullopt;
    return std::max(*chain.activation_s, anchor_s - std::min(anchor_s, expiry_window_s));
}

tl::expected<TakeoverNotes, ConfigProblems> check_takeover(
    const IndexState& index, const ChainSet& wanted)
{
    return Takeover{index, wanted}.decide();
}
}  // namespace interlock::server
