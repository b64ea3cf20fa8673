#include "interop/access_list.hpp"

namespace interlock
{
namespace
{
using Kind = AccessListError::Kind;

enum class EntryType : uint8_t
{
    lookup = 0x01,
    chain_id_extension = 0x02,
    checksum = 0x03,
};

/// Where the parts of an entry lie. The lookup holds the low part of the chain id, the extension
/// the rest of it.
struct Field
{
    size_t offset;
    size_t size;

    [[nodiscard]] ByteView in(const Hash32& entry) const
    {
        return ByteView{entry}.subspan(offset, size);
    }
};
constexpr Field kLookupReserved{1, 3};
constexpr Field kLookupChainLow{4, 8};
constexpr Field kLookupNumber{12, 8};
constexpr Field kLookupTimestamp{20, 8};
constexpr Field kLookupIndex{28, 4};
constexpr Field kExtensionReserved{1, 7};
constexpr Field kExtensionChainHigh{8, 24};

bool is_type(const Hash32& entry, EntryType type) noexcept
{
    return entry.bytes.front() == static_cast<uint8_t>(type);
}

bool all_zero(ByteView bytes) noexcept
{
    return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

/// Reads the entries one after the other and remembers where it stands, for the errors.
class Reader
{
public:
    explicit Reader(std::span<const Hash32> entries) noexcept : entries_{entries} {}

    [[nodiscard]] bool at_end() const noexcept { return next_ == entries_.size(); }

    [[nodiscard]] tl::expected<MessageAccess, AccessListError> read_message()
    {
        MessageAccess access;
        auto ok = expect(EntryType::lookup, "a lookup");
        if (ok)
            ok = read_lookup(access.at);
        if (ok && !at_end() && is_type(entries_[next_], EntryType::chain_id_extension))
            ok = read_extension(access.at.chain_id);
        if (ok)
            ok = expect(EntryType::checksum, "a checksum");
        if (!ok)
            return tl::unexpected{std::move(ok).error()};
        access.checksum = entries_[next_++];
        return access;
    }

private:
    using Step = tl::expected<void, AccessListError>;

    [[nodiscard]] Step fail(Kind kind, const std::string& what) const
    {
        return tl::unexpected{
            AccessListError{kind, next_, "entry " + std::to_string(next_) + ": " + what}};
    }

    [[nodiscard]] Step expect(EntryType type, const std::string& name) const
    {
        if (at_end())
            return fail(Kind::missing_entry, "the list ends where " + name + " must follow");
        const Hash32& entry = entries_[next_];
        if (!is_type(entry, type))
        {
            return fail(Kind::unexpected_type,
                "type " + to_hex(ByteView{entry}.first(1)) + " where " + name + " must stand");
        }
        return {};
    }

    [[nodiscard]] Step read_lookup(LogPosition& at)
    {
        const Hash32& entry = entries_[next_];
        if (!all_zero(kLookupReserved.in(entry)))
            return fail(Kind::nonzero_reserved, "a reserved byte of the lookup is not zero");
        at.chain_id = ChainId::from_u64(from_big_endian<uint64_t>(kLookupChainLow.in(entry)));
        at.block_number = from_big_endian<uint64_t>(kLookupNumber.in(entry));
        at.timestamp_s = from_big_endian<uint64_t>(kLookupTimestamp.in(entry));
        at.log_index = from_big_endian<uint32_t>(kLookupIndex.in(entry));
        ++next_;
        return {};
    }

    [[nodiscard]] Step read_extension(ChainId& chain_id)
    {
        const Hash32& entry = entries_[next_];
        if (!all_zero(kExtensionReserved.in(entry)))
            return fail(Kind::nonzero_reserved, "a reserved byte of the extension is not zero");
        const ByteView high = kExtensionChainHigh.in(entry);
        std::copy(high.begin(), high.end(), chain_id.value.be.begin());
        ++next_;
        return {};
    }

    std::span<const Hash32> entries_;
    size_t next_ = 0;
};

void put(Hash32& entry, const Field& field, ByteView bytes)
{
    std::copy(
        bytes.begin(), bytes.end(), entry.bytes.begin() + static_cast<ptrdiff_t>(field.offset));
}

Hash32 entry_of(EntryType type) noexcept
{
    Hash32 entry;
    entry.bytes.front() = static_cast<uint8_t>(type);
    return entry;
}
}  // namespace

tl::expected<std::vector<MessageAccess>, AccessListError> parse_access_list(
    std::span<const Hash32> entries)
{
    std::vector<MessageAccess> out;
    out.reserve(entries.size() / 2);
    Reader reader{entries};
    while (!reader.at_end())
    {
        auto access = reader.read_message();
        if (!access)
            return tl::unexpected{std::move(access).error()};
        out.push_back(*access);
    }
    return out;
}

std::vector<Hash32> encode_access(const MessageAccess& access)
{
    const ByteView chain_id{access.at.chain_id.value.be};
    const ByteView chain_high = chain_id.first(kExtensionChainHigh.size);
    Hash32 lookup = entry_of(EntryType::lookup);
    put(lookup, kLookupChainLow, chain_id.last(kLookupChainLow.size));
    put(lookup, kLookupNumber, big_endian(access.at.block_number));
    put(lookup, kLookupTimestamp, big_endian(access.at.timestamp_s));
    put(lookup, kLookupIndex, big_endian(access.at.log_index));
    std::vector<Hash32> out{lookup};
    if (!all_zero(chain_high))
    {
        Hash32 extension = entry_of(EntryType::chain_id_extension);
        put(extension, kExtensionChainHigh, chain_high);
        out.push_back(extension);
    }
    out.push_back(access.checksum);
    return out;
}
}  // namespace interlock
