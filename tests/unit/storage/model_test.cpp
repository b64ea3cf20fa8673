// Thousands of random operations on a store and on the model beside it: they must agree on what is
// refused and, after each step, on every answer. To run other seeds: INTERLOCK_SEED=n.
#include <charconv>
#include <random>

#include "tests/unit/storage/model.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
constexpr int kSteps = 400;
constexpr uint64_t kBase[]{0, 100, kBlockNumberLimit - 12};  // First block of each chain.
constexpr SafetyLevel kSettable[]{
    SafetyLevel::cross_unsafe, SafetyLevel::local_safe, SafetyLevel::safe, SafetyLevel::finalized};

class World
{
public:
    explicit World(uint64_t seed) : random_{seed} { reopen(); }

    void run_step()
    {
        SCOPED_TRACE("step " + std::to_string(++steps_));
        const auto old_view = chance(4) ? must(store_->open_view()) : nullptr;
        const Model old_model = model_;
        {
            const auto step = must(store_->begin());
            for (uint64_t left = 1 + pick(12); left > 0; --left)
                change(*step);
            if (chance(10))
                compare(*step, model_);
            if (chance(5))
                model_ = old_model;  // Dropped.
            else
                must(step->commit());
        }
        if (old_view)
            compare(*old_view, old_model);
        if (chance(20))
            reopen_later_ = true;
        compare(*must(store_->open_view()), model_);
    }

    /// How many blocks were pruned: none would be no test.
    [[nodiscard]] uint64_t pruned() const noexcept { return pruned_; }

    void reopen_if_asked()
    {
        if (std::exchange(reopen_later_, false))
            reopen();
    }

private:
    uint64_t pick(uint64_t bound) { return random_() % bound; }
    bool chance(uint64_t one_in) { return pick(one_in) == 0; }

    void reopen()
    {
        store_.reset();
        store_ = must(SqliteStore::create({.file = directory_.path() / "index.db"}));
    }

    static ChainId chain(uint64_t i) { return ChainId::from_u64(i == 3 ? 0 : 1'000 - i); }
    /// Three that may be recorded, and at times one that never is.
    ChainId any_chain() { return chain(chance(30) ? 3 : pick(3)); }

    uint64_t near_number(uint64_t i)
    {
        constexpr uint64_t kOdd[]{0, kBlockNumberLimit - 1, kBlockNumberLimit,
            kBlockNumberLimit + 100, uint64_t{1} << 63U, UINT64_MAX};
        return chance(15) ? kOdd[pick(std::size(kOdd))] : kBase[i % 3] + pick(16);
    }

    LogPosition any_target()
    {
        const uint64_t i = pick(3);
        return {.chain_id = chance(10) ? chain(3) : chain(i),
            .block_number = near_number(i),
            .timestamp_s = chance(5) ? random_() : 1'000 + pick(40),
            .log_index = static_cast<uint32_t>(pick(4))};
    }

    void change(Step& step)
    {
        switch (pick(17))
        {
            case 0:
                return put_chain(step);
            case 1:
                return put_setting(step);
            case 2:
            case 3:
                return rewind(step);
            case 16:
                return prune(step);
            case 4:
            case 5:
            case 6:
                return set_head(step);
            default:
                return append(step);
        }
    }

    void put_chain(Step& step)
    {
        const ChainRecord record{
            .config = {.id = chain(pick(3)),
                .block_time_s = random_(),
                .activation_s = chance(3) ? std::nullopt : std::optional{random_()}},
            .followed = chance(2)};
        must(step.put_chain(record));
        model_.put_chain(record);
    }

    void put_setting(Step& step)
    {
        const std::string key = std::to_string(pick(3));
        const std::string value(pick(100), static_cast<char>(pick(256)));
        must(step.put_setting(key, value));
        model_.put_setting(key, value);
    }

    BlockDigest any_block(uint64_t i)
    {
        const auto* tip = model_.head(chain(i), SafetyLevel::unsafe);
        const auto log_count = static_cast<uint32_t>(chance(8) ? 500 + pick(100) : pick(5));
        auto out = tip != nullptr ? samples::next(*tip, log_count, ++branch_)
                                  : samples::block({.number = kBase[i % 3],
                                                       .timestamp_s = 1'000,
                                                       .log_count = log_count,
                                                       .branch = ++branch_},
                                        {});
        for (uint32_t log = 0; log < std::min(log_count, 4U); ++log)
        {
            if (chance(8))
                out.executing.push_back({.log_index = log, .message = {}, .malformed = true});
            else if (chance(2))
                out.executing.push_back(
                    {.log_index = log, .message = samples::message_to(any_target(), random_())});
        }
        if (chance(15))
            out.seal.id.number += pick(2) * 2 - 1;
        if (chance(15))
            out.seal.parent_hash = samples::word(random_());
        if (chance(15))
            out.seal.timestamp_s -= pick(5);
        return out;
    }

    void append(Step& step)
    {
        const uint64_t i = pick(3);
        const auto block = any_block(i);
        const auto done = step.append(chain(i), block);
        if (block.seal.id.number < kBlockNumberLimit)
            return expect_same(done, model_.append(chain(i), block));
        EXPECT_EQ(kind_of(done), ErrorKind::out_of_bounds);
    }

    void rewind(Step& step)
    {
        const auto at = any_chain();
        const auto number = near_number(pick(3));
        expect_same(step.rewind(at, number), model_.rewind(at, number));
    }

    void prune(Step& step)
    {
        const auto at = any_chain();
        // Mostly low, since little is final.
        const auto* first = model_.first(at);
        const auto number =
            first != nullptr && !chance(4) ? first->seal.id.number + pick(3) : near_number(pick(3));
        const auto before = first != nullptr ? first->seal.id.number : 0;
        const bool done = model_.prune(at, number);
        expect_same(step.prune(at, number), done);
        pruned_ += done ? number - before : 0;
    }

    void set_head(Step& step)
    {
        const uint64_t i = pick(3);
        const auto number = near_number(i);
        const auto* there = model_.block(chain(i), number);
        const BlockId id{.number = number,
            .hash =
                there != nullptr && !chance(10) ? there->seal.id.hash : samples::word(random_())};
        // Seldom finalized, which would soon leave nothing to rewind.
        const auto level = kSettable[chance(40) ? 3 : pick(3)];
        expect_same(step.set_head(chain(i), level, id), model_.set_head(chain(i), level, id));
    }

    static void expect_same(const Result<void>& done, bool model_done)
    {
        EXPECT_EQ(kind_of(done), model_done ? std::nullopt : std::optional{ErrorKind::conflict})
            << message_of(done);
    }

    static std::optional<BlockRecord> maybe(const BlockDigest* block)
    {
        return block == nullptr ? std::nullopt : std::optional{record_of(*block)};
    }

    void compare(const View& view, const Model& model)
    {
        EXPECT_EQ(must(view.chains()), model.chains());
        for (const char* const key : {"0", "1", "2"})
            EXPECT_EQ(must(view.setting(key)), model.setting(key));
        for (uint64_t i = 0; i <= 3; ++i)
        {
            const auto at = chain(i);
            for (const auto level : kSafetyLevels)
                EXPECT_EQ(must(view.head(at, level)), maybe(model.head(at, level)));
            EXPECT_EQ(must(view.first(at)), maybe(model.first(at)));
            for (uint64_t n = 0; n < 16; ++n)
                compare_block(view, model, at, kBase[i % 3] + n);
            compare_block(view, model, at, near_number(i));
        }
        for (int i = 0; i < 20; ++i)
            compare_target(view, model, any_target());
    }

    void compare_block(const View& view, const Model& model, const ChainId& at, uint64_t number)
    {
        const auto* want = model.block(at, number);
        EXPECT_EQ(must(view.block(at, number)), maybe(want));
        const auto hashes = want == nullptr ? std::vector<Hash32>{} : want->log_hashes;
        EXPECT_TRUE(must(view.log_hashes(at, number)) == hashes);
        const size_t log_index = pick(hashes.size() + 2);
        EXPECT_EQ(must(view.log_hash(at, number, static_cast<uint32_t>(log_index))),
            log_index < hashes.size() ? std::optional{hashes[log_index]} : std::nullopt);
        EXPECT_EQ(must(view.executing_in(at, number)), model.executing_in(at, number));
        compare_target(view, model, {.chain_id = at, .block_number = number});
    }

    void compare_target(const View& view, const Model& model, const LogPosition& at)
    {
        const size_t limit = pick(6);
        EXPECT_EQ(must(view.executing_of(at.chain_id, at.block_number, at.log_index, limit)),
            model.executing_of(at.chain_id, at.block_number, at.log_index, limit));
    }

    std::mt19937_64 random_;
    TempDir directory_;
    std::unique_ptr<SqliteStore> store_;
    Model model_;
    uint64_t branch_ = 0;
    uint64_t pruned_ = 0;
    int steps_ = 0;
    bool reopen_later_ = false;
};

uint64_t first_seed()
{
    uint64_t seed = 1;
    if (const char* const text = std::getenv("INTERLOCK_SEED"))
        std::from_chars(text, text + std::strlen(text), seed);
    return seed;
}

class model : public testing::TestWithParam<uint64_t>
{
};
INSTANTIATE_TEST_SUITE_P(, model, testing::Values(0, 1, 2));

TEST_P(model, and_store_agree_after_every_step)
{
    const uint64_t seed = first_seed() + GetParam();
    SCOPED_TRACE("INTERLOCK_SEED=" + std::to_string(seed));
    World world{seed};
    for (int i = 0; i < kSteps && !HasFailure(); ++i)
    {
        world.run_step();
        world.reopen_if_asked();
    }
    EXPECT_GT(world.pruned(), 0U);
}
}  // namespace
}  // namespace interlock::storage
