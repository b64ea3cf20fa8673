// A BlockSource and a LabelSource in memory over a FakeChain, for tests without a network or
// threads. For one thread at a time; they read the chain as it is when they are asked.
#pragma once

#include <deque>
#include <memory>

#include "chain/source.hpp"
#include "tests/support/fake_chain.hpp"

namespace interlock::testing
{
class ScriptedSource : public chain::BlockSource
{
public:
    explicit ScriptedSource(std::shared_ptr<FakeChain> chain, std::string name = "scripted");

    /// The next calls fail with these, in order; then all is well again.
    void fail_next(chain::Error error) { errors_.push_back(std::move(error)); }
    /// At most so many blocks are returned at once.
    void limit_blocks(size_t count) { max_blocks_ = count; }
    /// Called before each call is answered, e.g. to change the chain in between.
    void before_call(std::function<void()> hook) { hook_ = std::move(hook); }
    [[nodiscard]] size_t calls() const noexcept { return calls_; }

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] chain::Result<ChainId> chain_id() override;
    [[nodiscard]] chain::Result<BlockSeal> seal(const chain::BlockSelector& block) override;
    [[nodiscard]] chain::Result<std::vector<DigestedBlock>> blocks(
        uint64_t first, size_t count) override;

private:
    [[nodiscard]] std::optional<chain::Error> begin_call();

    std::shared_ptr<FakeChain> chain_;
    std::string name_;
    std::deque<chain::Error> errors_;
    std::function<void()> hook_;
    size_t max_blocks_ = SIZE_MAX;
    size_t calls_ = 0;
};

/// The chain's own labels, unless told otherwise.
class ScriptedLabels : public chain::LabelSource
{
public:
    explicit ScriptedLabels(std::shared_ptr<FakeChain> chain, std::string name = "scripted");

    void fail_next(chain::Error error) { errors_.push_back(std::move(error)); }
    /// From here on, exactly these.
    void set(chain::Labels labels) { labels_ = std::move(labels); }

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] chain::Result<chain::Labels> labels() override;
    /// The chain's own, unless its node keeps none.
    [[nodiscard]] chain::Result<std::optional<chain::DerivedBlock>> safe_head_at(
        uint64_t l1_number) override;
    /// How often the record of safe heads was asked.
    [[nodiscard]] size_t record_calls() const noexcept { return record_calls_; }
    /// The next questions to the record fail with these, in order.
    void fail_next_record_call(chain::Error error) { record_errors_.push_back(std::move(error)); }

private:
    std::shared_ptr<FakeChain> chain_;
    std::string name_;
    std::deque<chain::Error> errors_;
    std::deque<chain::Error> record_errors_;
    size_t record_calls_ = 0;
    std::optional<chain::Labels> labels_;
};
}  // namespace interlock::testing
