// The command `graph`.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/unit/client/dot_check.hpp"
#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
using samples::kChainA;
using samples::kChainB;

pb::GraphBlock block(const ChainId& chain, uint64_t number, pb::SafetyLevel level)
{
    pb::GraphBlock out;
    out.set_chain_id(wire::to_proto(chain));
    *out.mutable_block() = wire::to_proto(samples::seal(number));
    out.set_log_count(5);
    out.add_levels(pb::SAFETY_LEVEL_UNSAFE);
    if (level != pb::SAFETY_LEVEL_UNSAFE)
        out.add_levels(level);
    return out;
}

/// Executed in block 17 of chain B, initiated in `number` of chain A.
pb::GraphMessage message(uint64_t number, const pb::Verdict& verdict)
{
    pb::GraphMessage out;
    out.set_executing_chain_id(wire::to_proto(kChainB));
    out.set_executing_number(17);
    *out.mutable_message() = samples::executed();
    out.mutable_message()->mutable_message()->mutable_identifier()->set_block_number(number);
    *out.mutable_verdict() = verdict;
    return out;
}

/// One block a chain; messages of every verdict, one to a block that is not there, one malformed.
pb::GetGraphReply graph()
{
    pb::GetGraphReply out;
    *out.add_blocks() = block(kChainA, 12, pb::SAFETY_LEVEL_SAFE);
    *out.add_blocks() = block(kChainB, 17, pb::SAFETY_LEVEL_CROSS_UNSAFE);
    out.mutable_blocks(1)->set_invalid(true);
    *out.add_messages() = message(12, samples::valid());
    *out.add_messages() = message(99, samples::invalid());
    *out.add_messages() = message(12, samples::not_yet());
    auto& malformed = *out.add_messages() = message(12, samples::valid());
    malformed.mutable_message()->clear_message();
    *malformed.mutable_cannot_tell() = samples::cannot_tell();
    return out;
}

constexpr const char* kDot = R"dot(digraph interlock {
  label="Messages 30s around 2023-11-14 22:13:50 UTC";
  rankdir=LR;
  node [shape=box, style=filled, fontname="monospace"];
  edge [fontname="monospace", fontsize=10];
  subgraph cluster_chain901 {
    label="op-a (901)";
    block901_12 [label="12\n2023-11-14 22:13:44 UTC\nsafe", fillcolor="#d3f2d3", color="#2e8b2e"];
    block901_99 [label="99\nnot in the graph", fillcolor="#ffffff", color="#999999", style="filled,dashed"];
  }
  subgraph cluster_chain902 {
    label="902";
    block902_17 [label="17\n2023-11-14 22:13:54 UTC\nINVALID", fillcolor="#ffb3b3", color="#cc0000"];
    block902_17_log1 [label="malformed event", fillcolor="#ffffff", color="#999999", style="filled,dashed"];
  }
  block902_17 -> block901_12 [label="log 1 → 3", color="#2e8b2e", fontcolor="#2e8b2e"];
  block902_17 -> block901_99 [label="log 1 → 3", color="#cc0000", fontcolor="#cc0000", style=bold];
  block902_17 -> block901_12 [label="log 1 → 3", color="#b58900", fontcolor="#b58900", style=dashed];
  block902_17 -> block902_17_log1 [label="log 1", color="#8a2be2", fontcolor="#8a2be2", style=dashed];
}
)dot";

constexpr const char* kMermaidTop = R"mermaid(flowchart LR
  %% Messages 10s around 2023-11-14 22:13:50 UTC
  subgraph chain901["op-a (901)"]
    block901_12["12<br/>2023-11-14 22:13:44 UTC<br/>safe"]:::style3
    block901_99["99<br/>not in the graph"]:::style6
  end
  subgraph chain902["902"]
    block902_17["17<br/>2023-11-14 22:13:54 UTC<br/>INVALID"]:::style5
    block902_17_log1["malformed event"]:::style6
  end
  block902_17 -->|"log 1 → 3"| block901_12
  linkStyle 0 stroke:#2e8b2e
  block902_17 -->|"log 1 → 3"| block901_99
  linkStyle 1 stroke:#cc0000,stroke-width:3px
  block902_17 -->|"log 1 → 3"| block901_12
  linkStyle 2 stroke:#b58900,stroke-dasharray:4 4
  block902_17 -->|"log 1"| block902_17_log1
  linkStyle 3 stroke:#8a2be2,stroke-dasharray:4 4
  classDef style0 fill:#eeeeee,stroke:#777777,color:#000000
)mermaid";

FakeService& script(FakeService& service, const pb::GetGraphReply& reply)
{
    service.get_graph = always<pb::GetGraphRequest>(reply);
    return service;
}
}  // namespace

TEST(graph, dot)
{
    FakeService service;
    const auto run =
        run_program(script(service, graph()), {"graph", "--at", "1700000030", "--radius", "30"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out, kDot);
    const auto dot = read_dot(run.out);
    EXPECT_EQ(dot.fault, "");
    EXPECT_EQ(dot.clusters.size(), 2U);
    EXPECT_EQ(dot.nodes.size(), 4U);
    EXPECT_EQ(dot.edges.size(), 4U);
}

TEST(graph, mermaid)
{
    FakeService service;
    const auto run = run_program(
        script(service, graph()), {"graph", "--at", "1700000030", "--format", "mermaid"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_TRUE(run.out.starts_with(kMermaidTop)) << run.out;
    EXPECT_TRUE(
        run.out.ends_with("  classDef style6 "
                          "fill:#ffffff,stroke:#999999,color:#000000,stroke-dasharray:4 4\n"))
        << run.out;
}

TEST(graph, names_cannot_break_out_of_their_quotes)
{
    FakeService service;
    script(service, graph());
    auto chains = samples::dependency_set();
    chains.mutable_chains(0)->set_name("a\"];x -> y[l=\"\n\\");
    chains.mutable_chains(1)->set_name("<b>`#35;&\"]\xe2\x80\xae");
    service.get_dependency_set = always<pb::GetDependencySetRequest>(chains);

    const auto dot = run_program(service, {"graph"}).out;
    EXPECT_NE(dot.find("label=\"a\\\"];x -> y[l=\\\"\\\\x0a\\\\ (901)\";\n"), std::string::npos)
        << dot;
    const auto read = read_dot(dot);
    EXPECT_EQ(read.fault, "") << dot;
    EXPECT_EQ(read.edges.size(), 4U);

    const auto mermaid = run_program(service, {"graph", "--format", "mermaid"}).out;
    EXPECT_NE(mermaid.find("subgraph chain901[\"a#34;]#59;x -#62; y[l=#34;#92;x0a#92; (901)\"]\n"),
        std::string::npos)
        << mermaid;
    EXPECT_NE(
        mermaid.find("subgraph chain902[\"#60;b#62;#96;#35;35#59;#38;#34;]#92;u202e (902)\"]\n"),
        std::string::npos)
        << mermaid;
}

TEST(graph, the_furthest_level_gives_the_colour)
{
    struct Case
    {
        pb::SafetyLevel level;
        const char* label;
    };
    static constexpr Case kCases[]{
        {pb::SAFETY_LEVEL_UNSAFE, "\\nunsafe\", fillcolor=\"#eeeeee\""},
        {pb::SAFETY_LEVEL_CROSS_UNSAFE, "\\ncross-unsafe\", fillcolor=\"#fff3c4\""},
        {pb::SAFETY_LEVEL_LOCAL_SAFE, "\\nlocal-safe\", fillcolor=\"#d6ecff\""},
        {pb::SAFETY_LEVEL_SAFE, "\\nsafe\", fillcolor=\"#d3f2d3\""},
        {pb::SAFETY_LEVEL_FINALIZED, "\\nfinalized\", fillcolor=\"#9fdc9f\""},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.label);
        FakeService service;
        pb::GetGraphReply reply;
        *reply.add_blocks() = block(kChainA, 12, c.level);
        const auto dot = run_program(script(service, reply), {"graph"}).out;
        EXPECT_NE(dot.find(c.label), std::string::npos) << dot;
    }
}

TEST(graph, is_centred_on_what_was_named)
{
    FakeService service;
    pb::GetGraphRequest seen;
    pb::CheckBlockRequest block_seen;
    service.get_graph = [&](auto&, const auto& request, auto&)
    {
        seen = request;
        return grpc::Status::OK;
    };
    service.check_block = [&](auto&, const auto& request, auto& reply)
    {
        block_seen = request;
        *reply.mutable_block() = wire::to_proto(samples::seal(17));
        *reply.mutable_decision() = samples::accept();
        reply.set_canonical(true);
        return grpc::Status::OK;
    };
    EXPECT_EQ(run_program(service, {"graph"}).code, 0);
    EXPECT_EQ(seen.timestamp(), samples::kNowS);
    EXPECT_EQ(seen.radius(), 10U);
    EXPECT_EQ(run_program(service, {"graph", "--at", "5", "--radius", "3600"}).code, 0);
    EXPECT_EQ(seen.timestamp(), 5U);
    EXPECT_EQ(seen.radius(), 3'600U);
    EXPECT_EQ(run_program(service, {"graph", "--around", "op-a", "17"}).code, 0);
    EXPECT_EQ(seen.timestamp(), samples::seal(17).timestamp_s);
    EXPECT_EQ(block_seen.chain_id(), wire::to_proto(kChainA));
    EXPECT_EQ(block_seen.number(), 17U);
}

TEST(graph, wrong_usage_is_2)
{
    const FakeService service;
    EXPECT_EQ(run_program(service, {"graph", "--around", "op-a"}).code, 2);
    EXPECT_EQ(run_program(service, {"graph", "--around", "op-a", "1", "--at", "5"}).code, 2);
    EXPECT_EQ(run_program(service, {"graph", "--around", "op-x", "1"}).code, 2);
    EXPECT_EQ(run_program(service, {"graph", "--around", "op-a", "-1"}).code, 2);
    const auto run = run_program(service, {"graph", "--format", "svg"});
    EXPECT_EQ(run.code, 2);
    EXPECT_NE(run.err.find("'svg' is not a format: dot or mermaid"), std::string::npos);
}

TEST(graph, an_empty_one_is_one_and_a_cut_one_says_so)
{
    FakeService service;
    pb::GetGraphReply reply;
    reply.set_truncated(true);
    const auto dot = run_program(script(service, reply), {"graph"}).out;
    EXPECT_EQ(read_dot(dot).fault, "");
    EXPECT_NE(dot.find("(there are more than are shown)"), std::string::npos) << dot;
}

TEST(graph, json)
{
    FakeService service;
    const auto json = nlohmann::json::parse(
        run_program(script(service, graph()), {"graph", "--at", "1700000030", "--json"}).out);
    EXPECT_EQ(json["timestamp"], 1'700'000'030);
    EXPECT_EQ(json["radius"], 10);
    EXPECT_EQ(json["truncated"], false);
    EXPECT_EQ(json["blocks"][1]["chain_id"], "902");
    EXPECT_EQ(json["blocks"][1]["block"]["number"], 17);
    EXPECT_EQ(json["blocks"][1]["log_count"], 5);
    EXPECT_EQ(json["blocks"][1]["levels"], (nlohmann::json{"unsafe", "cross-unsafe"}));
    EXPECT_EQ(json["blocks"][1]["invalid"], true);
    EXPECT_EQ(json["messages"][0]["chain_id"], "902");
    EXPECT_EQ(json["messages"][0]["block_number"], 17);
    EXPECT_EQ(json["messages"][0]["message"]["chain_id"], "901");
    EXPECT_EQ(json["messages"][0]["verdict"], "valid");
    EXPECT_EQ(json["messages"][3]["message"], nullptr);
    EXPECT_EQ(json["messages"][3]["verdict"], "cannot_tell");
}

TEST(graph, the_check_of_dot_finds_what_is_wrong)
{
    for (const auto* const wrong : {"", "graph x {}", "digraph x {", "digraph x { a -> ; }",
             "digraph x { a [label=\"y]; }", "digraph x { a [label=]; }", "digraph x { } }"})
        EXPECT_NE(read_dot(wrong).fault, "") << wrong;
}
}  // namespace interlock::client
