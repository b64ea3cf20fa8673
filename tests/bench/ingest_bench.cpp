// What verified ingest costs: from the bytes of a node's reply to what the index keeps of a block.
// Run: ingest-bench. Each line tells logs and bytes of JSON a second; `bound` is what cannot be
// saved on the same bytes: parsing them, and hashing what must be hashed (the receipts that the
// trie holds, each log's payload, each log's hash).
#include <benchmark/benchmark.h>

#include "interop/eth/hash.hpp"
#include "tests/bench/sample_ingest.hpp"

namespace
{
using namespace interlock;
using namespace interlock::bench;

void count(benchmark::State& state, const SampleReply& sample)
{
    const auto rounds = static_cast<double>(state.iterations());
    state.counters["logs/s"] = benchmark::Counter(
        rounds * static_cast<double>(sample.log_count), benchmark::Counter::kIsRate);
    state.SetBytesProcessed(static_cast<int64_t>(rounds * static_cast<double>(sample.bytes())));
}

void BM_verified_ingest(benchmark::State& state)
{
    const SampleReply sample{static_cast<size_t>(state.range(0))};
    simdjson::ondemand::parser parser;
    ensure(ingest(parser, sample).digest.log_hashes.size() == sample.log_count, "logs are missing");
    for (auto _ : state)
        benchmark::DoNotOptimize(ingest(parser, sample));
    count(state, sample);
}

void BM_bound(benchmark::State& state)
{
    const SampleReply sample{static_cast<size_t>(state.range(0))};
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
