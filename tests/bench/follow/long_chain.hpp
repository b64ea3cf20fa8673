// A chain of many blocks that costs next to nothing to serve: all of them have the same receipts,
// so that a node's reply is one text with a few places to fill in. All hashes and roots are right.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "interop/block.hpp"
#include "interop/message.hpp"
#include "tests/support/fake_chain.hpp"

namespace interlock::bench
{
struct LongChainOptions
{
    ChainId id;
    uint64_t last = 0;  // Blocks 0 … last.
    size_t transactions = 1;
    size_t logs_each = 1;               // In each transaction.
    std::optional<Message> executes{};  // By the last log of every block.

    [[nodiscard]] size_t logs_per_block() const { return transactions * logs_each; }
};

/// A text with marks in it, each to be replaced by a value.
class Template
{
public:
    Template(std::string_view text, const std::vector<std::string>& marks);
    /// `values` in the order of the marks.
    void append_to(std::string& out, const std::vector<std::string>& values) const;

private:
    struct Piece
    {
        std::string text;
        size_t value = 0;  // What comes after it.
    };
    std::vector<Piece> pieces_;
    std::string end_;
};

/// Never changes; any thread.
class LongChain
{
public:
    static constexpr uint64_t kBlockTimeS = 2;

    explicit LongChain(const LongChainOptions& options);

    [[nodiscard]] const ChainId& id() const noexcept { return options_.id; }
    [[nodiscard]] std::optional<uint64_t> find(const Hash32& hash) const;
    /// As eth_getBlockByNumber and eth_getBlockReceipts reply. Precondition: number <= last.
    void append_block(std::string& out, uint64_t number) const;
    void append_receipts(std::string& out, uint64_t number) const;
    /// What the index keeps of it.
    [[nodiscard]] BlockDigest digest(uint64_t number) const;

private:
    [[nodiscard]] std::vector<std::string> values_of(uint64_t number) const;

    LongChainOptions options_;
    testing::FakeBlock sample_;
    BlockDigest digest_;  // Of the sample.
    Template block_;
    Template receipts_;
    std::vector<Hash32> hashes_;
    std::unordered_map<uint64_t, uint32_t> numbers_;  // By the first bytes of the hash.
};

/// The message that the first log of a block of such a chain is.
[[nodiscard]] Message first_message(const LongChainOptions& options, uint64_t number);
}  // namespace interlock::bench
