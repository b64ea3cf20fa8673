// Safety scenarios, one a line: the real engine over the real store gives the same heads and the
// same invalid blocks at every `expect`.
#include "tests/conformance/format.hpp"
#include "tests/support/scenario_player.hpp"

namespace interlock::conformance
{
bool is_safety_scenarios(const Json& json)
{
    return json.is_array() && !json.empty() && has_keys(json.front(), {"chains", "steps"});
}

void run_safety_scenarios(const Document& document, Corpus, Report& report)
{
    for (size_t i = 0; i < document.json.size(); ++i)
    {
        const Json& scenario = document.json[i];
        Case c{report, name_of(scenario, i)};
        try
        {
            for (const auto& difference : testing::play_scenario(scenario))
                c.fail(difference);
        }
        catch (const std::exception& error)
        {
            c.fail(std::string{"malformed data: "} + error.what());
        }
    }
}
}  // namespace interlock::conformance
