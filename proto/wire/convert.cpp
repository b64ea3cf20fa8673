#include "proto/wire/convert.hpp"

#include "interop/eth/hash.hpp"

namespace interlock::wire
{
namespace
{
std::string text_of(ByteView bytes)
{
    return {bytes.begin(), bytes.end()};
}

/// "field.name", or just the name when the caller gave no field.
std::string path(std::string_view field, std::string_view name)
{
    std::string out{field};
    if (!out.empty())
        out += '.';
    out += name;
    return out;
}

/// `name` is empty when `field` is the value itself and not the message around it.
template <typename Fixed>
Result<Fixed> fixed(std::string_view bytes, std::string_view field, std::string_view name)
{
    if (const auto out = Fixed::from(view_of(bytes)))
        return *out;
    const auto full = name.empty() ? std::string{field} : path(field, name);
    return tl::unexpected{full + " is " + std::to_string(bytes.size()) + " bytes, expected " +
                          std::to_string(Fixed::kSize)};
}

Result<ChainId> chain_id(std::string_view bytes, std::string_view field, std::string_view name)
{
    return fixed<Hash32>(bytes, field, name)
        .map([](const Hash32& word) { return ChainId{.value = {.be = word.bytes}}; });
}

tl::unexpected<std::string> missing(std::string_view field, std::string_view name)
{
    return tl::unexpected{path(field, name) + " is missing"};
}
}  // namespace

ByteView view_of(std::string_view bytes) noexcept
{
    return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

std::string to_proto(const ChainId& id)
{
    return text_of(id.value.be);
}

std::string to_proto(const Hash32& hash)
{
    return text_of(hash);
}

std::string to_proto(const Address& address)
{
    return text_of(address);
}

pb::BlockId to_proto(const BlockId& id)
{
    pb::BlockId out;
    out.set_number(id.number);
    out.set_hash(to_proto(id.hash));
    return out;
}

pb::BlockSeal to_proto(const BlockSeal& seal)
{
    pb::BlockSeal out;
    *out.mutable_id() = to_proto(seal.id);
    out.set_parent_hash(to_proto(seal.parent_hash));
    out.set_timestamp(seal.timestamp_s);
    return out;
}

pb::Identifier to_proto(const Identifier& id)
{
    pb::Identifier out;
    out.set_origin(to_proto(id.origin));
    out.set_block_number(id.at.block_number);
    out.set_log_index(id.at.log_index);
    out.set_timestamp(id.at.timestamp_s);
    out.set_chain_id(to_proto(id.at.chain_id));
    return out;
}

pb::Message to_proto(const Message& message)
{
    pb::Message out;
    *out.mutable_identifier() = to_proto(message.id);
    out.set_payload_hash(to_proto(message.payload_hash));
    return out;
}

pb::ExecutedMessage to_proto(const ExecutingLog& log)
{
    pb::ExecutedMessage out;
    out.set_log_index(log.log_index);
    if (!log.malformed)
        *out.mutable_message() = to_proto(log.message);
    return out;
}

Result<ChainId> chain_id_from_proto(std::string_view bytes, std::string_view field)
{
    return chain_id(bytes, field, {});
}

Result<Hash32> hash_from_proto(std::string_view bytes, std::string_view field)
{
    return fixed<Hash32>(bytes, field, {});
}

Result<Address> address_from_proto(std::string_view bytes, std::string_view field)
{
    return fixed<Address>(bytes, field, {});
}

Result<SafetyLevel> level_from_proto(pb::SafetyLevel level, std::string_view field)
{
    if (const auto out = from_proto(level))
        return *out;
    if (level == pb::SAFETY_LEVEL_UNSPECIFIED)
        return tl::unexpected{std::string{field} + " is missing, expected a safety level"};
    return tl::unexpected{
        std::string{field} + " is " + std::to_string(int{level}) + ", which is no safety level"};
}

Result<BlockId> from_proto(const pb::BlockId& id, std::string_view field)
{
    return fixed<Hash32>(id.hash(), field, "hash")
        .map([&](const Hash32& hash) { return BlockId{.number = id.number(), .hash = hash}; });
}

Result<BlockSeal> from_proto(const pb::BlockSeal& seal, std::string_view field)
{
    if (!seal.has_id())
        return missing(field, "id");
    const auto hash = fixed<Hash32>(seal.id().hash(), field, "id.hash");
    if (!hash)
        return tl::unexpected{hash.error()};
    const auto parent = fixed<Hash32>(seal.parent_hash(), field, "parent_hash");
    if (!parent)
        return tl::unexpected{parent.error()};
    return BlockSeal{.id = {.number = seal.id().number(), .hash = *hash},
        .parent_hash = *parent,
        .timestamp_s = seal.timestamp()};
}

Result<LogPosition> position_from_proto(const pb::Identifier& id, std::string_view field)
{
    if (!id.has_timestamp())
        return missing(field, "timestamp");
    return chain_id(id.chain_id(), field, "chain_id")
        .map(
            [&](const ChainId& chain)
            {
                return LogPosition{.chain_id = chain,
                    .block_number = id.block_number(),
                    .timestamp_s = id.timestamp(),
                    .log_index = id.log_index()};
            });
}

Result<Identifier> from_proto(const pb::Identifier& id, std::string_view field)
{
    const auto origin = fixed<Address>(id.origin(), field, "origin");
    if (!origin)
        return tl::unexpected{origin.error()};
    return position_from_proto(id, field).map(
        [&](const LogPosition& at) { return Identifier{.origin = *origin, .at = at}; });
}

Result<Message> from_proto(const pb::Message& message, std::string_view field)
{
    if (!message.has_identifier())
        return missing(field, "identifier");
    const auto id = from_proto(message.identifier(), "identifier");
    if (!id)
        return tl::unexpected{path(field, id.error())};
    switch (message.content_case())
    {
        case pb::Message::kPayload:
            return Message{.id = *id, .payload_hash = keccak256(view_of(message.payload()))};
        case pb::Message::kPayloadHash:
            return fixed<Hash32>(message.payload_hash(), field, "payload_hash")
                .map([&](const Hash32& hash) { return Message{.id = *id, .payload_hash = hash}; });
        case pb::Message::CONTENT_NOT_SET:
            break;
    }
    return tl::unexpected{path(field, "content") + " is missing, expected payload or payload_hash"};
}
}  // namespace interlock::wire
