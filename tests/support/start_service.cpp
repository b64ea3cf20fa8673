#include "tests/support/start_service.hpp"

#include "server/app/endpoints.hpp"
#include "server/config/command_line.hpp"

namespace interlock::testing
{
namespace
{
std::vector<std::string> texts_of(const server::ConfigProblems& problems)
{
    std::vector<std::string> texts;
    for (const auto& problem : problems)
        texts.push_back(to_string(problem));
    return texts;
}
}  // namespace

tl::expected<std::unique_ptr<server::App>, std::vector<std::string>> start_service(
    const std::vector<std::string>& flags)
{
    const auto config =
        server::load_config({.command_line = server::parse_command_line(flags), .environment = {}});
    if (!config)
        return tl::unexpected{texts_of(config.error())};
    server::ConsensusNodes consensus{server::limits_of(config->ingest, {})};
    auto chains = server::resolve_chain_set(*config, consensus);
    if (!chains)
        return tl::unexpected{texts_of(chains.error())};
    auto app = server::App::start(*config, *std::move(chains));
    if (app)
        return *std::move(app);
    std::vector<std::string> failures;
    for (const auto& failure : app.error())
        failures.push_back(failure.message);
    return tl::unexpected{std::move(failures)};
}
}  // namespace interlock::testing
