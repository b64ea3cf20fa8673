#include "server/ingest/safe_heads.hpp"

#include <algorithm>

namespace interlock::server
{
using chain::DerivedBlock;
using storage::Result;
using storage::SafeHead;
using storage::Step;
using storage::View;

namespace
{
/// So many L1 blocks after the newest known entry are looked at in one round.
constexpr uint64_t kWindow = 64;

/// Asks the record; for one round.
class RecordWalk
{
public:
    RecordWalk(storage::ViewSource& views, const ChainId& chain, chain::LabelSource& source,
        uint64_t current_l1)
      : views_{views}, chain_{chain}, source_{source}, current_l1_{current_l1}
    {
    }

    Result<std::optional<FoundSafeHeads>> run()
    {
        const auto anchor = read_anchor();
        if (!anchor)
            return tl::unexpected{anchor.error()};
        if (!*anchor)
            return std::nullopt;
        auto base = known_up_to(tip_);
        if (!base)
            return tl::unexpected{base.error()};
        is_news_ = !*base;
        if (!*base)
            *base = find_base(**anchor);
        if (has_failed_ || !*base)
            return std::nullopt;
        return follow(**base);
    }

private:
    /// The anchor's number, once it is indexed; also reads tip_.
    Result<std::optional<uint64_t>> read_anchor()
    {
        const auto view = views_.open_view();
        if (!view)
            return tl::unexpected{view.error()};
        const auto tip = (*view)->head(chain_, SafetyLevel::unsafe);
        const auto anchor = (*view)->anchor(chain_);
        if (!tip || !anchor)
            return tl::unexpected{tip ? anchor.error() : tip.error()};
        if (!*tip || !*anchor || (*anchor)->number > (*tip)->seal.id.number)
            return std::nullopt;
        tip_ = (*tip)->seal.id.number;
        return (*anchor)->number;
    }

    /// The newest entry that the index has, up to the block.
    Result<std::optional<DerivedBlock>> known_up_to(uint64_t number)
    {
        const auto view = views_.open_view();
        if (!view)
            return tl::unexpected{view.error()};
        const auto entry = (*view)->safe_head_up_to(chain_, number);
        if (!entry)
            return tl::unexpected{entry.error()};
        if (!*entry)
            return std::nullopt;
        return (*view)
            ->block(chain_, (*entry)->number)
            .map(
                [&](const std::optional<storage::BlockRecord>& block) {
                    return block ? std::optional{DerivedBlock{block->seal.id, (*entry)->l1}}
                                 : std::nullopt;
                });
    }

    /// nullopt when there is none so early, and when the node fails: then has_failed_.
    std::optional<DerivedBlock> ask(uint64_t l1_number)
    {
        if (has_failed_ || ++calls_ > kMaxRecordCalls)
        {
            has_failed_ = true;
            return std::nullopt;
        }
        auto entry = source_.safe_head_at(l1_number);
        has_failed_ = !entry || (*entry && (*entry)->l1.number > l1_number);
        return has_failed_ ? std::nullopt : *entry;
    }

    /// The newest entry up to the anchor: from it on, all is exact. A record that begins later
    /// begins with an entry of which it is not known what it covers.
    std::optional<DerivedBlock> find_base(uint64_t anchor)
    {
        std::optional<DerivedBlock> early;  // Up to the anchor.
        std::optional<DerivedBlock> late;   // Above it.
        const auto look = [&](uint64_t l1_number)
        {
            auto entry = ask(l1_number);
            const bool is_late = entry && entry->l2.number > anchor;
            if (is_late)
                late = entry;
            else if (entry)
                early = entry;
            return is_late;
        };
        if (!look(current_l1_))
            return early;
        // The finalized anchor is not far back: in doubling strides, then halving the last one.
        auto high = current_l1_;
        uint64_t low = 0;
        for (auto stride = kWindow; high > 0; stride *= 2)
        {
            low = late->l1.number > stride ? late->l1.number - stride : 0;
            if (!look(low))
                break;
            high = low;
        }
        while (low + 1 < high && !has_failed_)
        {
            const auto middle = low + (high - low) / 2;
            (look(middle) ? high : low) = middle;
        }
        return early ? early : late;
    }

    /// The newest entry, after the known one, of a window that is not too wide, whose block is
    /// indexed; the known one itself when there is none.
    std::optional<DerivedBlock> find_top(uint64_t base_l1)
    {
        // A node that begins again at an earlier L1 block keeps its record.
        const auto room = current_l1_ > base_l1 ? current_l1_ - base_l1 : 0;
        const auto is_past = [&](const std::optional<DerivedBlock>& entry)
        { return entry && entry->l1.number > base_l1; };
        uint64_t empty = 0;  // So far after the known one there is none.
        auto reach = std::min(room, kWindow);
        auto entry = ask(base_l1 + reach);
        while (entry && !is_past(entry) && reach < room)
        {
            empty = reach;
            reach = std::min(room, 2 * reach);
            entry = ask(base_l1 + reach);
        }
        while (is_past(entry) && (reach - empty > kWindow || entry->l2.number > tip_))
        {
            const auto middle = empty + (reach - empty) / 2;
            auto lower = ask(base_l1 + middle);
            if (!lower || middle == empty)
                return lower;
            if (!is_past(lower))
            {
                empty = middle;
                continue;
            }
            reach = middle;
            entry = std::move(lower);
        }
        return entry;
    }

    Result<std::optional<FoundSafeHeads>> follow(DerivedBlock base)
    {
        std::vector<DerivedBlock> entries;  // The newest first.
        auto entry = find_top(base.l1.number);
        for (;;)
        {
            while (entry && entry->l1.number > base.l1.number)
            {
                entries.push_back(*entry);
                entry = ask(entry->l1.number - 1);
                if (entry && entry->l2.number > entries.back().l2.number)
                    return std::nullopt;  // No record is like this.
            }
            const bool is_too_far = calls_ > kMaxRecordCalls;
            if (has_failed_ && !is_too_far)
                return std::nullopt;
            if (!entry)
                return FoundSafeHeads{.run = {}, .is_news = true};
            if (is_same(*entry, base))
                break;
            // L1 was reorged, or the record taken back.
            is_news_ = true;
            auto before = base.l2.number == 0 ? std::nullopt : known_up_to(base.l2.number - 1);
            if (!before)
                return tl::unexpected{before.error()};
            if (!*before)
                return FoundSafeHeads{.run = {}, .is_news = true};
            base = **before;
        }
        if (entry->l2 != base.l2)
            entries.push_back(*entry);  // More was derived by the same L1 block since.
        return FoundSafeHeads{
            .run = run_of(base, entries), .is_news = is_news_ || has_new(base, entries)};
    }

    /// Whether the record's entry is the known one, or has grown out of it.
    static bool is_same(const DerivedBlock& entry, const DerivedBlock& known)
    {
        return entry.l1 == known.l1 && (entry.l2.number > known.l2.number || entry.l2 == known.l2);
    }

    static bool has_new(const DerivedBlock& base, const std::vector<DerivedBlock>& entries)
    {
        return std::any_of(entries.begin(), entries.end(),
            [&](const DerivedBlock& entry) { return entry.l2.number > base.l2.number; });
    }

    static SafeHeadRun run_of(const DerivedBlock& base, const std::vector<DerivedBlock>& entries)
    {
        return {.base = base, .entries = {entries.rbegin(), entries.rend()}};
    }

    storage::ViewSource& views_;
    const ChainId& chain_;
    chain::LabelSource& source_;
    const uint64_t current_l1_;
    uint64_t tip_ = 0;
    size_t calls_ = 0;
    bool has_failed_ = false;
    bool is_news_ = false;
};

/// Whether the block is the indexed one of its number.
Result<bool> is_indexed(const View& view, const ChainId& chain, const BlockId& id)
{
    return view.block(chain, id.number)
        .map([&](const auto& block) { return block && block->seal.id == id; });
}

/// Whether the run can follow the base here: it is indexed, or older than the index.
Result<bool> fits(const View& view, const ChainId& chain, const DerivedBlock& base)
{
    const auto first = view.first(chain);
    if (!first)
        return tl::unexpected{first.error()};
    if (*first && base.l2.number < (*first)->seal.id.number)
        return true;
    return is_indexed(view, chain, base.l2);
}

/// A base that is indexed is recorded, so that the first entry does not speak for blocks before it.
Result<void> put_base(Step& step, const ChainId& chain, const DerivedBlock& base)
{
    const auto known = step.safe_head_up_to(chain, base.l2.number);
    const auto here = is_indexed(step, chain, base.l2);
    if (!known || !here)
        return tl::unexpected{known ? here.error() : known.error()};
    const bool is_known = *known && (*known)->number == base.l2.number;
    if (!*here || is_known)
        return {};
    return step.put_safe_head(chain, {.number = base.l2.number, .l1 = base.l1, .is_exact = false});
}

/// A block found invalid that has not been replaced yet.
Result<void> put_l1_of_invalid(Step& step, const ChainId& chain, CrossView view)
{
    const auto progress = step.progress(chain, view);
    if (!progress)
        return tl::unexpected{progress.error()};
    if (!*progress || !(*progress)->pending ||
        !std::holds_alternative<Fault>((*progress)->pending->obstacle))
        return {};
    const auto& block = (*progress)->pending->block.id;
    const auto l1 = step.exact_l1(chain, block.number);
    if (!l1)
        return tl::unexpected{l1.error()};
    return *l1 ? step.put_original_l1(chain, block, **l1) : Result<void>{};
}
}  // namespace

Result<std::optional<FoundSafeHeads>> find_safe_heads(storage::ViewSource& views,
    const ChainId& chain, chain::LabelSource& source, uint64_t current_l1)
{
    return RecordWalk{views, chain, source, current_l1}.run();
}

Result<bool> apply_safe_heads(Step& step, const ChainId& chain, const SafeHeadRun& run)
{
    if (!run.base)
    {
        return step.drop_safe_heads(chain, std::nullopt).map([] { return true; });
    }
    const auto is_fit = fits(step, chain, *run.base);
    if (!is_fit || !*is_fit)
        return is_fit;
    auto number = run.base->l2.number;
    if (auto done = step.drop_safe_heads(chain, number)
                        .and_then([&] { return put_base(step, chain, *run.base); });
        !done)
        return tl::unexpected{done.error()};
    for (const auto& entry : run.entries)
    {
        const auto here = is_indexed(step, chain, entry.l2);
        if (!here)
            return here;
        if (!*here)
            break;
        if (entry.l2.number == number)
            continue;  // By this L1 block nothing more was derived.
        number = entry.l2.number;
        if (auto done =
                step.put_safe_head(chain, {.number = number, .l1 = entry.l1, .is_exact = true});
            !done)
            return tl::unexpected{done.error()};
    }
    for (const auto view : kCrossViews)
    {
        if (auto done = put_l1_of_invalid(step, chain, view); !done)
            return tl::unexpected{done.error()};
    }
    return true;
}
}  // namespace interlock::server
