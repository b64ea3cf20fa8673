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
        for (const auto& each : scenario_.at("steps"))
        {
            take(each);
            ++step_;
            if (options_.reopen_every > 0 && step_ % options_.reopen_every == 0)
                open();
        }
        return std::move(differences_);
    }

private:
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
