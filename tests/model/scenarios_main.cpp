// interlock-scenarios: makes scenarios, runs the model itself over files of them, and tells what
// they meet. Exit code: 0 done and all as expected, 1 a mismatch or nothing checked, 2 wrong usage
// or input.
#include <charconv>
#include <fstream>
#include <iostream>
#include <map>

#include "tests/model/scenario_choice.hpp"
#include "tests/model/scenario_generator.hpp"
#include "tests/model/scenario_tally.hpp"

namespace
{
using namespace interlock::model;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int fail_usage()
{
    std::cerr << "usage: interlock-scenarios check FILE...\n"
                 "       interlock-scenarios tally FILE...\n"
                 "       interlock-scenarios generate --seed S --count N [--steps M] [--keep K]\n";
    return kUsage;
}

struct Totals
{
    size_t scenarios = 0;
    size_t expects = 0;
    size_t mismatches = 0;
};

void print(const std::string& file, const Json& scenario, const Mismatch& mismatch)
{
    std::cout << file << ": " << scenario.at("name").get<std::string>() << " step " << mismatch.step
              << "\n  scenario " << mismatch.scenario << "\n  model    " << mismatch.model << '\n';
}

void check_scenario_of(const std::string& file, const Json& scenario, Totals& totals)
{
    const Checked checked = check_scenario(scenario);
    for (const Mismatch& mismatch : checked.mismatches)
        print(file, scenario, mismatch);
    ++totals.scenarios;
    totals.expects += checked.expects;
    totals.mismatches += checked.mismatches.size();
}

/// Calls `use` with every scenario of a file. Throws with the line that is none.
template <typename Use>
void for_each_scenario(const std::string& file, const Use& use)
{
    std::ifstream in{file};
    if (!in)
        throw std::runtime_error{file + ": cannot be opened"};
    std::string line;
    for (size_t number = 1; std::getline(in, line); ++number)
    {
        try
        {
            use(Json::parse(line));
        }
        catch (const std::exception& error)
        {
            throw std::runtime_error{
                file + ':' + std::to_string(number) + ": is no scenario: " + error.what()};
        }
    }
}

int check(const std::vector<std::string>& files)
{
    Totals totals;
    for (const std::string& file : files)
        for_each_scenario(
            file, [&](const Json& scenario) { check_scenario_of(file, scenario, totals); });
    std::cout << totals.scenarios << " scenarios, " << totals.expects << " expectations, "
              << totals.mismatches << " mismatches\n";
    return totals.expects > 0 && totals.mismatches == 0 ? 0 : kFailed;
}

int print_tally(const std::vector<std::string>& files)
{
    Tally tally;
    for (const std::string& file : files)
        for_each_scenario(file, [&](const Json& scenario) { count(scenario, tally); });
    for (const auto& [what, times] : tally)
        std::cout << times << '\t' << what << '\n';
    return 0;
}

struct Generation
{
    uint64_t seed = 0;
    uint64_t count = 0;
    uint64_t keep = UINT64_MAX;
    GeneratorOptions options;
};

bool parse_number(const std::string& text, uint64_t& out)
{
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out);
    return error == std::errc{} && stop == end;
}

std::optional<Generation> parse_generation(const std::vector<std::string>& arguments)
{
    Generation out;
    uint64_t steps = out.options.max_steps;
    const std::map<std::string, uint64_t*> known{
        {"--seed", &out.seed}, {"--count", &out.count}, {"--steps", &steps}, {"--keep", &out.keep}};
    for (size_t i = 0; i < arguments.size(); i += 2)
    {
        const auto option = known.find(arguments[i]);
        if (option == known.end() || i + 1 == arguments.size() ||
            !parse_number(arguments[i + 1], *option->second))
            return std::nullopt;
    }
    out.options.max_steps = steps;
    return out.count > 0 && steps >= 12 ? std::optional{out} : std::nullopt;
}

/// One scenario a line, of `count` seeds in a row; or the most varied of them.
int generate(const std::vector<std::string>& arguments)
{
    const auto generation = parse_generation(arguments);
    if (!generation)
        return fail_usage();
    std::vector<Json> scenarios;
    for (uint64_t i = 0; i < generation->count; ++i)
        scenarios.push_back(random_scenario(generation->seed + i, generation->options));
    if (generation->keep < scenarios.size())
        scenarios = choose_varied(scenarios, generation->keep);
    for (const Json& scenario : scenarios)
        std::cout << scenario << '\n';
    return 0;
}
}  // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    if (arguments.size() < 2)
        return fail_usage();
    const std::vector<std::string> rest{arguments.begin() + 1, arguments.end()};
    try
    {
        if (arguments.front() == "check")
            return check(rest);
        if (arguments.front() == "tally")
            return print_tally(rest);
        if (arguments.front() == "generate")
            return generate(rest);
    }
    catch (const std::exception& error)
    {
        std::cerr << error.what() << '\n';
        return kUsage;
    }
    return fail_usage();
}
