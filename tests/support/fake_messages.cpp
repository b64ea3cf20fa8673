#include "tests/support/fake_messages.hpp"

#include "interop/eth/hash.hpp"
#include "interop/executing_message.hpp"

namespace interlock::testing
{
namespace
{
void append_word(Bytes& out, ByteView bytes)
{
    out.resize(out.size() + Hash32::size() - bytes.size());
    out.insert(out.end(), bytes.begin(), bytes.end());
}
}  // namespace

eth::Log some_log(uint64_t seed)
{
    const auto bytes = big_endian(seed);
    eth::Log log;
    log.address.bytes[0] = 0xaa;
    std::copy(bytes.begin(), bytes.end(), log.address.bytes.end() - bytes.size());
    log.topics = {keccak256(bytes)};
    log.data.assign(bytes.begin(), bytes.end());
    return log;
}

eth::Log executing_log(const Message& message)
{
    const auto& id = message.id;
    eth::Log log;
    log.address = kCrossL2Inbox;
    log.topics = {kExecutingMessageTopic, message.payload_hash};
    append_word(log.data, id.origin);
    append_word(log.data, big_endian(id.at.block_number));
    append_word(log.data, big_endian(id.at.log_index));
    append_word(log.data, big_endian(id.at.timestamp_s));
    append_word(log.data, id.at.chain_id.value.be);
    return log;
}

Message message_of(const FakeChain& chain, uint64_t number, uint32_t log_index)
{
    const auto& block = chain.at(number);
    std::vector<eth::Log> logs;
    for (const auto& receipt : block.receipts)
        logs.insert(logs.end(), receipt.logs.begin(), receipt.logs.end());
    const auto& log = logs.at(log_index);
    return {{log.address, {chain.options().id, number, block.header.timestamp_s, log_index}},
        payload_hash(log)};
}
}  // namespace interlock::testing
