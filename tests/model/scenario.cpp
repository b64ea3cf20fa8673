#include "tests/model/scenario.hpp"

#include <stdexcept>

namespace interlock::model
{
namespace
{
std::string log_identity(const std::string& chain, uint64_t number, uint64_t index, uint64_t rev)
{
    return chain + '/' + std::to_string(number) + '/' + std::to_string(index) + '/' +
           std::to_string(rev);
}

Chain parse_chain(const Json& json)
{
    const auto genesis_s = json.at("genesis_time").get<uint64_t>();
    Chain chain{
        .id = json.at("id").get<std::string>(),
        .block_time_s = json.at("block_time").get<uint64_t>(),
        .blocks = {Block{.number = 0, .timestamp_s = genesis_s}},
    };
    if (const Json& activation = json.at("activation"); !activation.is_null())
        chain.activation_s = activation.get<uint64_t>();
    return chain;
}

Message parse_message(const Json& json)
{
    Message message{
        .log_index = json.at("log").get<uint32_t>(),
        .chain = json.at("chain").get<std::string>(),
        .number = json.at("number").get<uint64_t>(),
        .index = json.at("index").get<uint32_t>(),
        .timestamp_s = json.at("timestamp").get<uint64_t>(),
    };
    const auto rev = json.at("rev").get<uint64_t>();
    message.log = json.value("wrong_payload", false)
                      ? "no log"
                      : log_identity(message.chain, message.number, message.index, rev);
    return message;
}

Block parse_block(const Json& json)
{
    Block block{
        .number = json.at("number").get<uint64_t>(),
        .timestamp_s = json.at("timestamp").get<uint64_t>(),
    };
    const auto chain = json.at("chain").get<std::string>();
    const auto rev = json.at("rev").get<uint64_t>();
    const auto log_count = json.at("logs").get<uint64_t>();
    for (uint64_t i = 0; i < log_count; ++i)
        block.logs.push_back(log_identity(chain, block.number, i, rev));
    for (const Json& message : json.at("exec"))
        block.executing.push_back(parse_message(message));
    return block;
}

/// Messages are logs of their block, in order.
bool has_ordered_messages(const Block& block)
{
    size_t next = 0;
    for (const Message& message : block.executing)
    {
        if (message.log_index < next || message.log_index >= block.logs.size())
            return false;
        next = size_t{message.log_index} + 1;
    }
    return true;
}

void require(bool condition, const std::string& what)
{
    if (!condition)
        throw std::runtime_error{what};
}

Json invalid_json(const std::string& chain, const Invalid& invalid)
{
    return {{"chain", chain}, {"number", invalid.number}, {"reason", invalid.reason}};
}
}  // namespace

ScenarioChains::ScenarioChains(const Json& scenario)
  : world_{.expiry_window_s = scenario.at("expiry_window").get<uint64_t>()}
{
    for (const Json& chain : scenario.at("chains"))
        world_.chains.push_back(parse_chain(chain));
}

void ScenarioChains::apply(const Json& step)
{
    if (step.contains("block"))
        append(step.at("block"));
    else if (step.contains("local_safe"))
        set_local_safe(step.at("local_safe"));
    else
        rewind(step.at("rewind"));
}

void ScenarioChains::append(const Json& json)
{
    Chain& chain = chain_of(json);
    Block block = parse_block(json);
    const Block& parent = chain.blocks.back();
    require(block.number == parent.number + 1, "a block's number does not follow");
    require(block.timestamp_s == parent.timestamp_s + chain.block_time_s,
        "a block's timestamp does not follow");
    require(has_ordered_messages(block), "a message is not at a log of its own");
    chain.blocks.push_back(std::move(block));
}

void ScenarioChains::set_local_safe(const Json& label)
{
    Chain& chain = chain_of(label);
    const auto number = label.at("number").get<uint64_t>();
    require(number <= chain.blocks.back().number, "a local-safe block is not there");
    chain.local_safe = number;
}

void ScenarioChains::rewind(const Json& json)
{
    Chain& chain = chain_of(json);
    const auto number = json.at("number").get<uint64_t>();
    require(number <= chain.blocks.back().number, "a rewind is not back");
    chain.blocks.resize(number + 1);
    chain.local_safe = std::min(chain.local_safe, number);
}

Chain& ScenarioChains::chain_of(const Json& step)
{
    const auto id = step.at("chain").get<std::string>();
    for (Chain& chain : world_.chains)
    {
        if (chain.id == id)
            return chain;
    }
    throw std::runtime_error{"a step names an unknown chain"};
}

Json expectation(const World& world)
{
    Json expect{
        {"cross_unsafe", Json::object()},
        {"cross_safe", Json::object()},
        {"invalid_unsafe", Json::array()},
        {"invalid_safe", Json::array()},
    };
    for (const auto& [chain, outcome] : decide(world))
    {
        expect["cross_unsafe"][chain] = outcome.cross_unsafe;
        expect["cross_safe"][chain] = outcome.cross_safe;
        if (outcome.invalid_unsafe)
            expect["invalid_unsafe"].push_back(invalid_json(chain, *outcome.invalid_unsafe));
        if (outcome.invalid_safe)
            expect["invalid_safe"].push_back(invalid_json(chain, *outcome.invalid_safe));
    }
    return expect;
}

Checked check_scenario(const Json& scenario)
{
    Checked checked;
    ScenarioChains chains{scenario};
    const Json& steps = scenario.at("steps");
    for (size_t i = 0; i < steps.size(); ++i)
    {
        if (!steps[i].contains("expect"))
        {
            chains.apply(steps[i]);
            continue;
        }
        ++checked.expects;
        Json model = expectation(chains.world());
        if (steps[i].at("expect") != model)
            checked.mismatches.push_back({i, steps[i].at("expect"), std::move(model)});
    }
    return checked;
}
}  // namespace interlock::model
