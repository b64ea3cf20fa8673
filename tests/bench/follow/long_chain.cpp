#include "tests/bench/follow/long_chain.hpp"

#include <algorithm>
#include <cstring>

#include "interop/eth/hash.hpp"
#include "tests/bench/sample_logs.hpp"
#include "tests/support/fake_chain_json.hpp"
#include "tests/support/fake_messages.hpp"

namespace interlock::bench
{
namespace
{
constexpr uint64_t kGenesisS = 1'700'000'000;

/// What differs between blocks, in the sample: nothing else there looks like it.
struct Marks
{
    Hash32 hash = keccak256(std::array<uint8_t, 1>{1});
    Hash32 parent = keccak256(std::array<uint8_t, 1>{2});
    uint64_t number = 0xfeed'0000'0000'0001;
    uint64_t timestamp_s = 0xfeed'0000'0000'0002;
};

std::vector<std::string> texts_of(
    const Hash32& hash, const Hash32& parent, uint64_t number, uint64_t timestamp_s)
{
    return {to_hex(hash), to_hex(parent), quantity_to_hex(number), quantity_to_hex(timestamp_s)};
}

testing::FakeBlock sample_of(const LongChainOptions& options)
{
    testing::FakeChain::Transactions transactions(options.transactions);
    for (uint64_t seed = 0; seed < options.transactions * options.logs_each; ++seed)
        transactions[seed / options.logs_each].push_back(transfer(seed));
    if (options.executes && !transactions.empty() && options.logs_each > 0)
        transactions.back().back() = testing::executing_log(*options.executes);
    testing::FakeChain chain{{.id = options.id}};
    chain.append(transactions);
    return chain.head();
}

Template template_of(
    testing::FakeBlock block, nlohmann::json (*render)(const testing::FakeBlock* block))
{
    const Marks marks;
    block.hash = marks.hash;
    block.header.parent_hash = marks.parent;
    block.header.number = marks.number;
    block.header.timestamp_s = marks.timestamp_s;
    return {
        render(&block).dump(), texts_of(marks.hash, marks.parent, marks.number, marks.timestamp_s)};
}

uint64_t time_of(uint64_t number)
{
    return kGenesisS + number * LongChain::kBlockTimeS;
}

uint64_t key_of(const Hash32& hash)
{
    uint64_t out = 0;
    std::memcpy(&out, hash.data(), sizeof(out));
    return out;
}
}  // namespace

Template::Template(std::string_view text, const std::vector<std::string>& marks)
{
    for (;;)
    {
        size_t at = std::string_view::npos;
        size_t which = 0;
        for (size_t i = 0; i < marks.size(); ++i)
        {
            // With its closing quote: a quantity may be the beginning of another.
            const auto found = text.find(marks[i] + '"');
            if (found < at)
            {
                at = found;
                which = i;
            }
        }
        if (at == std::string_view::npos)
            break;
        pieces_.push_back({std::string{text.substr(0, at)}, which});
        text.remove_prefix(at + marks[which].size());
    }
    end_ = text;
}

void Template::append_to(std::string& out, const std::vector<std::string>& values) const
{
    for (const auto& piece : pieces_)
    {
        out += piece.text;
        out += values[piece.value];
    }
    out += end_;
}

LongChain::LongChain(const LongChainOptions& options)
  : options_{options},
    sample_{sample_of(options)},
    digest_{digest_block(sample_.header, sample_.hash, sample_.receipts).digest},
    block_{template_of(sample_, &testing::block_json)},
    receipts_{template_of(sample_, &testing::receipts_json)}
{
    auto header = sample_.header;
    header.parent_hash = {};
    for (header.number = 0; header.number <= options.last; ++header.number)
    {
        header.timestamp_s = time_of(header.number);
        header.parent_hash = hashes_.emplace_back(eth::hash_header(header));
        numbers_.emplace(key_of(header.parent_hash), static_cast<uint32_t>(header.number));
    }
}

std::optional<uint64_t> LongChain::find(const Hash32& hash) const
{
    const auto found = numbers_.find(key_of(hash));
    if (found == numbers_.end() || hashes_[found->second] != hash)
        return std::nullopt;
    return found->second;
}

std::vector<std::string> LongChain::values_of(uint64_t number) const
{
    const auto parent = number == 0 ? Hash32{} : hashes_[number - 1];
    return texts_of(hashes_.at(number), parent, number, time_of(number));
}

void LongChain::append_block(std::string& out, uint64_t number) const
{
    block_.append_to(out, values_of(number));
}

void LongChain::append_receipts(std::string& out, uint64_t number) const
{
    receipts_.append_to(out, values_of(number));
}

BlockDigest LongChain::digest(uint64_t number) const
{
    auto out = digest_;
    out.seal = {.id = {number, hashes_.at(number)},
        .parent_hash = number == 0 ? Hash32{} : hashes_[number - 1],
        .timestamp_s = time_of(number)};
    return out;
}

Message first_message(const LongChainOptions& options, uint64_t number)
{
    const auto sample = sample_of(options);
    for (const auto& receipt : sample.receipts)
    {
        if (receipt.logs.empty())
            continue;
        const auto& log = receipt.logs.front();
        return {{log.address, {options.id, number, time_of(number), 0}}, payload_hash(log)};
    }
    return {};
}
}  // namespace interlock::bench
