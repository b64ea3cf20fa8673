// What verified ingest costs: from the bytes of a node's reply to what the index keeps of a block.
// Run: ingest-bench. Each line tells logs and bytes of JSON a second; `bound` is what cannot be
// saved on the same bytes: parsing them, and hashing what must be hashed (the receipts that the
// trie holds, each log's payload, each log's hash).
#include <benchmark/benchmark.h>

#include <cstdlib>

#include "chain/block_check.hpp"
#include "interop/eth/hash.hpp"
#include "tests/bench/sample_logs.hpp"
#include "tests/support/fake_chain_json.hpp"

namespace
{
using namespace interlock;
using namespace interlock::testing;

constexpr size_t kTransactions = 100;

/// A block of 100 transactions, as a node replies.
struct Sample
{
    explicit Sample(size_t logs_each)
    {
        FakeChain chain;
        FakeChain::Transactions transactions(kTransactions);
        for (auto& logs : transactions)
        {
            for (size_t i = 0; i < logs_each; ++i)
                logs.push_back(bench::transfer(log_count++));
        }
        chain.append(transactions);
        block = chain.head();
        header = block_json(&block).dump();
        receipts = receipts_json(&block).dump();
    }

    [[nodiscard]] size_t bytes() const { return header.size() + receipts.size(); }

    size_t log_count = 0;
    FakeBlock block;
    simdjson::padded_string header;
    simdjson::padded_string receipts;
};

/// Ends the benchmark on any error: a number measured on a failure is worthless.
template <typename T>
T must(tl::expected<T, std::string> result)
{
    if (result)
        return std::move(*result);
    std::fprintf(stderr, "%s\n", result.error().c_str());
    std::abort();
}

void ensure(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

DigestedBlock ingest(simdjson::ondemand::parser& parser, const Sample& sample)
{
    auto header = parser.iterate(sample.header);
    const auto block = must(chain::decode_block(header.get_value().value()));
    ensure(!chain::check_block(block, chain::BlockSelector{block.header.number}), "wrong block");
    auto document = parser.iterate(sample.receipts);
    const auto receipts = must(chain::decode_block_receipts(document.get_value().value()));
    ensure(!chain::check_receipts(block, receipts), "wrong receipts");
    return digest_block(block.header, block.hash, receipts.receipts);
}

void count(benchmark::State& state, const Sample& sample)
{
    const auto rounds = static_cast<double>(state.iterations());
    state.counters["logs/s"] = benchmark::Counter(
        rounds * static_cast<double>(sample.log_count), benchmark::Counter::kIsRate);
    state.SetBytesProcessed(static_cast<int64_t>(rounds * static_cast<double>(sample.bytes())));
}

void BM_verified_ingest(benchmark::State& state)
{
    const Sample sample{static_cast<size_t>(state.range(0))};
    simdjson::ondemand::parser parser;
    ensure(ingest(parser, sample).digest.log_hashes.size() == sample.log_count, "logs are missing");
    for (auto _ : state)
        benchmark::DoNotOptimize(ingest(parser, sample));
    count(state, sample);
}

void BM_bound(benchmark::State& state)
{
    const Sample sample{static_cast<size_t>(state.range(0))};
    std::vector<Bytes> hashed;
    for (const auto& receipt : sample.block.receipts)
    {
        hashed.push_back(eth::encode_receipt(receipt));
        for (const auto& log : receipt.logs)
        {
            hashed.push_back(message_payload(log));
            hashed.emplace_back(sizeof(Address) + sizeof(Hash32));
        }
    }
    simdjson::dom::parser parser;
    for (auto _ : state)
    {
        ensure(parser.parse(sample.header).error() == simdjson::SUCCESS, "cannot parse");
        ensure(parser.parse(sample.receipts).error() == simdjson::SUCCESS, "cannot parse");
        for (const auto& bytes : hashed)
            benchmark::DoNotOptimize(interlock::keccak256(bytes));
    }
    count(state, sample);
}

/// Logs a transaction.
void sizes(benchmark::internal::Benchmark* bench)
{
    for (const auto logs : {0, 1, 4, 16})
        bench->Arg(logs);
    bench->ArgName("logs_a_transaction")->UseRealTime();
}

BENCHMARK(BM_bound)->Apply(sizes);
BENCHMARK(BM_verified_ingest)->Apply(sizes);
BENCHMARK(BM_bound)->Apply(sizes)->Threads(2);
BENCHMARK(BM_verified_ingest)->Apply(sizes)->Threads(2);
}  // namespace

BENCHMARK_MAIN();
