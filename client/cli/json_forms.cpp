#include "client/cli/json_forms.hpp"

#include "client/cli/names.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kMaxTextBytes = 4096;

struct AddVerdict
{
    Json& out;

    void operator()(const Valid& valid) const
    {
        out["initiating_block"] = seal_json(valid.initiating_block);
    }

    void operator()(const Invalid& invalid) const { add_fault(invalid, out); }

    void operator()(const NotYet& wait) const
    {
        out["reason"] = name_of(wait.reason);
        out["explanation"] = json_text(wait.explanation);
        out["awaited_chain_id"] = wait.chain_id ? Json(to_string(*wait.chain_id)) : Json();
        const bool for_time = wait.reason == pb::NOT_YET_REASON_NOT_SEEN;
        out["awaited_timestamp"] = for_time ? Json(wait.awaited_timestamp_s) : Json();
        out["awaited_level"] = wait.awaited_level ? Json(to_string(*wait.awaited_level)) : Json();
        out["head"] = seal_json(wait.head);
    }
};

std::string_view kind_name(ErrorKind kind) noexcept
{
    switch (kind)
    {
        case ErrorKind::unreachable:
            return "unreachable";
        case ErrorKind::cannot_tell:
            return "cannot_tell";
        case ErrorKind::invalid_argument:
            return "invalid_argument";
        case ErrorKind::not_found:
            return "not_found";
        case ErrorKind::gone:
            return "gone";
        case ErrorKind::other:
            break;
    }
    return "other";
}
}  // namespace

std::string json_text(std::string_view text)
{
    return std::string{text.substr(0, kMaxTextBytes)};
}

Json id_json(const std::optional<BlockId>& id)
{
    return id ? Json{{"number", id->number}, {"hash", to_hex(id->hash)}} : Json();
}

Json seal_json(const BlockSeal& seal)
{
    return {{"number", seal.id.number}, {"hash", to_hex(seal.id.hash)},
        {"parent_hash", to_hex(seal.parent_hash)}, {"timestamp", seal.timestamp_s}};
}

Json seal_json(const std::optional<BlockSeal>& seal)
{
    return seal ? seal_json(*seal) : Json();
}

Json position_json(const LogPosition& at)
{
    return {{"chain_id", to_string(at.chain_id)}, {"block_number", at.block_number},
        {"log_index", at.log_index}, {"timestamp", at.timestamp_s}};
}

Json message_json(const Message& message)
{
    auto out = position_json(message.id.at);
    out["origin"] = to_hex(message.id.origin);
    out["payload_hash"] = to_hex(message.payload_hash);
    return out;
}

Json message_json(const std::optional<Message>& message)
{
    return message ? message_json(*message) : Json();
}

Json levels_json(std::span<const SafetyLevel> levels)
{
    return list_json(levels, [](SafetyLevel level) { return to_string(level); });
}

Json cannot_tell_json(const CannotTell& cannot_tell)
{
    return {
        {"cause", name_of(cannot_tell.cause)}, {"explanation", json_text(cannot_tell.explanation)}};
}

void add_fault(const Invalid& why, Json& out)
{
    out["reason"] = name_of(why.reason);
    out["explanation"] = json_text(why.explanation);
    out["expected"] = json_text(why.expected);
    out["found"] = json_text(why.found);
}

void add_answer(const Answer& answer, Json& out)
{
    out["verdict"] = name_of(answer);
    if (answer)
        std::visit(AddVerdict{out}, *answer);
    else
        out.update(cannot_tell_json(answer.error()));
}

Json executing_json(const ExecutingAnswer& executing)
{
    Json out{{"chain_id", to_string(executing.chain_id)}, {"block_number", executing.block_number},
        {"log_index", executing.log_index}};
    out["message"] = message_json(executing.message);
    add_answer(executing.answer, out);
    return out;
}

Json executing_json(std::span<const ExecutingAnswer> executing)
{
    return list_json(executing, [](const ExecutingAnswer& one) { return executing_json(one); });
}

Json error_json(const Error& error)
{
    const bool has_cause = error.kind == ErrorKind::cannot_tell;
    Json inner{{"kind", kind_name(error.kind)}};
    inner["cause"] = has_cause ? Json(name_of(error.cause)) : Json();
    inner["message"] = json_text(error.message);
    return {{"error", inner}};
}

std::string json_line(const Json& json)
{
    constexpr int kOneLine = -1;
    return json.dump(kOneLine, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace) + "\n";
}
}  // namespace interlock::client::cli
