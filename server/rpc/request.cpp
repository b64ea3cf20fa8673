#include "server/rpc/request.hpp"

#include <fmt/format.h>

namespace interlock::server::rpc
{
namespace
{
namespace dom = simdjson::dom;

RpcError invalid_request(std::string what)
{
    return {Code::invalid_request, "invalid request: " + std::move(what)};
}

/// The fields of a call; those that the protocol does not know are let pass.
struct Fields
{
    std::optional<dom::element> version;
    std::optional<dom::element> id;
    std::optional<dom::element> method;
    std::optional<dom::element> params;

    std::optional<dom::element>* find(std::string_view name)
    {
        if (name == "jsonrpc")
            return &version;
        if (name == "id")
            return &id;
        if (name == "method")
            return &method;
        return name == "params" ? &params : nullptr;
    }
};

/// What is wrong with the object; nothing when each field is there once at most.
std::optional<RpcError> gather(dom::object object, Fields& out)
{
    for (const auto& [name, value] : object)
    {
        auto* const field = out.find(name);
        if (field == nullptr)
            continue;
        if (field->has_value())
            return invalid_request(fmt::format("{} is given twice", name));
        *field = value;
    }
    return std::nullopt;
}

bool may_be_id(dom::element value)
{
    return value.is_string() || value.is_number() || value.is_null();
}

std::optional<RpcError> read_params(dom::element value, Call& out)
{
    if (value.is_null())
        return std::nullopt;
    dom::array params;
    if (value.get(params) != simdjson::SUCCESS)
        return RpcError{Code::invalid_params,
            "the parameters must be an array: they are known by their place, not by name"};
    out.params = params;
    return std::nullopt;
}

std::optional<RpcError> read_call(const Fields& fields, Call& out)
{
    std::string_view version;
    if (!fields.version || fields.version->get(version) != simdjson::SUCCESS || version != "2.0")
        return invalid_request("jsonrpc must be \"2.0\"");
    if (!fields.method || fields.method->get(out.method) != simdjson::SUCCESS)
        return invalid_request("method must be a string");
    return fields.params ? read_params(*fields.params, out) : std::nullopt;
}

Call call_from(dom::element value)
{
    Call out;
    Fields fields;
    dom::object object;
    if (value.get(object) == simdjson::SUCCESS)
        out.fault = gather(object, fields);
    else
        out.fault = invalid_request("a call must be an object");
    if (!out.fault)
        out.fault = read_call(fields, out);
    if (fields.id && !may_be_id(*fields.id) && !out.fault)
        out.fault = invalid_request("id must be a string, a number or null");
    if (fields.id && may_be_id(*fields.id))
        out.id = simdjson::minify(*fields.id);
    // Whose id cannot be told is answered all the same.
    else if (out.fault && (fields.id || out.fault->code != Code::invalid_params))
        out.id = "null";
    return out;
}
}  // namespace

Called<Request> RequestParser::parse(std::string_view body, size_t max_batch)
{
    // It is copied, and an empty one may have no place to be copied from.
    const auto text = body.data() == nullptr ? std::string_view{""} : body;
    dom::element root;
    if (const auto error = parser_.parse(text.data(), text.size()).get(root))
        return fail(Code::parse_error,
            std::string{"parse error: the request is no JSON: "} + simdjson::error_message(error));
    Request out;
    dom::array batch;
    if (root.get(batch) != simdjson::SUCCESS)
    {
        out.calls.push_back(call_from(root));
        return out;
    }
    out.is_batch = true;
    size_t count = 0;
    for (const auto element : batch)
    {
        if (++count > max_batch)
            return fail(Code::invalid_request,
                fmt::format("batch too large: at most {} calls are taken", max_batch));
        out.calls.push_back(call_from(element));
    }
    if (count == 0)
        return fail(Code::invalid_request, "empty batch");
    return out;
}
}  // namespace interlock::server::rpc
