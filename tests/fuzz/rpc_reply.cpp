// Replies of JSON-RPC, single and batches.
#include "chain/rpc_reply.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
constexpr size_t kMaxMessageBytes = 4'096;
constexpr size_t kMaxPrintableBytes = 200;

void check_error(const chain::RpcErrorJson& error)
{
    require(error.message.size() <= kMaxMessageBytes, "a message is bounded");
    static_cast<void>(chain::kind_of(error));
    const auto shown = chain::printable(error.message);
    require(shown.size() <= kMaxPrintableBytes + 3, "what is shown of a message is bounded");
    require(shown.empty() || (require_showable(shown), true), "");
}

/// A reply as another parser reads it. Of what is given twice it takes the last, ours refuses it.
void compare(const chain::RpcReplyJson& reply, const nlohmann::json& again)
{
    const auto id = again.find("id");
    const bool has_id = id != again.end() && id->is_number_unsigned();
    require(reply.id.has_value() == has_id, "both readings find an id");
    require(!has_id || *reply.id == id->get<uint64_t>(), "both readings find the same id");
    if (reply.result)
    {
        const auto result = read_again(*reply.result);
        require(result && *result == again.at("result"), "both readings find the same result");
    }
    if (reply.error)
        require(again.at("error").at("code") == reply.error->code, "and the same code");
}

void check(std::string_view text)
{
    const simdjson::padded_string padded{text};
    simdjson::ondemand::parser parser;
    const auto replies = chain::parse_replies(parser, padded);
    if (!replies)
        return require_showable(replies.error());
    const auto again = read_again(text);
    require(replies->is_batch || replies->replies.size() == 1, "a single reply is one");
    for (size_t i = 0; i < replies->replies.size(); ++i)
    {
        const auto& reply = replies->replies[i];
        require(reply.result || reply.error, "a reply has a result or an error");
        if (reply.error)
            check_error(*reply.error);
        if (reply.result)
        {
            require(reply.result->data() >= padded.data() &&
                        reply.result->data() + reply.result->size() <= padded.data() + text.size(),
                "a result lies in the reply");
        }
        if (again)
            compare(reply, replies->is_batch ? again->at(i) : *again);
    }
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    interlock::fuzz::check(interlock::fuzz::text_of({data, size}));
    return 0;
}
