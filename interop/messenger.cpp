#include "interop/messenger.hpp"

#include "interop/eth/hash.hpp"

namespace interlock
{
const Address kMessenger{{0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23}};
const Address kTokenBridge{{0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x28}};
const Hash32 kSentMessageTopic{{0x38, 0x24, 0x09, 0xac, 0x69, 0x00, 0x1e, 0x11, 0x93, 0x1a, 0x28,
    0x43, 0x5a, 0xfe, 0xf4, 0x42, 0xcb, 0xfd, 0x20, 0xd9, 0x89, 0x19, 0x07, 0xe8, 0xfa, 0x37, 0x3b,
    0xa7, 0xd3, 0x51, 0xf3, 0x20}};
const Hash32 kRelayedMessageTopic{{0xc2, 0x70, 0xd7, 0x3e, 0x26, 0xd2, 0xd3, 0x9d, 0xee, 0x7e, 0xf9,
    0x20, 0x93, 0x55, 0x59, 0x27, 0xe3, 0x44, 0xe2, 0x43, 0x41, 0x55, 0x47, 0xec, 0xc3, 0x50, 0xb2,
    0xb5, 0x38, 0x5b, 0x68, 0xa2}};
const Hash32 kEarlyRelayedMessageTopic{{0x59, 0x48, 0x07, 0x65, 0x90, 0x93, 0x2b, 0x9d, 0x17, 0x30,
    0x29, 0xc7, 0xdf, 0x03, 0xfe, 0x38, 0x6e, 0x75, 0x5a, 0x61, 0xc8, 0x6c, 0x7f, 0xe2, 0x67, 0x10,
    0x11, 0xa2, 0xfa, 0xa2, 0xa3, 0x79}};

namespace
{
constexpr size_t kWordSize = 32;
constexpr size_t kAddressPadding = kWordSize - Address::kSize;
constexpr size_t kTopicCount = 4;
/// The first bytes of keccak256("relayERC20(address,address,address,uint256)").
constexpr std::array<uint8_t, 4> kRelayErc20{0x7c, 0xfd, 0x6d, 0xbc};

bool is_zero(ByteView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) { return byte == 0; });
}

Uint256 number_of(ByteView word)
{
    Uint256 out;
    std::copy(word.begin(), word.end(), out.be.begin());
    return out;
}

std::optional<Address> address_of(ByteView word)
{
    if (!is_zero(word.first(kAddressPadding)))
        return std::nullopt;
    return Address::from(word.last(Address::kSize));
}

bool is_event(const eth::Log& log, const Hash32& topic)
{
    return log.address == kMessenger && log.topics.size() == kTopicCount &&
           log.topics.front() == topic;
}

size_t padded(size_t size)
{
    return (size + kWordSize - 1) / kWordSize * kWordSize;
}

/// The sender and the bytes of a SentMessage's data, encoded as the contract encodes them.
struct SentData
{
    Address sender;
    ByteView message;
};
std::optional<SentData> split_sent_data(ByteView data)
{
    constexpr size_t kHead = 3 * kWordSize;
    if (data.size() < kHead)
        return std::nullopt;
    const auto sender = address_of(data.first(kWordSize));
    const auto offset = number_of(data.subspan(kWordSize, kWordSize)).to_u64();
    const auto length = number_of(data.subspan(2 * kWordSize, kWordSize)).to_u64();
    const auto tail = data.subspan(kHead);
    if (!sender || offset != 2 * kWordSize || !length || *length > tail.size() ||
        padded(*length) != tail.size() || !is_zero(tail.subspan(*length)))
        return std::nullopt;
    return SentData{*sender, tail.first(*length)};
}

void append(Bytes& out, ByteView bytes)
{
    out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_address(Bytes& out, const Address& address)
{
    out.insert(out.end(), kAddressPadding, 0);
    append(out, address);
}
}  // namespace

std::optional<SentMessage> decode_sent_message(const eth::Log& log)
{
    if (!is_event(log, kSentMessageTopic))
        return std::nullopt;
    const auto target = address_of(log.topics[2]);
    const auto data = split_sent_data(log.data);
    if (!target || !data)
        return std::nullopt;
    return SentMessage{.destination = {number_of(log.topics[1])},
        .target = *target,
        .nonce = number_of(log.topics[3]),
        .sender = data->sender,
        .message = {data->message.begin(), data->message.end()}};
}

std::optional<RelayedMessage> decode_relayed_message(const eth::Log& log)
{
    const bool is_early = is_event(log, kEarlyRelayedMessageTopic);
    if (!is_early && !is_event(log, kRelayedMessageTopic))
        return std::nullopt;
    const auto return_data_hash = Hash32::from(log.data);
    if (is_early ? !log.data.empty() : !return_data_hash)
        return std::nullopt;
    return RelayedMessage{.source = {number_of(log.topics[1])},
        .nonce = number_of(log.topics[2]),
        .message_hash = log.topics[3],
        .return_data_hash = return_data_hash};
}

std::optional<TokenTransfer> token_transfer_in(const SentMessage& sent)
{
    constexpr size_t kSize = kRelayErc20.size() + 4 * kWordSize;
    const ByteView call{sent.message};
    if (sent.sender != kTokenBridge || sent.target != kTokenBridge || call.size() != kSize ||
        !std::equal(kRelayErc20.begin(), kRelayErc20.end(), call.begin()))
        return std::nullopt;
    const auto word = [words = call.subspan(kRelayErc20.size())](size_t index)
    { return words.subspan(index * kWordSize, kWordSize); };
    const auto token = address_of(word(0));
    const auto from = address_of(word(1));
    const auto to = address_of(word(2));
    if (!token || !from || !to)
        return std::nullopt;
    return TokenTransfer{*token, *from, *to, number_of(word(3))};
}

Hash32 messenger_hash(const ChainId& source, const SentMessage& sent)
{
    constexpr uint64_t kMessageOffset = 6 * kWordSize;
    Bytes encoded;
    append(encoded, sent.destination.value.be);
    append(encoded, source.value.be);
    append(encoded, sent.nonce.be);
    append_address(encoded, sent.sender);
    append_address(encoded, sent.target);
    append(encoded, Uint256::from_u64(kMessageOffset).be);
    append(encoded, Uint256::from_u64(sent.message.size()).be);
    append(encoded, sent.message);
    encoded.resize(padded(encoded.size()));
    return keccak256(encoded);
}
}  // namespace interlock
