#include "tests/hostile/hostile_run.hpp"

#include <stdexcept>
#include <unordered_map>

#include "tests/hostile/follower.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/must.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::hostile
{
namespace
{
using namespace interlock::testing;
using model::Random;
using server::ChainState;
using server::ChainStatus;

constexpr uint64_t kRounds = 24;
/// The most that a follower needs to find back to a chain that tells the truth: among others a head
/// or a label is believed to have gone back only when it stays there.
constexpr uint64_t kRoundsToHeal = 80;
constexpr size_t kMaxStatusBytes = 1'024;
/// Rounds in a row in which a forged history is all that is told.
constexpr uint64_t kRoundsToHalt = 24;

void ensure(bool holds, const std::string& what)
{
    if (!holds)
        throw std::runtime_error{what};
}

std::vector<ChainConfig> configs()
{
    return {{ChainId::from_u64(901), 2, 0}, {ChainId::from_u64(902), 2, 0}};
}

/// What is known of one chain beside its proxy.
struct Side
{
    Side(const ChainConfig& chain_config, uint64_t seed)
      : config{chain_config}, proxy{FakeChain{{.id = chain_config.id}}, seed}
    {
    }

    void learn(const FakeChain& chain)
    {
        for (auto number = chain.head().header.number + 1; number-- > 0;)
        {
            const auto& block = chain.at(number);
            if (!existed.emplace(block.hash, digest_of(block)).second)
                return;  // And so did all before.
        }
    }

    ChainConfig config;
    HostileProxy proxy;
    /// Every block that was ever shown in full, the forged ones among them.
    std::unordered_map<Hash32, BlockDigest> existed;
    std::optional<Follower> follower;
};

/// Takes events as the writer does, but in this thread, and only what is true.
class Sink : public server::EventSink
{
public:
    Sink(storage::SqliteStore& store, const DependencySet& set, std::vector<Side*> sides)
      : store_{store}, indexer_{store, set}, sides_{std::move(sides)}
    {
    }

    storage::Result<void> submit(server::IndexEvent event) override
    {
        std::visit([this](const auto& known) { check(known); }, event);
        const auto news = indexer_.apply(event, 1);
        if (!news)
            return tl::unexpected{news.error()};
        return {};
    }

private:
    void check(const server::BeginIndex& event) { check_blocks(event.chain, event.blocks); }
    void check(const server::AppendBlocks& event) { check_blocks(event.chain, event.blocks); }
    void check(const server::UpdateLabels& /*claims*/) {}
    void check(const server::PruneBlocks& /*brings nothing*/) {}
    void check(const server::ReplaceBranch& event)
    {
        check_blocks(event.chain, event.blocks);
        const auto final =
            must(must(store_.open_view())->head(event.chain, SafetyLevel::finalized));
        ensure(!final || event.ancestor >= final->seal.id.number,
            "what is final is to be replaced, above " + std::to_string(event.ancestor));
    }

    void check_blocks(const ChainId& chain, const std::vector<BlockDigest>& blocks)
    {
        for (const auto& block : blocks)
        {
            const auto& existed = side(chain).existed;
            const auto known = existed.find(block.seal.id.hash);
            ensure(known != existed.end() && known->second == block,
                "block " + std::to_string(block.seal.id.number) + " never was, but is indexed");
        }
    }

    const Side& side(const ChainId& chain) const
    {
        for (const auto* candidate : sides_)
        {
            if (candidate->config.id == chain)
                return *candidate;
        }
        throw std::runtime_error{"an event of no chain"};
    }

    storage::SqliteStore& store_;
    server::Indexer indexer_;
    std::vector<Side*> sides_;
};

class Run
{
public:
    Run(uint64_t seed, Malice malice)
      : random_{seed},
        malice_{malice},
        has_messages_{random_.percent(50)},
        alpha_{configs()[0], random_.below(UINT64_MAX)},
        beta_{configs()[1], random_.below(UINT64_MAX)},
        index_{configs()},
        set_{*DependencySet::create(configs(), 0)},
        board_{set_},
        sink_{index_.store(), set_, sides()}
    {
        if (random_.percent(30))
            pool_.emplace(server::WorkLimits{.threads = 2});
        for (auto* side : sides())
        {
            grow(*side, random_.between(5, 30));
            const bool of_consensus = random_.percent(50);
            side->follower.emplace(side->config, side->proxy, of_consensus, random_.between(1, 12),
                Shared{index_.store(), sink_, anchors_, board_,
                    [this] { return server::Anchors::Clock::time_point{now_}; },
                    pool_ ? &*pool_ : nullptr});
        }
    }

    Happenings play()
    {
        for (uint64_t i = 0; i < kRounds; ++i)
        {
            for (auto* side : sides())
            {
                change_world(*side);
                if (random_.percent(40))
                    misbehave(*side);
                round(*side);
            }
        }
        if (malice_ == Malice::forges_history)
            hold_out(alpha_);
        for (auto* side : sides())
            heal(*side);
        return std::move(happened_);
    }

private:
    std::vector<Side*> sides() { return {&alpha_, &beta_}; }
    const Side& other(const Side& side) const { return &side == &alpha_ ? beta_ : alpha_; }

    // The world.

    eth::Log some_log_of(const Side& side)
    {
        if (!has_messages_ || random_.percent(60))
            return some_log(random_.below(1'000));
        const auto& target = random_.percent(50) ? side : other(side);
        const auto chain = target.proxy.chain();
        const auto number = random_.below(chain.head().header.number + 1);
        const auto& receipts = chain.at(number).receipts;
        if (receipts.size() < 2 || receipts[1].logs.empty())
            return some_log(number);
        return executing_log(message_of(chain, number, 0));
    }

    void grow(Side& side, uint64_t blocks)
    {
        for (; blocks > 0; --blocks)
        {
            FakeChain::Transactions transactions(random_.below(3));
            for (auto& logs : transactions)
            {
                for (auto left = random_.below(3); left > 0; --left)
                    logs.push_back(some_log_of(side));
            }
            side.proxy.update([&](FakeChain& chain) { chain.append(transactions); });
        }
        side.learn(side.proxy.chain());
    }

    static uint64_t final_number(const FakeChain& chain)
    {
        return chain.finalized() == nullptr ? 0 : chain.finalized()->header.number;
    }

    /// Some blocks less, and others instead; never what is final.
    void reorg(Side& side)
    {
        const auto chain = side.proxy.chain();
        const auto head = chain.head().header.number;
        const auto lowest = std::max(final_number(chain), head - std::min<uint64_t>(head, 8));
        const auto ancestor = random_.between(lowest, head);
        side.proxy.update([&](FakeChain& changed) { changed.rewind(ancestor); });
        grow(side, random_.below(10));
        ++happened_["reorgs of the honest chain"];
    }

    void raise_labels(Side& side)
    {
        side.proxy.update(
            [&](FakeChain& chain)
            {
                const auto head = chain.head().header.number;
                const auto before = chain.safe() == nullptr ? 0 : chain.safe()->header.number;
                const auto safe = random_.between(before, head);
                const auto final = random_.between(final_number(chain), safe);
                chain.set_local_safe(random_.between(safe, head));
                chain.set_safe(safe);
                chain.set_finalized(final);
            });
    }

    void change_world(Side& side)
    {
        now_ += std::chrono::seconds{1};
        if (random_.percent(60))
            grow(side, random_.between(1, 3));
        if (random_.percent(15))
            reorg(side);
        if (random_.percent(20))
            raise_labels(side);
    }

    // The endpoints.

    /// As another node might have seen it: all hashes right, and from `ancestor` on other blocks.
    FakeChain forge(Side& side, uint64_t ancestor)
    {
        auto forged = side.proxy.chain();
        const auto head = forged.head().header.number;
        for (auto left = random_.between(1, 5); left > 0; --left)
            forged.rewind(ancestor);  // Each makes other blocks.
        for (auto left = random_.between(1, head - ancestor + 6); left > 0; --left)
            forged.append({{some_log(random_.below(1'000))}});
        side.learn(forged);
        return forged;
    }

    std::optional<FakeChain> maybe_forged(Side& side)
    {
        if (malice_ == Malice::breaks || random_.percent(50))
            return std::nullopt;
        const auto chain = side.proxy.chain();
        const auto lowest = malice_ == Malice::forges ? final_number(chain) : 0;
        auto forged = forge(side, random_.between(lowest, chain.head().header.number));
        if (malice_ == Malice::lies_of_labels)
            forged.set_finalized(random_.below(forged.head().header.number + 1));
        return forged;
    }

    void misbehave(Side& side)
    {
        const std::vector<uint64_t> shares{0, 10, 30, 60, 100};
        HostileProxy::Plan plan;
        plan.percent = random_.pick(shares);
        plan.forged_percent = random_.pick(shares);
        plan.lies_about_labels = malice_ == Malice::lies_of_labels;
        plan.kinds = all_mischief();
        if (random_.percent(40))
            plan.kinds = {random_.pick(all_mischief())};
        plan.forged = maybe_forged(side);
        side.proxy.follow(std::move(plan));
    }

    // The service.

    ChainStatus status(const Side& side) const { return board_.status(side.config.id); }

    void round(Side& side)
    {
        const auto wait = side.follower->fetcher.step();
        ensure(wait < std::chrono::hours{2}, "the fetcher waits without end");
        if (random_.percent(60))
            static_cast<void>(side.follower->labels.step());
        check_status(side);
    }

    void check_status(const Side& side)
    {
        const auto now = status(side);
        ++happened_["rounds: " + std::string{to_string(now.state)}];
        const bool is_bad = now.state == ChainState::troubled || now.state == ChainState::halted;
        ensure(!is_bad || !now.trouble.empty(), "trouble without a reason");
        for (const auto& text : {now.trouble, now.label_trouble})
        {
            ensure(text.size() <= kMaxStatusBytes, "a reason is too long to be read: " + text);
            ensure(std::none_of(text.begin(), text.end(),
                       [](unsigned char c) { return c < 0x20 || c == 0x7f; }),
                "a reason has control characters");
        }
        if (malice_ == Malice::breaks && now.state == ChainState::halted)
            ensure(now.trouble.find(" serves ") != std::string::npos,
                "halted, although nothing was forged: " + now.trouble);
    }

    /// What is final stays, however long nothing else is told, and the reason is said.
    void hold_out(Side& side)
    {
        side.proxy.behave();
        heal(side);
        const auto final = index_.head(side.config.id, SafetyLevel::finalized);
        if (!final || *final == 0)
            return;
        auto forged = forge(side, random_.below(*final));
        // One that ends below what is final may just be syncing.
        while (forged.head().header.number <= side.proxy.chain().head().header.number)
            forged.append();
        side.learn(forged);
        side.proxy.follow({.forged = forged, .forged_percent = 100});
        for (uint64_t i = 0; i < kRoundsToHalt; ++i)
            round(side);
        const auto now = status(side);
        ensure(now.state == ChainState::halted,
            "not halted by a history that takes back what is "
            "final, but: " +
                now.trouble);
        ensure(now.trouble.find("is finalized but is not on the chain of") != std::string::npos,
            "halted for another reason: " + now.trouble);
        ensure(index_.equals(*std::make_unique<FakeChain>(side.proxy.chain()), 0),
            "the index is no longer the honest chain");
        ++happened_["held out against a forged history"];
    }

    bool is_well(Side& side)
    {
        auto chain = side.proxy.chain();
        const auto now = status(side);
        if (!now.trouble.empty() || !now.label_trouble.empty() ||
            now.state != ChainState::following || !index_.equals(chain, 0))
            return false;
        // Messages may be invalid after a reorg, and hold up what is final.
        if (has_messages_ || chain.finalized() == nullptr)
            return true;
        const auto final = index_.head(side.config.id, SafetyLevel::finalized);
        // What was told to be final too early, and came to be right, stays.
        return malice_ == Malice::lies_of_labels ? final >= final_number(chain)
                                                 : final == final_number(chain);
    }

    /// Once what is told is true again, the index is the honest chain, or says why it cannot be.
    void heal(Side& side)
    {
        side.proxy.behave();
        if (random_.percent(50))
            grow(side, 1);
        for (uint64_t i = 0; i < kRoundsToHeal && !is_well(side); ++i)
        {
            now_ += std::chrono::seconds{1};
            static_cast<void>(side.follower->fetcher.step());
            static_cast<void>(side.follower->labels.step());
        }
        if (is_well(side))
        {
            ++happened_[pool_ ? "healed, reading ahead" : "healed"];
            return count_mischief(side);
        }
        const auto now = status(side);
        const bool was_told_final =
            malice_ == Malice::lies_of_labels && now.trouble.find("final") != std::string::npos;
        ensure(was_told_final, "not healed: " + std::string{to_string(now.state)} + ", trouble \"" +
                                   now.trouble + "\", labels \"" + now.label_trouble + "\"");
        ++happened_["stopped: a block that was told to be final is not on the chain"];
        count_mischief(side);
    }

    void count_mischief(const Side& side)
    {
        for (const auto& [what, count] : side.proxy.done())
            happened_["answers: " + what] += count;
    }

    Random random_;
    Malice malice_;
    bool has_messages_;
    Happenings happened_;
    /// Where it is, the order of answers is up to the threads, and a run not quite repeatable.
    std::optional<server::WorkPool> pool_;
    Side alpha_;
    Side beta_;
    TestIndex index_;
    DependencySet set_;
    server::StatusBoard board_;
    server::Anchors anchors_{2, std::chrono::seconds{5}};
    std::chrono::seconds now_{0};
    Sink sink_;
};
}  // namespace

Happenings play(uint64_t seed, Malice malice)
{
    return Run{seed, malice}.play();
}
}  // namespace interlock::hostile
