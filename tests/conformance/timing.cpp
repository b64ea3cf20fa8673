// Vectors of rules 2 to 4 and the timeout: {initTimestamp, execTimestamp, overrideWindow, timeout,
// activation, blockTime, configRejected, reason}. Both chains have the same configuration.
#include "interop/rules.hpp"
#include "tests/conformance/format.hpp"

namespace interlock::conformance
{
namespace
{
std::string_view reason_of(const DependencySet& set, MessageTimes times, uint64_t timeout_s)
{
    const ChainConfig& chain = set.chains().front();
    auto violation = check_activation(chain, chain, times);
    if (!violation)
        violation = check_order(times);
    if (!violation)
        violation = check_expiry(times, set.expiry_window_s());
    if (!violation)
        violation = check_timeout(times, set.expiry_window_s(), timeout_s);
    return violation ? to_string(*violation) : "ok";
}

void run_case(Case& c, const Json& json)
{
    Fields fields{json};
    const MessageTimes times{.initiated_s = fields.number("initTimestamp"),
        .executed_s = fields.number("execTimestamp")};
    const uint64_t window_s = fields.number("overrideWindow");
    const uint64_t timeout_s = fields.has("timeout") ? fields.number("timeout") : 0;
    ChainConfig chain{.id = ChainId::from_u64(901),
        .block_time_s = fields.number("blockTime"),
        .activation_s = std::nullopt};
    if (fields.has("activation"))
        chain.activation_s = fields.number("activation");
    const bool rejected = fields.flag("configRejected");
    const std::string reason = rejected ? std::string{} : fields.text("reason");
    if (!c.accepts(fields))
        return;
    const auto set = DependencySet::create({chain}, window_s);
    c.equal("configuration refused", rejected, !set.has_value());
    if (set && !rejected)
        c.equal_text("reason", reason, reason_of(*set, times, timeout_s));
}
}  // namespace

bool is_timing(const Json& json)
{
    return lists_objects(json, "vectors", {"initTimestamp", "execTimestamp"});
}

void run_timing(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "vectors", report, run_case);
}
}  // namespace interlock::conformance
