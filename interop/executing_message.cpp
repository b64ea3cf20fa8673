#include "interop/executing_message.hpp"

namespace interlock
{
// keccak256("ExecutingMessage(bytes32,(address,uint256,uint256,uint256,uint256))"); tested.
const Address kCrossL2Inbox{{0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x22}};
const Hash32 kExecutingMessageTopic{{0x5c, 0x37, 0x83, 0x2d, 0x2e, 0x8d, 0x10, 0xe3, 0x46, 0xe5,
    0x5a, 0xd6, 0x20, 0x71, 0xa6, 0xa2, 0xf9, 0xfa, 0x51, 0x30, 0x61, 0x4e, 0xf2, 0xec, 0x66, 0x17,
    0x55, 0x5c, 0x6f, 0x46, 0x7b, 0xa7}};

namespace
{
constexpr size_t kTopicCount = 2;
constexpr size_t kWordSize = 32;
constexpr size_t kDataSize = 5 * kWordSize;

/// The words of the event's data, in order.
enum Word : size_t
{
    kOrigin,
    kNumber,
    kLogIndex,
    kTimestamp,
    kChainId,
};

ByteView word_at(const eth::Log& log, Word word)
{
    return ByteView{log.data}.subspan(word * kWordSize, kWordSize);
}

/// The last bytes of `word` as a number; nullopt when it does not fit.
template <typename Unsigned>
std::optional<Unsigned> number_in(ByteView word) noexcept
{
    const ByteView padding = word.first(kWordSize - sizeof(Unsigned));
    if (std::any_of(padding.begin(), padding.end(), [](uint8_t byte) { return byte != 0; }))
        return std::nullopt;
    return from_big_endian<Unsigned>(word.last(sizeof(Unsigned)));
}

MalformedExecuting ordinary(std::string what)
{
    return {.what = std::move(what)};
}

MalformedExecuting invalid(const std::string& field)
{
    return {.invalidates_block = true, .what = "the " + field + " exceeds its type"};
}

std::string size_fault(size_t size)
{
    return "data is " + std::to_string(size) + " bytes, expected " + std::to_string(kDataSize);
}

/// Reads the data's five words. Precondition: they are there, and two topics.
ExecutingEvent read_words(const eth::Log& log)
{
    const auto number = number_in<uint64_t>(word_at(log, kNumber));
    if (!number)
        return invalid("block number");
    const auto index = number_in<uint32_t>(word_at(log, kLogIndex));
    if (!index)
        return invalid("log index");
    const auto timestamp_s = number_in<uint64_t>(word_at(log, kTimestamp));
    if (!timestamp_s)
        return invalid("timestamp");
    Message message;
    message.payload_hash = log.topics[1];
    message.id.at.block_number = *number;
    message.id.at.log_index = *index;
    message.id.at.timestamp_s = *timestamp_s;
    const ByteView origin = word_at(log, kOrigin).last(Address::kSize);
    std::copy(origin.begin(), origin.end(), message.id.origin.bytes.begin());
    // All 32 bytes count: an id above 64 bits decodes, and then names no chain of any set.
    const ByteView chain_id = word_at(log, kChainId);
    std::copy(chain_id.begin(), chain_id.end(), message.id.at.chain_id.value.be.begin());
    return message;
}

/// What the inbox cannot emit although its words can be read.
std::optional<std::string> oddity_of(const eth::Log& log)
{
    if (log.data.size() != kDataSize)
        return size_fault(log.data.size());
    const ByteView padding = word_at(log, kOrigin).first(kWordSize - Address::kSize);
    if (std::any_of(padding.begin(), padding.end(), [](uint8_t byte) { return byte != 0; }))
        return "the origin's padding is not zero";
    return std::nullopt;
}
}  // namespace

ExecutingEvent decode_executing_message(const eth::Log& log)
{
    if (log.address != kCrossL2Inbox || log.topics.empty() ||
        log.topics.front() != kExecutingMessageTopic)
        return NotExecuting{};
    if (log.topics.size() != kTopicCount)
        return ordinary(std::to_string(log.topics.size()) + " topics, expected 2");
    if (log.data.size() < kDataSize)
        return ordinary(size_fault(log.data.size()));
    ExecutingEvent event = read_words(log);
    // The proof decodes without validating: it reads the first five words and the last 20 bytes of
    // the origin's, whatever follows or precedes them, and then enforces the message. So must we.
    // https://github.com/ethereum-optimism/optimism/blob/17b5e5df/rust/kona/crates/protocol/interop/src/message.rs
    if (const auto* message = std::get_if<Message>(&event))
    {
        if (auto oddity = oddity_of(log))
            return MalformedExecuting{.what = std::move(*oddity), .as_proof_reads_it = *message};
    }
    return event;
}
}  // namespace interlock
