#include "tests/sim/faulty_store.hpp"

namespace interlock::sim
{
namespace
{
using namespace storage;

constexpr const char* kSabotaged = "sabotaged";
constexpr const char* kKilled = "killed";
constexpr const char* kKilledAfterCommit = "killed after the commit";

/// As the real one, commits nothing once part of it has failed.
class FaultyStep final : public Step
{
public:
    FaultyStep(std::unique_ptr<Step> step, Saboteur& saboteur)
      : step_{std::move(step)}, saboteur_{saboteur}
    {
    }

    Result<std::vector<ChainRecord>> chains() const override
    {
        return attempt([&] { return step_->chains(); });
    }
    Result<std::optional<std::string>> setting(std::string_view key) const override
    {
        return attempt([&] { return step_->setting(key); });
    }
    Result<std::optional<BlockRecord>> head(const ChainId& chain, SafetyLevel level) const override
    {
        return attempt([&] { return step_->head(chain, level); });
    }
    Result<std::optional<BlockRecord>> first(const ChainId& chain) const override
    {
        return attempt([&] { return step_->first(chain); });
    }
    Result<std::optional<BlockRecord>> block(const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->block(chain, number); });
    }
    Result<std::optional<LogRecord>> log(
        const ChainId& chain, uint64_t number, uint32_t log_index) const override
    {
        return attempt([&] { return step_->log(chain, number, log_index); });
    }
    Result<std::vector<Hash32>> log_hashes(const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->log_hashes(chain, number); });
    }
    Result<std::vector<ExecutingRecord>> executing_in(
        const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->executing_in(chain, number); });
    }
    Result<std::vector<ExecutingRecord>> executing_of(
        const ChainId& chain, uint64_t number, uint32_t log_index, size_t limit) const override
    {
        return attempt([&] { return step_->executing_of(chain, number, log_index, limit); });
    }

    Result<std::optional<BlockId>> anchor(const ChainId& chain) const override
    {
        return attempt([&] { return step_->anchor(chain); });
    }
    Result<std::optional<Progress>> progress(const ChainId& chain, CrossView view) const override
    {
        return attempt([&] { return step_->progress(chain, view); });
    }
    Result<std::optional<BlockId>> claim(const ChainId& chain, ClaimedLevel level) const override
    {
        return attempt([&] { return step_->claim(chain, level); });
    }
    Result<std::optional<uint64_t>> next_executing(
        const ChainId& chain, uint64_t above, uint64_t up_to) const override
    {
        return attempt([&] { return step_->next_executing(chain, above, up_to); });
    }
    Result<std::vector<Place>> executors_of(
        const ChainId& chain, uint64_t above, uint64_t up_to) const override
    {
        return attempt([&] { return step_->executors_of(chain, above, up_to); });
    }
    Result<std::optional<BlockId>> derived_from(
        const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->derived_from(chain, number); });
    }
    Result<std::optional<ClaimedL1>> claimed_l1(const ChainId& chain) const override
    {
        return attempt([&] { return step_->claimed_l1(chain); });
    }
    Result<std::optional<BlockId>> exact_l1(const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->exact_l1(chain, number); });
    }
    Result<std::optional<SafeHead>> safe_head_up_to(
        const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->safe_head_up_to(chain, number); });
    }
    Result<std::optional<OriginalBlock>> original(
        const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->original(chain, number); });
    }
    Result<bool> is_late(const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->is_late(chain, number); });
    }
    Result<std::optional<RequiredL1>> messages_l1(
        const ChainId& chain, uint64_t number) const override
    {
        return attempt([&] { return step_->messages_l1(chain, number); });
    }
    Result<std::vector<HeadChange>> head_changes(uint64_t after, size_t limit) const override
    {
        return attempt([&] { return step_->head_changes(after, limit); });
    }
    Result<std::vector<VerdictChange>> verdict_changes(uint64_t after, size_t limit) const override
    {
        return attempt([&] { return step_->verdict_changes(after, limit); });
    }
    Result<JournalRange> head_journal() const override
    {
        return attempt([&] { return step_->head_journal(); });
    }
    Result<JournalRange> verdict_journal() const override
    {
        return attempt([&] { return step_->verdict_journal(); });
    }
    Result<std::optional<VerdictChange>> verdict_on(
        const Hash32& block_hash, CrossView view) const override
    {
        return attempt([&] { return step_->verdict_on(block_hash, view); });
    }
    Result<std::optional<VerdictChange>> found_invalid(
        const Hash32& block_hash, CrossView view) const override
    {
        return attempt([&] { return step_->found_invalid(block_hash, view); });
    }

    Result<void> put_chain(const ChainRecord& chain) override
    {
        return attempt([&] { return step_->put_chain(chain); });
    }
    Result<void> put_setting(std::string_view key, std::string_view value) override
    {
        return attempt([&] { return step_->put_setting(key, value); });
    }
    Result<void> append(const ChainId& chain, const BlockDigest& block) override
    {
        return attempt([&] { return step_->append(chain, block); });
    }
    Result<void> rewind(const ChainId& chain, uint64_t number) override
    {
        return attempt([&] { return step_->rewind(chain, number); });
    }
    Result<void> prune(const ChainId& chain, uint64_t number) override
    {
        return attempt([&] { return step_->prune(chain, number); });
    }
    Result<void> set_head(const ChainId& chain, SafetyLevel level, const BlockId& block) override
    {
        return attempt([&] { return step_->set_head(chain, level, block); });
    }
    Result<void> put_anchor(const ChainId& chain, const BlockId& anchor) override
    {
        return attempt([&] { return step_->put_anchor(chain, anchor); });
    }
    Result<void> put_progress(
        const ChainId& chain, CrossView view, const Progress& progress) override
    {
        return attempt([&] { return step_->put_progress(chain, view, progress); });
    }
    Result<void> put_claim(const ChainId& chain, ClaimedLevel level, const BlockId& claim) override
    {
        return attempt([&] { return step_->put_claim(chain, level, claim); });
    }
    Result<void> put_derived(const ChainId& chain, uint64_t number, const BlockId& l1) override
    {
        return attempt([&] { return step_->put_derived(chain, number, l1); });
    }
    Result<void> put_messages_l1(
        const ChainId& chain, uint64_t number, const RequiredL1& l1) override
    {
        return attempt([&] { return step_->put_messages_l1(chain, number, l1); });
    }
    Result<void> drop_derived(const ChainId& chain, uint64_t above) override
    {
        return attempt([&] { return step_->drop_derived(chain, above); });
    }
    Result<void> drop_messages_l1(const ChainId& chain, uint64_t above) override
    {
        return attempt([&] { return step_->drop_messages_l1(chain, above); });
    }
    Result<void> put_claimed_l1(const ChainId& chain, const std::optional<ClaimedL1>& l1) override
    {
        return attempt([&] { return step_->put_claimed_l1(chain, l1); });
    }
    Result<void> put_safe_head(const ChainId& chain, const SafeHead& safe_head) override
    {
        return attempt([&] { return step_->put_safe_head(chain, safe_head); });
    }
    Result<void> trim_safe_heads(const ChainId& chain, uint64_t above) override
    {
        return attempt([&] { return step_->trim_safe_heads(chain, above); });
    }
    Result<void> drop_safe_heads(const ChainId& chain, std::optional<uint64_t> above) override
    {
        return attempt([&] { return step_->drop_safe_heads(chain, above); });
    }
    Result<void> put_original(const ChainId& chain, const OriginalBlock& block) override
    {
        return attempt([&] { return step_->put_original(chain, block); });
    }
    Result<void> put_original_l1(
        const ChainId& chain, const BlockId& block, const BlockId& l1) override
    {
        return attempt([&] { return step_->put_original_l1(chain, block, l1); });
    }
    Result<void> drop_original(const ChainId& chain, uint64_t number) override
    {
        return attempt([&] { return step_->drop_original(chain, number); });
    }
    Result<void> put_late(const ChainId& chain, uint64_t number) override
    {
        return attempt([&] { return step_->put_late(chain, number); });
    }
    Result<void> drop_late(const ChainId& chain, uint64_t above, uint64_t up_to) override
    {
        return attempt([&] { return step_->drop_late(chain, above, up_to); });
    }
    Result<void> add_head_change(const HeadChange& change) override
    {
        return attempt([&] { return step_->add_head_change(change); });
    }
    Result<void> add_verdict_change(const VerdictChange& change) override
    {
        return attempt([&] { return step_->add_verdict_change(change); });
    }

    Result<void> commit() override
    {
        if (failed_)
            return tl::unexpected{Error{ErrorKind::io, kSabotaged}};
        auto done = attempt([&] { return step_->commit(); });
        if (done && saboteur_.dies_after_commit())
            return tl::unexpected{Error{ErrorKind::io, kKilledAfterCommit}};
        return done;
    }

private:
    template <typename Operation>
    auto attempt(Operation operation) const -> decltype(operation())
    {
        if (auto error = saboteur_.strike())
        {
            failed_ = true;
            return tl::unexpected{*std::move(error)};
        }
        return operation();
    }

    std::unique_ptr<Step> step_;
    Saboteur& saboteur_;
    mutable bool failed_ = false;
};
}  // namespace

void Saboteur::arm(Means means, uint64_t operations, ErrorKind error)
{
    armed_ = true;
    means_ = means;
    operations_ = operations;
    error_ = error;
}

bool Saboteur::is_ours(const Error& error)
{
    return error.message == kSabotaged || error.message == kKilled ||
           error.message == kKilledAfterCommit;
}

std::optional<Error> Saboteur::strike()
{
    if (!dead_)
    {
        if (!armed_ || means_ == Means::kill_at_commit || operations_-- > 0)
            return std::nullopt;
        armed_ = false;
        dead_ = means_ == Means::kill;
    }
    return Error{error_, dead_ ? kKilled : kSabotaged};
}

std::optional<Error> Saboteur::refuse_view()
{
    if (!dead_ && refused_views_ == 0)
        return std::nullopt;
    refused_views_ -= dead_ ? 0 : 1;
    return Error{ErrorKind::busy, kSabotaged};
}

bool Saboteur::dies_after_commit()
{
    dead_ = armed_ && means_ == Means::kill_at_commit;
    return dead_;
}

Result<std::unique_ptr<View>> FaultyStore::open_view()
{
    if (auto error = saboteur_.refuse_view())
        return tl::unexpected{*std::move(error)};
    return views_.open_view();
}

Result<std::unique_ptr<Step>> FaultyStore::begin()
{
    if (auto error = saboteur_.strike())
        return tl::unexpected{*std::move(error)};
    return writer_.begin().map(
        [&](std::unique_ptr<Step>&& step) {
            return std::unique_ptr<Step>{std::make_unique<FaultyStep>(std::move(step), saboteur_)};
        });
}
}  // namespace interlock::sim
