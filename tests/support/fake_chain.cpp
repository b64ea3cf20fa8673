#include "tests/support/fake_chain.hpp"

#include "interop/eth/hash.hpp"
#include "interop/eth/rlp.hpp"
#include "interop/eth/trie.hpp"

namespace interlock::testing
{
namespace
{
constexpr uint64_t kGasPerTransaction = 21'000;
constexpr uint8_t kDynamicFeeType = 2;

/// A word that differs for each name, chain, branch and block.
Hash32 word(std::string_view name, const ChainId& chain, uint64_t branch, uint64_t number)
{
    const auto* text = reinterpret_cast<const uint8_t*>(name.data());
    return keccak256({ByteView{text, name.size()}, ByteView{chain.value.be},
        ByteView{big_endian(branch)}, ByteView{big_endian(number)}});
}

Bytes extra_data_of(ForkShape fork)
{
    constexpr size_t kHoloceneBytes = 9;
    constexpr size_t kJovianBytes = 17;
    if (fork >= ForkShape::jovian)
    {
        Bytes out(kJovianBytes);
        out[0] = 1;  // The version of this encoding.
        return out;
    }
    return Bytes(fork >= ForkShape::holocene ? kHoloceneBytes : 0);
}

void set_fork_fields(eth::Header& header, ForkShape fork, const Hash32& message_passer)
{
    header.base_fee_per_gas = Uint256::from_u64(1'000);
    header.extra_data = extra_data_of(fork);
    if (fork >= ForkShape::canyon)
        header.withdrawals_root = eth::ordered_trie_root({});
    if (fork >= ForkShape::ecotone)
    {
        header.blob_gas_used = 0;
        header.excess_blob_gas = 0;
        header.parent_beacon_block_root = keccak256(message_passer);
    }
    if (fork >= ForkShape::isthmus)
    {
        header.withdrawals_root = message_passer;
        header.requests_hash = keccak256(ByteView{});
    }
}

eth::Bloom join(eth::Bloom bloom, const eth::Bloom& other)
{
    for (size_t i = 0; i < bloom.size(); ++i)
        bloom.bytes[i] = static_cast<uint8_t>(bloom.bytes[i] | other.bytes[i]);
    return bloom;
}

const FakeBlock* find_label(const FakeChain& chain, std::optional<uint64_t> number)
{
    return number ? chain.find(*number) : nullptr;
}
}  // namespace

Bytes message_passer_leaf(const Hash32& storage_root)
{
    Bytes account;
    eth::rlp::append_uint(account, 1);  // Nonce.
    eth::rlp::append_uint(account, 0);  // Balance.
    eth::rlp::append_bytes(account, storage_root);
    eth::rlp::append_bytes(account, keccak256(ByteView{}));  // No code.
    Bytes value;
    eth::rlp::append_list(value, account);
    Bytes path{0x20};  // All of the key.
    const auto key = keccak256(kMessagePasser);
    path.insert(path.end(), key.bytes.begin(), key.bytes.end());
    Bytes items;
    eth::rlp::append_bytes(items, path);
    eth::rlp::append_bytes(items, value);
    Bytes out;
    eth::rlp::append_list(out, items);
    return out;
}

FakeChain::FakeChain(FakeChainOptions options) : options_{options}
{
    current_l1_ = {1'000, word("l1", options_.id, 0, 0)};
    add(next_header(), {});
}

BlockId FakeChain::append(const Transactions& transactions, std::vector<eth::Log> deposit_logs)
{
    std::vector<eth::Receipt> receipts{deposit_receipt(std::move(deposit_logs))};
    for (const auto& logs : transactions)
    {
        eth::Receipt receipt;
        receipt.type = kDynamicFeeType;
        receipt.outcome = true;
        receipt.cumulative_gas_used = kGasPerTransaction * (receipts.size() + 1);
        receipt.logs_bloom = eth::bloom_of(logs);
        receipt.logs = logs;
        receipts.push_back(std::move(receipt));
    }
    return append_receipts(std::move(receipts));
}

BlockId FakeChain::append_receipts(std::vector<eth::Receipt> receipts)
{
    add(next_header(), std::move(receipts));
    return head().id();
}

void FakeChain::extend(size_t count)
{
    for (size_t i = 0; i < count; ++i)
        append();
}

void FakeChain::rewind(uint64_t number)
{
    while (head().header.number > number)
        blocks_.pop_back();
    ++branch_;
    for (auto* label : {&safe_, &local_safe_, &finalized_})
    {
        if (*label && **label > number)
            *label = number;
    }
    std::erase_if(derived_, [number](const auto& pair) { return pair.second.l2.number > number; });
}

void FakeChain::set_safe(uint64_t number)
{
    safe_ = at(number).header.number;
}

void FakeChain::set_finalized(uint64_t number)
{
    finalized_ = at(number).header.number;
}

void FakeChain::set_local_safe(uint64_t number)
{
    local_safe_ = at(number).header.number;
}

void FakeChain::derive(uint64_t l2_number, BlockId l1)
{
    derived_[l1.number] = {at(l2_number).id(), l1};
    keeps_safe_heads_ = true;
}

const FakeBlock* FakeChain::find(uint64_t number) const
{
    if (number < options_.genesis_number || number - options_.genesis_number >= blocks_.size())
        return nullptr;
    return &blocks_[number - options_.genesis_number];
}

const FakeBlock* FakeChain::find(const Hash32& hash) const
{
    for (const auto& block : blocks_)
    {
        if (block.hash == hash)
            return &block;
    }
    return nullptr;
}

const FakeBlock& FakeChain::at(uint64_t number) const
{
    return blocks_.at(number - options_.genesis_number);
}

const FakeBlock* FakeChain::safe() const
{
    return find_label(*this, safe_);
}

const FakeBlock* FakeChain::local_safe() const
{
    return local_safe_ ? find(*local_safe_) : safe();
}

const chain::DerivedBlock* FakeChain::derived_at(uint64_t l1_number) const
{
    const auto later = derived_.upper_bound(l1_number);
    return later == derived_.begin() ? nullptr : &std::prev(later)->second;
}

const FakeBlock* FakeChain::finalized() const
{
    return find_label(*this, finalized_);
}

eth::Header FakeChain::next_header() const
{
    const uint64_t index = blocks_.size();
    const auto unique = [&](std::string_view name)
    { return word(name, options_.id, branch_, index); };
    eth::Header header;
    header.number = options_.genesis_number + index;
    header.timestamp_s = options_.genesis_time_s + index * options_.block_time_s;
    header.parent_hash = index == 0 ? Hash32{} : head().hash;
    // keccak256(rlp([])): blocks have had no uncles since the merge.
    header.uncles_hash = keccak256(std::array<uint8_t, 1>{0xc0});
    header.state_root = options_.fork >= ForkShape::isthmus
                            ? unique("state")
                            : keccak256(message_passer_leaf(next_message_passer()));
    header.transactions_root = unique("transactions");
    header.mix_hash = unique("mix");
    header.gas_limit = 60'000'000;
    set_fork_fields(header, options_.fork, next_message_passer());
    return header;
}

Hash32 FakeChain::next_message_passer() const
{
    return word("message passer", options_.id, branch_, blocks_.size());
}

eth::Receipt FakeChain::deposit_receipt(std::vector<eth::Log> logs) const
{
    eth::Receipt receipt;
    receipt.type = eth::kDepositType;
    receipt.outcome = true;
    receipt.cumulative_gas_used = kGasPerTransaction;
    receipt.logs_bloom = eth::bloom_of(logs);
    receipt.logs = std::move(logs);
    receipt.deposit_nonce = blocks_.size();
    if (options_.fork >= ForkShape::canyon)
        receipt.deposit_receipt_version = 1;
    return receipt;
}

void FakeChain::add(eth::Header header, std::vector<eth::Receipt> receipts)
{
    header.receipts_root = eth::receipts_root(receipts);
    for (const auto& receipt : receipts)
        header.logs_bloom = join(header.logs_bloom, receipt.logs_bloom);
    if (!receipts.empty())
        header.gas_used = receipts.back().cumulative_gas_used;
    const auto hash = eth::hash_header(header);
    blocks_.push_back({std::move(header), hash, std::move(receipts), next_message_passer()});
}
}  // namespace interlock::testing
