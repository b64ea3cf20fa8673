#include "tests/support/test_index.hpp"

#include "tests/support/must.hpp"

namespace interlock::testing
{
TestIndex::TestIndex(const std::vector<ChainConfig>& chains)
{
    reopen();
    auto step = must(store_->begin());
    for (const auto& chain : chains)
        must(step->put_chain({.config = chain, .followed = true}));
    must(step->commit());
}

void TestIndex::reopen()
{
    store_.reset();
    store_ = must(storage::SqliteStore::create({.file = file()}));
}

void TestIndex::append(FakeChain& chain, uint64_t first, uint64_t last)
{
    auto step = must(store_->begin());
    for (auto number = first; number <= last; ++number)
        must(step->append(chain.options().id, digest_of(chain.at(number))));
    must(step->commit());
}

void TestIndex::set_head(const ChainId& chain, SafetyLevel level, const BlockId& block)
{
    auto step = must(store_->begin());
    must(step->set_head(chain, level, block));
    must(step->commit());
}

std::optional<uint64_t> TestIndex::head(const ChainId& chain, SafetyLevel level)
{
    const auto view = must(store_->open_view());
    const auto head = must(view->head(chain, level));
    return head ? std::optional{head->seal.id.number} : std::nullopt;
}

bool TestIndex::equals(FakeChain& chain, uint64_t first)
{
    const auto& id = chain.options().id;
    const auto view = must(store_->open_view());
    const auto indexed_first = must(view->first(id));
    const auto indexed_head = must(view->head(id, SafetyLevel::unsafe));
    if (!indexed_first || indexed_first->seal.id.number != first ||
        indexed_head->seal != chain.head().seal())
        return false;
    for (auto number = first; number <= chain.head().header.number; ++number)
    {
        const auto digest = digest_of(chain.at(number));
        const auto block = must(view->block(id, number));
        if (!block || block->seal != digest.seal ||
            must(view->log_hashes(id, number)) != digest.log_hashes)
            return false;
    }
    return true;
}

BlockDigest digest_of(const FakeBlock& block)
{
    return digest_block(block.header, block.hash, block.receipts).digest;
}
}  // namespace interlock::testing
