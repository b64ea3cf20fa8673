// Three endpoints of one chain, of which two must agree, and one lies: only the honest chain is
// ever indexed, and it is followed while the lie lasts. INTERLOCK_HOSTILE_SEEDS plays more seeds,
// INTERLOCK_SEED one of them.
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <stdexcept>

#include "server/ingest/node_watch.hpp"
#include "tests/hostile/follower.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::hostile
{
namespace
{
using namespace interlock::testing;
using model::Random;

constexpr size_t kNodes = 3;
constexpr uint64_t kLies = 6;
/// The liar may be in use, and each of its lies may take a stall of eight rounds and a rest to be
/// left.
constexpr uint64_t kRoundsToFollow = 120;

void ensure(bool holds, const std::string& what)
{
    if (!holds)
        throw std::runtime_error{what};
}

class QuorumRun
{
public:
    explicit QuorumRun(uint64_t seed) : random_{seed}
    {
        for (size_t i = 0; i <= kNodes; ++i)
            proxies_.push_back(
                std::make_unique<HostileProxy>(FakeChain{{.id = config_.id}}, seed + i));
        grow(random_.between(5, 30));
        raise_final();
        server::ChainNodes nodes;
        std::vector<std::unique_ptr<chain::BlockSource>> watched;
        for (size_t i = 0; i < kNodes; ++i)
        {
            nodes.execution.push_back(
                chain::make_execution_node(endpoint_of(*proxies_[i]), limits()));
            watched.push_back(chain::make_execution_node(endpoint_of(*proxies_[i]), limits()));
        }
        // Labels are one node's claims: no quorum judges them.
        nodes.labels = labels_of(honest(), false, limits());
        const auto clock = [this] { return server::Anchors::Clock::time_point{now_}; };
        const auto genesis = honest().chain().genesis().id();
        fetcher_.emplace(config_,
            server::FetcherOptions{.batch_blocks = random_.between(1, 12),
                .quorum = 2,
                .start = {.activation_s = 0, .expiry_window_s = kMaxExpiryWindowS},
                .genesis = genesis},
            std::move(nodes),
            server::FetcherServices{.views = index_.store(),
                .sink = sink_,
                .anchors = anchors_,
                .board = board_,
                .clock = clock});
        watch_.emplace(server::ChainIdentity{config_.id, genesis}, std::move(watched),
            server::NodeWatch::Services{index_.store(), fetcher_->nodes(), clock, 2});
    }

    void play()
    {
        // Always the same one: who has asked to be left alone for an hour is, and a second liar
        // meanwhile would leave one voice.
        const auto liar = random_.below(kNodes);
        for (uint64_t i = 0; i < kLies; ++i)
        {
            proxies_[liar]->follow(lie());
            for (auto rounds = random_.between(1, 10); rounds > 0; --rounds)
            {
                change_world();
                step();
            }
            follow_honest(liar);
        }
    }

private:
    /// Knows no other blocks than honest ones.
    class Sink : public server::EventSink
    {
    public:
        explicit Sink(QuorumRun& run) : run_{run}, indexer_{run.index_.store(), run.set_} {}
        storage::Result<void> submit(server::IndexEvent event) override
        {
            if (const auto* begin = std::get_if<server::BeginIndex>(&event))
                check(begin->blocks);
            else if (const auto* more = std::get_if<server::AppendBlocks>(&event))
                check(more->blocks);
            else if (const auto* other = std::get_if<server::ReplaceBranch>(&event))
                check(other->blocks);
            return indexer_.apply(event, 1).map([](const server::SafetyNews&) {});
        }

    private:
        void check(const std::vector<BlockDigest>& blocks) const
        {
            for (const auto& block : blocks)
                ensure(run_.honest_blocks_.contains(block.seal.id.hash),
                    "block " + std::to_string(block.seal.id.number) + " of the liar is indexed");
        }
        QuorumRun& run_;
        server::Indexer indexer_;
    };

    HostileProxy& honest() { return *proxies_[kNodes]; }

    void on_all(const std::function<void(FakeChain&)>& change)
    {
        for (const auto& proxy : proxies_)
            proxy->update(change);
        const auto chain = honest().chain();
        for (auto number = chain.head().header.number + 1; number-- > 0;)
        {
            if (!honest_blocks_.insert(chain.at(number).hash).second)
                return;  // And so were all before.
        }
    }

    void grow(uint64_t blocks)
    {
        for (; blocks > 0; --blocks)
        {
            const FakeChain::Transactions logs{{some_log(random_.below(1'000))}};
            on_all([&](FakeChain& chain) { chain.append(logs); });
        }
    }

    void raise_final()
    {
        const auto head = honest().chain().head().header.number;
        const auto final = random_.between(std::min(final_, head), head);
        final_ = final;
        on_all(
            [final](FakeChain& chain)
            {
                chain.set_safe(final);
                chain.set_finalized(final);
            });
    }

    void change_world()
    {
        now_ += std::chrono::seconds{1};
        if (random_.percent(60))
            grow(random_.between(1, 3));
        if (random_.percent(15))
            raise_final();
        if (random_.percent(10))
        {
            const auto head = honest().chain().head().header.number;
            const auto ancestor =
                random_.between(std::max(final_, head - std::min<uint64_t>(head, 6)), head);
            on_all([ancestor](FakeChain& chain) { chain.rewind(ancestor); });
            grow(random_.between(1, 6));
        }
    }

    /// Anything, also other histories whole and with right hashes.
    HostileProxy::Plan lie()
    {
        HostileProxy::Plan plan;
        const std::vector<uint64_t> shares{0, 30, 100};
        plan.percent = random_.pick(shares);
        plan.kinds = all_mischief();
        plan.lies_about_labels = random_.percent(50);
        if (random_.percent(70))
        {
            auto forged = honest().chain();
            const auto head = forged.head().header.number;
            forged.rewind(random_.below(head + 1));
            forged.rewind(forged.head().header.number);
            for (auto left = random_.between(1, 40); left > 0; --left)
                forged.append({{some_log(random_.below(1'000))}});
            plan.forged = std::move(forged);
            plan.forged_percent = random_.pick(shares);
        }
        return plan;
    }

    void step()
    {
        static_cast<void>(fetcher_->step());
        static_cast<void>(watch_->step());
    }

    void follow_honest(size_t liar)
    {
        auto chain = honest().chain();
        for (uint64_t i = 0; i < kRoundsToFollow; ++i)
        {
            if (index_.equals(chain, 0))
                return;
            now_ += std::chrono::seconds{1};
            step();
        }
        const auto status = board_.status(config_.id);
        throw std::runtime_error{
            "node " + std::to_string(liar) +
            " lies, and the chain is not followed: " + std::string{to_string(status.state)} + ", " +
            status.trouble + "; " + status.disagreement};
    }

    const ChainConfig config_{ChainId::from_u64(901), 2, 0};
    const DependencySet set_ = *DependencySet::create({config_}, 0);
    Random random_;
    std::chrono::seconds now_{0};
    uint64_t final_ = 0;
    std::vector<std::unique_ptr<HostileProxy>> proxies_;  // The last one never lies.
    std::set<Hash32> honest_blocks_;                      // Of all branches so far.
    TestIndex index_{{config_}};
    Sink sink_{*this};
    server::Anchors anchors_{1, std::chrono::seconds{5}};
    server::StatusBoard board_{set_};
    std::optional<server::Fetcher> fetcher_;
    std::optional<server::NodeWatch> watch_;
};

uint64_t number_from(const char* variable, uint64_t otherwise)
{
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}
}  // namespace

TEST(hostile_quorum, one_liar_of_three_changes_and_stops_nothing)
{
    const auto one = number_from("INTERLOCK_SEED", 0);
    const auto count =
        one != 0 ? 1 : number_from("INTERLOCK_HOSTILE_SEEDS", INTERLOCK_HOSTILE_SEEDS_DEFAULT);
    spdlog::set_level(one != 0 ? spdlog::level::debug : spdlog::level::off);
    for (uint64_t seed = std::max<uint64_t>(one, 1), left = count; left > 0; ++seed, --left)
    {
        try
        {
            QuorumRun{seed}.play();
        }
        catch (const std::exception& broken)
        {
            ADD_FAILURE() << broken.what() << "\nreplay it with INTERLOCK_SEED=" << seed;
        }
    }
    spdlog::set_level(spdlog::level::info);
}
}  // namespace interlock::hostile
