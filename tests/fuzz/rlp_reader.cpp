#include "tests/fuzz/rlp_reader.hpp"

namespace interlock::fuzz
{
namespace
{
constexpr uint8_t kStringOffset = 0x80;
constexpr uint8_t kListOffset = 0xc0;
constexpr size_t kMaxShortLength = 55;
constexpr size_t kMaxDepth = 32;

class Reader
{
public:
    explicit Reader(ByteView encoded) : rest_{encoded} {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    std::optional<RlpItem> read(size_t depth)
    {
        if (rest_.empty() || depth > kMaxDepth)
            return std::nullopt;
        const auto first = rest_.front();
        if (first < kStringOffset)
            return RlpItem{.bytes = {take(1)->front()}};
        rest_ = rest_.subspan(1);
        const bool is_list = first >= kListOffset;
        const size_t offset = is_list ? kListOffset : kStringOffset;
        const auto payload = read_payload(first - offset);
        if (!payload)
            return std::nullopt;
        if (is_list)
            return read_list(*payload, depth);
        if (payload->size() == 1 && payload->front() < kStringOffset)
            return std::nullopt;  // It stands for itself.
        return RlpItem{.bytes = {payload->begin(), payload->end()}};
    }

private:
    std::optional<ByteView> take(uint64_t count)
    {
        if (count > rest_.size())
            return std::nullopt;
        const auto out = rest_.first(count);
        rest_ = rest_.subspan(count);
        return out;
    }

    std::optional<ByteView> read_payload(size_t code)
    {
        if (code <= kMaxShortLength)
            return take(code);
        const auto length = take(code - kMaxShortLength);
        if (!length || length->front() == 0)
            return std::nullopt;
        const auto count = from_big_endian<uint64_t>(*length);
        return count <= kMaxShortLength ? std::nullopt : take(count);
    }

    static std::optional<RlpItem> read_list(ByteView payload, size_t depth)
    {
        RlpItem out{.is_list = true};
        Reader inner{payload};
        while (!inner.at_end())
        {
            auto item = inner.read(depth + 1);
            if (!item)
                return std::nullopt;
            out.items.push_back(std::move(*item));
        }
        return out;
    }

    ByteView rest_;
};
}  // namespace

std::optional<RlpItem> read_rlp(ByteView encoded)
{
    Reader reader{encoded};
    auto out = reader.read(0);
    return reader.at_end() ? std::move(out) : std::nullopt;
}
}  // namespace interlock::fuzz
