#include "tests/fuzz/config_support.hpp"

#include <set>

#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
/// A file's name and a place in it come on top of what is shown of a value.
constexpr size_t kMaxProblem = 8'192;

void check_accepted(const server::Config& config)
{
    require(!config.chains.empty(), "there are chains");
    std::set<std::string> names;
    for (const auto& chain : config.chains)
    {
        require(!chain.execution.empty(), "each chain has an execution node");
        require(!chain.name || names.insert(*chain.name).second, "names differ");
        require(chain.name.value_or("x").find_first_of("\r\n") == std::string::npos,
            "a name is one line");
        require(config.find_chain(chain.id) == &chain, "each chain is found");
    }
    require(config.ingest.batch_blocks > 0 && config.ingest.poll_interval.count() > 0 &&
                config.ingest.request_timeout.count() > 0 && config.ingest.max_reply_bytes > 0,
        "no limit is zero");
}
}  // namespace

void check_config(const server::ConfigSources& sources)
{
    const auto config = server::load_config(sources);
    const auto again = server::load_config(sources);
    require(config.has_value() == again.has_value(), "both readings come to the same end");
    if (config)
    {
        require(config->origins == again->origins, "both readings find the same settings");
        return check_accepted(*config);
    }
    require(!config.error().empty(), "a refusal has a reason");
    require(config.error() == again.error(), "both readings find the same problems");
    for (const auto& problem : config.error())
        require_showable(to_string(problem), kMaxProblem);
}
}  // namespace interlock::fuzz
