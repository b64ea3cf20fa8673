// interlock-scenarios: makes scenarios, and runs the model itself over files of them.
// Exit code: 0 done and all as expected, 1 a mismatch or nothing checked, 2 wrong usage or input.
#include <charconv>
#include <fstream>
#include <iostream>
#include <map>

#include "tests/model/scenario.hpp"

namespace
{
using namespace interlock::model;

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int fail_usage()
{
    std::cerr << "usage: interlock-scenarios check FILE...\n";
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

void check_line(const std::string& file, const std::string& line, Totals& totals)
{
    const Json scenario = Json::parse(line);
    const Checked checked = check_scenario(scenario);
    for (const Mismatch& mismatch : checked.mismatches)
        print(file, scenario, mismatch);
    ++totals.scenarios;
    totals.expects += checked.expects;
    totals.mismatches += checked.mismatches.size();
}

void check_file(const std::string& file, Totals& totals)
{
    std::ifstream in{file};
    if (!in)
        throw std::runtime_error{file + ": cannot be opened"};
    std::string line;
    for (size_t number = 1; std::getline(in, line); ++number)
    {
        try
        {
            check_line(file, line, totals);
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
        check_file(file, totals);
    std::cout << totals.scenarios << " scenarios, " << totals.expects << " expectations, "
              << totals.mismatches << " mismatches\n";
    return totals.expects > 0 && totals.mismatches == 0 ? 0 : kFailed;
}
}  // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    try
    {
        if (arguments.size() > 1 && arguments.front() == "check")
            return check({arguments.begin() + 1, arguments.end()});
    }
    catch (const std::exception& error)
    {
        std::cerr << error.what() << '\n';
        return kUsage;
    }
    return fail_usage();
}
