#include "tests/support/scenario_player.hpp"

#include <map>

#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/must.hpp"
#include "tests/support/scenario_events.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::testing
{
namespace
{
using nlohmann::json;
using server::Indexer;

class Player
{
public:
    Player(const json& scenario, const PlayOptions& options)
      : scenario_{scenario}, options_{options}, events_{scenario}
    {
    }

    std::vector<std::string> play()
    {
        open();
        auto step = must(store_->begin());
        for (const auto& chain : events_.set().chains())
            must(step->put_chain({.config = chain, .followed = true}));
        must(step->commit());
        step.reset();
        for (const auto& event : events_.begin())
            apply(event);
        if (options_.retention_s)
            find_final();
        for (const auto& each : scenario_.at("steps"))
        {
            take(each);
            ++step_;
            if (options_.retention_s)
                finalize_and_prune();
            if (options_.reopen_every > 0 && step_ % options_.reopen_every == 0)
                open();
        }
        return std::move(differences_);
    }

private:
    /// For each step the highest block of each chain that is safe from then on in all that comes.
    void find_final()
    {
        const auto& steps = scenario_.at("steps");
        std::map<ChainId, uint64_t> lowest;
        for (const auto& chain : events_.set().chains())
            lowest[chain.id] = UINT64_MAX;
        const auto lower = [&](const ChainId& chain, const json& number)
        { lowest[chain] = std::min(lowest[chain], number.is_null() ? 0 : number.get<uint64_t>()); };
        final_.resize(steps.size());
        for (size_t i = steps.size(); i > 0; --i)
        {
            const auto& step = steps[i - 1];
            for (const auto* name : {"local_safe", "rewind"})
            {
                if (step.contains(name))
                    lower(chain_in_scenario(step.at(name).at("chain")), step.at(name).at("number"));
            }
            if (step.contains("expect"))
            {
                for (const auto& [name, number] : step.at("expect").at("cross_safe").items())
                    lower(chain_in_scenario(name), number);
            }
            final_[i - 1] = lowest;
        }
    }

    void finalize_and_prune()
    {
        for (const auto& [id, number] : final_.at(step_ - 1))
        {
            const auto view = must(store_->open_view());
            const auto safe = must(view->head(id, SafetyLevel::safe))->seal.id.number;
            const auto local_safe = must(view->head(id, SafetyLevel::local_safe))->seal.id;
            chain::Labels labels;
            labels.local_safe = local_safe;
            labels.finalized = must(view->block(id, std::min(safe, number)))->seal.id;
            apply(server::UpdateLabels{id, labels});
        }
        const auto first_of = [this](const ChainId& id)
        { return must(must(store_->open_view())->first(id))->seal.id.number; };
        for (const auto& chain : events_.set().chains())
        {
            const auto before = first_of(chain.id);
            apply(server::PruneBlocks{chain.id, *options_.retention_s, {}});
            *options_.removed += first_of(chain.id) - before;
        }
    }

    void open()
    {
        indexer_.reset();
        store_.reset();
        store_ = must(storage::SqliteStore::create({.file = dir_.path() / "index.db"}));
        indexer_.emplace(*store_, events_.set());
    }

    void apply(const server::IndexEvent& event)
    {
        static_cast<void>(must(indexer_->apply(event, 1'000'000 + step_)));
    }

    void take(const json& step)
    {
        if (const auto event = events_.take(step))
            apply(*event);
        else
            compare(step.at("expect"));
    }

    void compare(const json& expected)
    {
        const auto view = must(store_->open_view());
        compare_heads(*view, expected.at("cross_unsafe"), SafetyLevel::cross_unsafe);
        compare_heads(*view, expected.at("cross_safe"), SafetyLevel::safe);
        compare_invalid(*view, expected.at("invalid_unsafe"), CrossView::unsafe);
        compare_invalid(*view, expected.at("invalid_safe"), CrossView::safe);
    }

    void compare_heads(const storage::View& view, const json& expected, SafetyLevel level)
    {
        for (const auto& [name, number] : expected.items())
        {
            const auto head = must(view.head(chain_in_scenario(name), level));
            const json found = head ? json(head->seal.id.number) : json();
            if (found != number)
                differ(std::string{to_string(level)} + " of " + name, number, found);
        }
    }

    void compare_invalid(const storage::View& view, const json& expected, CrossView cross_view)
    {
        std::map<std::string, std::string> wanted;
        for (const auto& block : expected)
        {
            wanted[block.at("chain").get<std::string>()] =
                block.at("number").dump() + " " + block.at("reason").get<std::string>();
        }
        for (const auto& chain : events_.set().chains())
        {
            const auto name = to_string(chain.id);
            const auto found = invalid_of(view, chain.id, cross_view);
            const auto want = wanted.contains(name) ? wanted.at(name) : "";
            if (found != want)
            {
                differ("the invalid block (" + std::string{to_string(cross_level(cross_view))} +
                           ") of " + name,
                    want, found);
            }
        }
    }

    static std::string invalid_of(
        const storage::View& view, const ChainId& chain, CrossView cross_view)
    {
        const auto progress = must(view.progress(chain, cross_view));
        if (!progress || !progress->pending)
            return "";
        const auto* fault = std::get_if<Fault>(&progress->pending->obstacle);
        return fault == nullptr ? ""
                                : std::to_string(progress->pending->block.id.number) + " " +
                                      std::string{to_string(fault->reason)};
    }

    void differ(const std::string& what, const json& expected, const json& found)
    {
        differences_.push_back("step " + std::to_string(step_) + ": " + what + ": expected " +
                               expected.dump() + ", found " + found.dump());
    }

    const json& scenario_;
    const PlayOptions options_;
    ScenarioEvents events_;
    TempDir dir_;
    std::unique_ptr<storage::SqliteStore> store_;
    std::optional<Indexer> indexer_;
    std::vector<std::map<ChainId, uint64_t>> final_;  // By step.
    size_t step_ = 0;
    std::vector<std::string> differences_;
};
}  // namespace

std::vector<std::string> play_scenario(const json& scenario)
{
    return play_scenario(scenario, {});
}

std::vector<std::string> play_scenario(const json& scenario, const PlayOptions& options)
{
    return Player{scenario, options}.play();
}
}  // namespace interlock::testing
