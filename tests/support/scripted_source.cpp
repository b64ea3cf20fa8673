#include "tests/support/scripted_source.hpp"

namespace interlock::testing
{
namespace
{
using chain::BlockTag;

std::optional<chain::Error> take(std::deque<chain::Error>& errors)
{
    if (errors.empty())
        return std::nullopt;
    auto error = std::move(errors.front());
    errors.pop_front();
    return error;
}

struct Find
{
    const FakeChain& chain;

    const FakeBlock* operator()(uint64_t number) const { return chain.find(number); }
    const FakeBlock* operator()(const Hash32& hash) const { return chain.find(hash); }
    const FakeBlock* operator()(BlockTag tag) const
    {
        switch (tag)
        {
            case BlockTag::latest:
                return &chain.head();
            case BlockTag::safe:
                return chain.safe();
            case BlockTag::finalized:
                return chain.finalized();
        }
        return nullptr;
    }
};

tl::unexpected<chain::Error> not_found(const std::string& name)
{
    return tl::unexpected{chain::Error{chain::ErrorKind::not_found, name + ": no such block"}};
}

std::optional<BlockId> id_of(const FakeBlock* block)
{
    return block == nullptr ? std::nullopt : std::optional{block->id()};
}
}  // namespace

ScriptedSource::ScriptedSource(std::shared_ptr<FakeChain> chain, std::string name)
  : chain_{std::move(chain)}, name_{std::move(name)}
{
}

std::optional<chain::Error> ScriptedSource::begin_call()
{
    ++calls_;
    if (hook_)
        hook_();
    return take(errors_);
}

chain::Result<ChainId> ScriptedSource::chain_id()
{
    if (auto error = begin_call())
        return tl::unexpected{std::move(*error)};
    return chain_->options().id;
}

chain::Result<BlockSeal> ScriptedSource::seal(const chain::BlockSelector& block)
{
    if (auto error = begin_call())
        return tl::unexpected{std::move(*error)};
    const auto* found = std::visit(Find{*chain_}, block);
    if (found == nullptr)
        return not_found(name_);
    return found->seal();
}

chain::Result<std::vector<DigestedBlock>> ScriptedSource::blocks(uint64_t first, size_t count)
{
    if (auto error = begin_call())
        return tl::unexpected{std::move(*error)};
    std::vector<DigestedBlock> out;
    for (size_t i = 0; i < std::min(count, max_blocks_); ++i)
    {
        const auto* found = chain_->find(first + i);
        if (found == nullptr)
            break;
        out.push_back(digest_block(found->header, found->hash, found->receipts));
    }
    if (out.empty())
        return not_found(name_);
    return out;
}

ScriptedLabels::ScriptedLabels(std::shared_ptr<FakeChain> chain, std::string name)
  : chain_{std::move(chain)}, name_{std::move(name)}
{
}

chain::Result<chain::Labels> ScriptedLabels::labels()
{
    if (auto error = take(errors_))
        return tl::unexpected{std::move(*error)};
    if (labels_)
        return *labels_;
    chain::Labels out;
    out.local_safe = id_of(chain_->local_safe());
    out.finalized = id_of(chain_->finalized());
    out.current_l1 = chain_->current_l1();
    out.safe = id_of(chain_->safe());
    if (const auto* derived = chain_->derived_at(out.current_l1->number))
        out.derived = *derived;
    else if (out.local_safe)
        out.derived = {*out.local_safe, *out.current_l1};
    out.source = name_;
    return out;
}

chain::Result<std::optional<chain::DerivedBlock>> ScriptedLabels::safe_head_at(uint64_t l1_number)
{
    if (!chain_->keeps_safe_heads())
        return LabelSource::safe_head_at(l1_number);
    ++record_calls_;
    if (auto error = take(record_errors_))
        return tl::unexpected{std::move(*error)};
    const auto* entry = chain_->derived_at(l1_number);
    return entry != nullptr ? std::optional{*entry} : std::nullopt;
}
}  // namespace interlock::testing
