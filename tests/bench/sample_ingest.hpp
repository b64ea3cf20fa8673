// A block as a node replies, and what verified ingest makes of it.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "chain/block_check.hpp"
#include "tests/bench/sample_logs.hpp"
#include "tests/support/fake_chain_json.hpp"

namespace interlock::bench
{
/// A block of 100 transactions, as a node replies.
struct SampleReply
{
    static constexpr size_t kTransactions = 100;

    explicit SampleReply(size_t logs_each)
    {
        testing::FakeChain chain;
        testing::FakeChain::Transactions transactions(kTransactions);
        for (auto& logs : transactions)
        {
            for (size_t i = 0; i < logs_each; ++i)
                logs.push_back(transfer(log_count++));
        }
        chain.append(transactions);
        block = chain.head();
        header = testing::block_json(&block).dump();
        receipts = testing::receipts_json(&block).dump();
    }

    [[nodiscard]] size_t bytes() const { return header.size() + receipts.size(); }

    size_t log_count = 0;
    testing::FakeBlock block;
    simdjson::padded_string header;
    simdjson::padded_string receipts;
};

/// Ends the benchmark on any error: a number measured on a failure is worthless.
template <typename T>
[[nodiscard]] T take(tl::expected<T, std::string> result)
{
    if (result)
        return std::move(*result);
    std::fprintf(stderr, "%s\n", result.error().c_str());
    std::abort();
}

inline void ensure(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

[[nodiscard]] inline DigestedBlock ingest(
    simdjson::ondemand::parser& parser, const SampleReply& sample)
{
    auto header = parser.iterate(sample.header);
    const auto block = take(chain::decode_block(header.get_value().value()));
    ensure(!chain::check_block(block, chain::BlockSelector{block.header.number}), "wrong block");
    auto document = parser.iterate(sample.receipts);
    const auto receipts = take(chain::decode_block_receipts(document.get_value().value()));
    ensure(!chain::check_receipts(block, receipts), "wrong receipts");
    return digest_block(block.header, block.hash, receipts.receipts);
}
}  // namespace interlock::bench
