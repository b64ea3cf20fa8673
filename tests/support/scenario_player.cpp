#include "tests/support/scenario_player.hpp"

#include <map>
#include <stdexcept>

#include "interop/eth/hash.hpp"
#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::testing
{
namespace
{
using nlohmann::json;
using server::Indexer;

constexpr Address kOrigin{};

Hash32 hash_of(const std::string& text)
{
    return keccak256(ByteView{reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

ChainId id_of(const json& text)
{
    const auto id = chain_id_from_text(text.get<std::string>());
    if (!id)
        throw std::runtime_error{"not a chain id: " + text.dump()};
    return *id;
}

/// What log `index` of block `number`, revision `rev`, carries.
Hash32 payload_of(const ChainId& chain, uint64_t number, uint64_t index, uint64_t rev)
{
    return hash_of("log " + to_string(chain) + "/" + std::to_string(number) + "/" +
                   std::to_string(index) + "/" + std::to_string(rev));
}

ExecutingLog executing_of(const json& exec)
{
    const auto chain = id_of(exec.at("chain"));
    const auto number = exec.at("number").get<uint64_t>();
    const auto index = exec.at("index").get<uint32_t>();
    const bool is_wrong = exec.value("wrong_payload", false);
    const auto rev = exec.at("rev").get<uint64_t>();
    const LogPosition at{chain, number, exec.at("timestamp").get<uint64_t>(), index};
    return {.log_index = exec.at("log").get<uint32_t>(),
        .message = {.id = {kOrigin, at},
            .payload_hash =
                is_wrong ? hash_of("no such payload") : payload_of(chain, number, index, rev)},
        .malformed = exec.value("malformed", false)};
}

/// No two blocks are one, even if their parents and revisions are.
BlockDigest digest_of(const json& block, const BlockSeal& parent, size_t nonce)
{
    const auto chain = id_of(block.at("chain"));
    const auto number = block.at("number").get<uint64_t>();
    const auto rev = block.at("rev").get<uint64_t>();
    BlockDigest out;
    out.seal = {.id = {number, hash_of("block " + to_string(chain) + "/" + std::to_string(number) +
                                       "/" + std::to_string(nonce) + to_hex(parent.id.hash))},
        .parent_hash = parent.id.hash,
        .timestamp_s = block.at("timestamp").get<uint64_t>()};
    for (uint64_t i = 0; i < block.at("logs").get<uint64_t>(); ++i)
        out.log_hashes.push_back(log_hash(kOrigin, payload_of(chain, number, i, rev)));
    for (const auto& exec : block.at("exec"))
        out.executing.push_back(executing_of(exec));
    return out;
}

DependencySet set_of(const json& scenario)
{
    std::vector<ChainConfig> chains;
    for (const auto& chain : scenario.at("chains"))
    {
        ChainConfig config{
            .id = id_of(chain.at("id")), .block_time_s = chain.at("block_time").get<uint64_t>()};
        if (!chain.at("activation").is_null())
            config.activation_s = chain.at("activation").get<uint64_t>();
        chains.push_back(config);
    }
    auto set =
        DependencySet::create(std::move(chains), scenario.at("expiry_window").get<uint64_t>());
    if (!set)
        throw std::runtime_error{set.error()};
    return *std::move(set);
}

class Player
{
public:
    Player(const json& scenario, const PlayOptions& options)
      : scenario_{scenario}, options_{options}, set_{set_of(scenario)}
    {
    }

    std::vector<std::string> play()
    {
        open();
        auto step = must(store_->begin());
        for (const auto& chain : set_.chains())
            must(step->put_chain({.config = chain, .followed = true}));
        must(step->commit());
        step.reset();
        for (const auto& chain : scenario_.at("chains"))
            begin(chain);
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
        for (const auto& chain : set_.chains())
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
                    lower(id_of(step.at(name).at("chain")), step.at(name).at("number"));
            }
            if (step.contains("expect"))
            {
                for (const auto& [name, number] : step.at("expect").at("cross_safe").items())
                    lower(id_of(name), number);
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
            labels.finalized = chains_.at(id).at(std::min(safe, number)).id;
            apply(server::UpdateLabels{id, labels});
        }
        const auto first_of = [this](const ChainId& id)
        { return must(must(store_->open_view())->first(id))->seal.id.number; };
        for (const auto& chain : set_.chains())
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
        indexer_.emplace(*store_, set_);
    }

    void apply(const server::IndexEvent& event)
    {
        static_cast<void>(must(indexer_->apply(event, 1'000'000 + step_)));
    }

    void begin(const json& chain)
    {
        const json genesis{{"chain", chain.at("id")}, {"number", 0}, {"rev", 0}, {"logs", 0},
            {"timestamp", chain.at("genesis_time")}, {"exec", json::array()}};
        const auto id = id_of(chain.at("id"));
        const auto digest = digest_of(genesis, {}, 0);
        chains_[id] = {digest.seal};
        apply(server::BeginIndex{id, digest.seal.timestamp_s, digest.seal.id, {digest}});
    }

    void take(const json& step)
    {
        if (step.contains("block"))
            append(step.at("block"));
        else if (step.contains("local_safe"))
            set_local_safe(step.at("local_safe"));
        else if (step.contains("rewind"))
            rewind(step.at("rewind"));
        else
            compare(step.at("expect"));
    }

    void append(const json& block)
    {
        auto& chain = chains_.at(id_of(block.at("chain")));
        const auto digest = digest_of(block, chain.back(), step_ + 1);
        apply(server::AppendBlocks{id_of(block.at("chain")), {digest}});
        chain.push_back(digest.seal);
    }

    void set_local_safe(const json& head)
    {
        const auto id = id_of(head.at("chain"));
        const auto& block = chains_.at(id).at(head.at("number").get<size_t>());
        chain::Labels labels;
        labels.local_safe = block.id;
        apply(server::UpdateLabels{id, labels});
    }

    void rewind(const json& head)
    {
        const auto id = id_of(head.at("chain"));
        const auto number = head.at("number").get<size_t>();
        apply(server::ReplaceBranch{id, number, {}});
        chains_.at(id).resize(number + 1);
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
            const auto head = must(view.head(id_of(name), level));
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
        for (const auto& chain : set_.chains())
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
    const DependencySet set_;
    TempDir dir_;
    std::unique_ptr<storage::SqliteStore> store_;
    std::optional<Indexer> indexer_;
    std::map<ChainId, std::vector<BlockSeal>> chains_;  // The blocks so far.
    std::vector<std::map<ChainId, uint64_t>> final_;    // By step.
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
