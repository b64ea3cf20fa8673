#include "server/admin/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>

#include "server/ingest/describe.hpp"

namespace interlock::server
{
namespace
{
constexpr size_t kBatchBlocks = 32;

template <typename T>
using Outcome = tl::expected<T, VerifyTrouble>;

tl::unexpected<VerifyTrouble> trouble(const storage::Error& error)
{
    return tl::unexpected{VerifyTrouble{"index: " + error.message, false}};
}

/// For one use.
class Verification
{
public:
    Verification(storage::ViewSource& views,
        const std::vector<std::unique_ptr<chain::BlockSource>>& sources, const ChainId& chain)
      : views_{views}, sources_{sources}, chain_{chain}
    {
    }

    Outcome<VerifyReport> run(
        const std::vector<uint64_t>& numbers, const storage::OnProgress& on_progress) &&
    {
        for (size_t i = 0; i < numbers.size();)
        {
            if (!on_progress({"compare blocks", i, numbers.size()}))
                return tl::unexpected{VerifyTrouble{"cancelled", true}};
            size_t count = 1;
            while (count < kBatchBlocks && i + count < numbers.size() &&
                   numbers[i + count] == numbers[i] + count)
                ++count;
            const auto compared = compare(numbers[i], count);
            if (!compared)
                return tl::unexpected{compared.error()};
            i += *compared;
        }
        return std::move(report_);
    }

private:
    /// How many blocks from `first` on, at least one, were compared.
    Outcome<size_t> compare(uint64_t first, size_t count)
    {
        const auto blocks = fetch(first, count);
        if (!blocks)
            return tl::unexpected{blocks.error()};
        for (const auto& block : *blocks)
        {
            auto difference = difference_of(block.digest);
            if (difference && *difference)
                difference = look_again(block.digest.seal.id.number);
            if (!difference)
                return tl::unexpected{difference.error()};
            if (*difference && report_.differences.size() < storage::kMaxFindings)
                report_.differences.push_back(**difference);
        }
        return blocks->size();
    }

    Outcome<std::vector<DigestedBlock>> fetch(uint64_t first, size_t count)
    {
        std::string said;
        for (const auto& source : sources_)
        {
            auto blocks = source->blocks(first, count);
            if (blocks && !blocks->empty())
                return *std::move(blocks);
            if (!blocks && blocks.error().kind == chain::ErrorKind::cancelled)
                return tl::unexpected{VerifyTrouble{"cancelled", true}};
            said += (said.empty() ? "" : "; ") +
                    (blocks ? source->name() + " has no such block" : blocks.error().message);
        }
        return tl::unexpected{VerifyTrouble{
            fmt::format("chain {}: block {} cannot be fetched: {}", to_string(chain_), first, said),
            false}};
    }

    Outcome<std::optional<std::string>> look_again(uint64_t number)
    {
        const auto again = fetch(number, 1);
        if (!again)
            return tl::unexpected{again.error()};
        return difference_of(again->front().digest);
    }

    /// What the index has otherwise; nullopt when it has the same, or no such block any more.
    Outcome<std::optional<std::string>> difference_of(const BlockDigest& block)
    {
        const auto view = views_.open_view();
        if (!view)
            return trouble(view.error());
        const auto number = block.seal.id.number;
        const auto indexed = (*view)->block(chain_, number);
        const auto hashes = (*view)->log_hashes(chain_, number);
        const auto executing = (*view)->executing_in(chain_, number);
        if (!indexed || !hashes)
            return trouble(indexed ? hashes.error() : indexed.error());
        if (!executing)
            return trouble(executing.error());
        if (!*indexed)
            return std::nullopt;
        if (seen_.insert(number).second)
        {
            ++report_.blocks;
            report_.logs += block.log_hashes.size();
        }
        const auto say = [&](const std::string& what)
        { return fmt::format("chain {}, block {}: {}", to_string(chain_), number, what); };
        if ((*indexed)->seal != block.seal)
            return say(fmt::format("the index has {}, the node {}",
                to_hex((*indexed)->seal.id.hash), to_hex(block.seal.id.hash)));
        // A storage root that had to be proven may have been here or there only.
        const bool are_known = has_message_passer_root((*indexed)->withdrawals_root) &&
                               has_message_passer_root(block.withdrawals_root);
        if ((*indexed)->state_root != block.state_root ||
            (are_known && (*indexed)->withdrawals_root != block.withdrawals_root))
            return say("the index has other roots");
        if (hashes->size() != block.log_hashes.size())
            return say(fmt::format(
                "the index has {} logs, the node {}", hashes->size(), block.log_hashes.size()));
        const auto other = std::mismatch(hashes->begin(), hashes->end(), block.log_hashes.begin());
        if (other.first != hashes->end())
            return say(fmt::format("the index has another log {}", other.first - hashes->begin()));
        const bool same_messages = std::equal(executing->begin(), executing->end(),
            block.executing.begin(), block.executing.end(),
            [](const storage::ExecutingRecord& a, const ExecutingLog& b) { return a.log == b; });
        return same_messages ? std::optional<std::string>{}
                             : say("the index has other executing messages");
    }

    storage::ViewSource& views_;
    const std::vector<std::unique_ptr<chain::BlockSource>>& sources_;
    const ChainId chain_;
    std::set<uint64_t> seen_;  // At most so many as are asked for.
    VerifyReport report_;
};
}  // namespace

std::vector<uint64_t> choose_numbers(uint64_t first, uint64_t last, uint64_t sample, uint64_t seed)
{
    std::set<uint64_t> chosen;
    const auto others = last - first;  // One less than there are.
    if (sample > others)
    {
        for (uint64_t i = 0; i <= others; ++i)
            chosen.insert(first + i);
    }
    std::mt19937_64 random{seed};
    std::uniform_int_distribution<uint64_t> any{first, last};
    while (sample <= others && chosen.size() < sample)
        chosen.insert(any(random));
    return {chosen.begin(), chosen.end()};
}

tl::expected<VerifyReport, VerifyTrouble> verify_blocks(storage::ViewSource& views,
    const std::vector<std::unique_ptr<chain::BlockSource>>& sources, const VerifyPlan& plan,
    const storage::OnProgress& on_progress)
{
    return Verification{views, sources, plan.chain}.run(plan.numbers, on_progress);
}
}  // namespace interlock::server
