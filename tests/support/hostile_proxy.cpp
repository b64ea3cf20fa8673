#include "tests/support/hostile_proxy.hpp"

#include <array>

#include "tests/support/fake_methods.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/json_mischief.hpp"

namespace interlock::testing
{
namespace
{
using nlohmann::json;

struct Named
{
    Mischief mischief;
    std::string_view name;
};
constexpr std::array kNames{Named{Mischief::change_value, "change_value"},
    Named{Mischief::swap_fields, "swap_fields"}, Named{Mischief::drop_part, "drop_part"},
    Named{Mischief::shuffle_array, "shuffle_array"}, Named{Mischief::other_hash, "other_hash"},
    Named{Mischief::nothing_there, "nothing_there"}, Named{Mischief::other_height, "other_height"},
    Named{Mischief::replay, "replay"}, Named{Mischief::reorder_batch, "reorder_batch"},
    Named{Mischief::repeat_in_batch, "repeat_in_batch"},
    Named{Mischief::drop_from_batch, "drop_from_batch"}, Named{Mischief::other_ids, "other_ids"},
    Named{Mischief::error_in_batch, "error_in_batch"}, Named{Mischief::flip_bits, "flip_bits"},
    Named{Mischief::cut_or_repeat, "cut_or_repeat"}, Named{Mischief::nest_deeply, "nest_deeply"},
    Named{Mischief::garbage, "garbage"}, Named{Mischief::wrong_type, "wrong_type"},
    Named{Mischief::rate_limit, "rate_limit"}, Named{Mischief::unavailable, "unavailable"},
    Named{Mischief::server_error, "server_error"}, Named{Mischief::endless_body, "endless_body"},
    Named{Mischief::gzip_bomb, "gzip_bomb"}, Named{Mischief::broken_gzip, "broken_gzip"},
    Named{Mischief::cut_short, "cut_short"}, Named{Mischief::hang_up, "hang_up"}};

/// Answers kept for each question, to be given again.
constexpr size_t kKept = 6;
constexpr size_t kBombBytes = size_t{64} << 20U;
constexpr size_t kNesting = 20'000;

bool is_about_labels(const std::string& method, const json& params)
{
    if (method.starts_with("optimism_"))
        return true;
    return !params.empty() && (params[0] == "safe" || params[0] == "finalized");
}

json error_reply(const json& id)
{
    return {{"jsonrpc", "2.0"}, {"id", id},
        {"error", {{"code", -32000}, {"message", "something went wrong"}}}};
}

/// One question and what is said to it.
struct Exchange
{
    std::string method;
    json params;
    json reply;

    [[nodiscard]] bool is_about_labels() const { return testing::is_about_labels(method, params); }
};
}  // namespace

const std::vector<Mischief>& all_mischief()
{
    static const auto kAll = []
    {
        std::vector<Mischief> out;
        for (const auto& named : kNames)
            out.push_back(named.mischief);
        return out;
    }();
    return kAll;
}

std::string_view to_string(Mischief mischief)
{
    for (const auto& named : kNames)
    {
        if (named.mischief == mischief)
            return named.name;
    }
    return "";
}

class HostileProxy::Answering
{
public:
    Answering(FakeChain chain, uint64_t seed) : chain_{std::move(chain)}, random_{seed} {}

    void update(const std::function<void(FakeChain&)>& change)
    {
        const std::lock_guard lock{mutex_};
        change(chain_);
    }
    FakeChain chain() const
    {
        const std::lock_guard lock{mutex_};
        return chain_;
    }
    void follow(Plan plan)
    {
        const std::lock_guard lock{mutex_};
        plan_ = std::move(plan);
    }
    std::map<std::string, size_t> done() const
    {
        const std::lock_guard lock{mutex_};
        return done_;
    }

    HttpAnswer handle(const HttpRequest& request)
    {
        const std::lock_guard lock{mutex_};
        const auto asked = json::parse(request.body);
        const bool is_batch = asked.is_array();
        auto exchanges = truth(is_batch ? asked : json::array({asked}));
        if (plan_.kinds.empty() || !random_.percent(plan_.percent))
            return to_answer(exchanges, is_batch);
        const auto mischief = random_.pick(plan_.kinds);
        ++done_[std::string{to_string(mischief)}];
        return answer(exchanges, is_batch, mischief);
    }

private:
    /// What the chain says, or the one that is forged.
    std::vector<Exchange> truth(const json& asked)
    {
        const bool forges = plan_.forged && random_.percent(plan_.forged_percent);
        done_["forged"] += forges ? 1 : 0;
        std::vector<Exchange> out;
        for (const auto& one : asked)
        {
            Exchange exchange{one.at("method"), one.at("params"), {}};
            const auto result =
                call_method(forges ? *plan_.forged : chain_, exchange.method, exchange.params);
            exchange.reply = {{"jsonrpc", "2.0"}, {"id", one.at("id")}};
            if (result)
                exchange.reply["result"] = *result;
            else
                exchange.reply["error"] = {
                    {"code", result.error().code}, {"message", result.error().message}};
            if (result && !forges)
                keep(exchange);
            out.push_back(std::move(exchange));
        }
        return out;
    }

    void keep(const Exchange& exchange)
    {
        auto& kept = kept_[exchange.method + exchange.params.dump()];
        const auto& result = exchange.reply.at("result");
        if (!kept.empty() && kept.back() == result)
            return;
        if (kept.size() == kKept)
            kept.erase(kept.begin());
        kept.push_back(result);
    }

    static HttpAnswer to_answer(const std::vector<Exchange>& exchanges, bool is_batch)
    {
        auto replies = json::array();
        for (const auto& exchange : exchanges)
            replies.push_back(exchange.reply);
        return {.headers = {{"Content-Type", "application/json"}},
            .body = (is_batch ? replies : replies.at(0)).dump()};
    }

    HttpAnswer answer(std::vector<Exchange>& exchanges, bool is_batch, Mischief mischief)
    {
        if (mischief <= Mischief::replay)
        {
            // One of them, or all.
            const bool all = random_.percent(20);
            const auto chosen = random_.below(exchanges.size());
            for (size_t i = 0; i < exchanges.size(); ++i)
            {
                if (all || i == chosen)
                    spoil(exchanges[i], mischief);
            }
            return to_answer(exchanges, is_batch);
        }
        if (mischief <= Mischief::error_in_batch)
        {
            spoil_batch(exchanges, mischief);
            return exchanges.empty() ? HttpAnswer{.body = "[]"} : to_answer(exchanges, is_batch);
        }
        auto out = to_answer(exchanges, is_batch);
        if (mischief <= Mischief::garbage)
            spoil_text(out.body, mischief);
        else
            spoil_transport(out, mischief);
        return out;
    }

    void spoil(Exchange& exchange, Mischief mischief)
    {
        if (!exchange.reply.contains("result"))
            return;
        auto& result = exchange.reply["result"];
        const bool may_lie = plan_.lies_about_labels || !exchange.is_about_labels();
        switch (mischief)
        {
            case Mischief::nothing_there:
                result = nullptr;
                return;
            case Mischief::replay:
                result = random_.pick(kept_.at(exchange.method + exchange.params.dump()));
                return;
            case Mischief::other_height:
                return tell_other_height(exchange, result);
            default:
                break;
        }
        if (!may_lie)
            return;
        if (mischief == Mischief::change_value)
            change_a_value(result, random_);
        else if (mischief == Mischief::swap_fields)
            swap_fields(result, random_);
        else if (mischief == Mischief::drop_part)
            drop_a_part(result, random_);
        else if (mischief == Mischief::shuffle_array)
            shuffle_an_array(result, random_);
        else
            claim_another_hash(result, random_);
    }

    void tell_other_height(const Exchange& exchange, json& result)
    {
        constexpr uint64_t kFarthest = 5;
        if (!exchange.method.starts_with("eth_getBlock") || exchange.params.empty())
            return;
        const auto truth = call_method(chain_, "eth_getBlockByNumber", exchange.params);
        if (!truth || !truth->is_object())
            return;
        const auto number = *quantity_from_hex(truth->at("number").get<std::string>());
        const auto lowest = number - std::min(number, kFarthest);
        const bool may_rise = plan_.lies_about_labels || !exchange.is_about_labels();
        const auto other = random_.between(lowest, may_rise ? number + kFarthest : number);
        auto params = exchange.params;
        params[0] = quantity_to_hex(other);
        if (auto told = call_method(chain_, exchange.method, params))
            result = std::move(*told);
    }

    void spoil_batch(std::vector<Exchange>& exchanges, Mischief mischief)
    {
        const auto chosen = random_.below(exchanges.size());
        const auto at = exchanges.begin() + static_cast<ptrdiff_t>(chosen);
        if (mischief == Mischief::reorder_batch)
            return random_.shuffle(exchanges);
        if (mischief == Mischief::repeat_in_batch)
            return exchanges.push_back(Exchange{*at});
        if (mischief == Mischief::drop_from_batch)
            return static_cast<void>(exchanges.erase(at));
        if (mischief == Mischief::error_in_batch)
        {
            at->reply = error_reply(at->reply.at("id"));
            return;
        }
        const std::vector<json> ids{nullptr, "1", 0, -1, exchanges.front().reply.at("id"),
            exchanges.back().reply.at("id"), UINT64_MAX};
        at->reply["id"] = random_.pick(ids);
    }

    void spoil_text(std::string& text, Mischief mischief)
    {
        if (mischief == Mischief::flip_bits)
            return flip_bits(text, random_);
        if (mischief == Mischief::cut_or_repeat)
            return cut_or_repeat(text, random_);
        if (mischief == Mischief::nest_deeply)
            text = text.substr(0, text.find(R"("result":)")) + R"("result":)" +
                   nested_arrays(kNesting) + "}";
        else
            text = std::string(random_.below(300), static_cast<char>(random_.below(256)));
    }

    void spoil_transport(HttpAnswer& answer, Mischief mischief)
    {
        static const auto kBomb = gzip_bomb(kBombBytes);
        switch (mischief)
        {
            case Mischief::wrong_type:
                answer.headers["Content-Type"] = "text/html; charset=utf-7";
                if (random_.percent(50))
                    answer.body = "<html><body>Sign in to the network</body></html>";
                return;
            case Mischief::rate_limit:
                answer = {.status = 429, .headers = {{"Retry-After", "7"}}};
                return;
            case Mischief::unavailable:
                answer = {.status = 503, .headers = {{"Retry-After", "4000000000"}}};
                return;
            case Mischief::server_error:
                answer.status = static_cast<unsigned>(random_.between(400, 599));
                return;
            case Mischief::endless_body:
                answer.stream_bytes = kEndless;
                return;
            case Mischief::gzip_bomb:
                answer.headers["Content-Encoding"] = "gzip";
                answer.body = kBomb;
                return;
            case Mischief::broken_gzip:
                answer.headers["Content-Encoding"] = "gzip";
                answer.body = gzip(answer.body);
                flip_bits(answer.body, random_);
                return;
            case Mischief::cut_short:
                answer.cut_short = true;
                return;
            default:
                answer.hang_up = true;
        }
    }

    mutable std::mutex mutex_;  // Guards all that follows.
    FakeChain chain_;
    Random random_;
    Plan plan_;
    std::map<std::string, std::vector<json>> kept_;  // Results, by question.
    std::map<std::string, size_t> done_;
};

HostileProxy::HostileProxy(FakeChain chain, uint64_t seed)
  : answering_{std::make_unique<Answering>(std::move(chain), seed)},
    server_{[this](const HttpRequest& request) { return answering_->handle(request); }}
{
}

HostileProxy::~HostileProxy() = default;

std::string HostileProxy::url() const
{
    return "http://127.0.0.1:" + std::to_string(server_.port());
}

void HostileProxy::update(const std::function<void(FakeChain&)>& change)
{
    answering_->update(change);
}

FakeChain HostileProxy::chain() const
{
    return answering_->chain();
}

void HostileProxy::follow(Plan plan)
{
    answering_->follow(std::move(plan));
}

std::map<std::string, size_t> HostileProxy::done() const
{
    return answering_->done();
}
}  // namespace interlock::testing
