// ExecutingMessage events.
#include "interop/executing_message.hpp"

#include "interop/block.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/fake_messages.hpp"

namespace interlock::fuzz
{
namespace
{
constexpr size_t kWord = 32;
constexpr size_t kData = 5 * kWord;

/// The first byte says what is as the inbox emits it; the rest is what it may not be.
eth::Log log_of(Pieces input)
{
    constexpr size_t kMaxTopics = 5;
    const auto shape = input.byte();
    eth::Log log;
    log.address = (shape & 1U) != 0 ? kCrossL2Inbox : input.fixed<Address>();
    const auto topics = (shape >> 2U) % (kMaxTopics + 1);
    for (size_t i = 0; i < topics; ++i)
        log.topics.push_back(
            i == 0 && (shape & 2U) != 0 ? kExecutingMessageTopic : input.fixed<Hash32>());
    log.data = {input.rest().begin(), input.rest().end()};
    return log;
}

bool all_zero(const Bytes& data, size_t from, size_t count)
{
    const auto begin = data.begin() + static_cast<ptrdiff_t>(from);
    return std::all_of(
        begin, begin + static_cast<ptrdiff_t>(count), [](uint8_t byte) { return byte == 0; });
}

void check_event(const eth::Log& log, const ExecutingEvent& event)
{
    const bool is_named = log.address == kCrossL2Inbox && !log.topics.empty() &&
                          log.topics.front() == kExecutingMessageTopic;
    require(std::holds_alternative<NotExecuting>(event) == !is_named,
        "exactly what has the inbox's address and topic is looked at");
    if (const auto* message = std::get_if<Message>(&event))
    {
        const auto repeated = testing::executing_log(*message);
        require(repeated.topics == log.topics && repeated.data == log.data,
            "a message is exactly what the inbox emits for it");
    }
    const auto* malformed = std::get_if<MalformedExecuting>(&event);
    if (malformed == nullptr)
        return;
    require_showable(malformed->what);
    const bool has_words = log.topics.size() == 2 && log.data.size() >= kData;
    require(has_words || (!malformed->invalidates_block && !malformed->as_proof_reads_it),
        "what has no five words is an ordinary log");
    if (!has_words)
        return;
    const bool fits = all_zero(log.data, kWord, 24) && all_zero(log.data, 2 * kWord, 28) &&
                      all_zero(log.data, 3 * kWord, 24);
    require(malformed->invalidates_block == !fits, "numbers beyond their type invalidate");
    require(malformed->as_proof_reads_it.has_value() == fits, "else it is read as the proof does");
    if (!fits)
        return;
    const auto repeated = testing::executing_log(*malformed->as_proof_reads_it).data;
    require(std::equal(repeated.begin() + 12, repeated.end(), log.data.begin() + 12),
        "the proof's reading is the first five words");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock;
    using namespace interlock::fuzz;
    const auto log = log_of(Pieces{{data, size}});
    const auto event = decode_executing_message(log);
    check_event(log, event);
    eth::Receipt receipt;
    receipt.logs = {log, log};
    const auto block = digest_block({}, {}, {receipt}).digest;
    require(block.log_hashes.size() == 2 && block.log_hashes[0] == log_hash(log),
        "every log has its hash");
    const auto* malformed = std::get_if<MalformedExecuting>(&event);
    const bool executes =
        std::holds_alternative<Message>(event) ||
        (malformed != nullptr && (malformed->invalidates_block || malformed->as_proof_reads_it));
    require(block.executing.size() == (executes ? 2U : 0U), "executing messages are all noted");
    return 0;
}
