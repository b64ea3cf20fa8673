// Makes interlock.json, the dashboard for Grafana:
//
//   node deploy/grafana/build.mjs
//
// Import it in Grafana (Dashboards, New, Import), or provision the file. A test compares the file
// with what this gives.
import {writeFile} from "node:fs/promises";
import {fileURLToPath} from "node:url";

import {figure, graph, layOut, list, matrix, query} from "./panels.mjs";

/// A series of the service that is looked at: one, since several may follow the same chains.
const of = (name, labels = "") =>
    `${name}{instance="$instance"${labels ? `, ${labels}` : ""}}`;
/// The same of the chains that are looked at, and of messages that those execute.
const chains = (name, labels = "") =>
    of(name, `chain_id=~"$chain"${labels ? `, ${labels}` : ""}`);
const pairs = (name, labels = "") =>
    of(name, `executing_chain_id=~"$chain"${labels ? `, ${labels}` : ""}`);

const rate = (series) => `rate(${series}[$__rate_interval])`;
const increase = (series) => `increase(${series}[$__rate_interval])`;
const sum = (labels, expr) => `sum by (${labels}) (${expr})`;
const max = (labels, expr) => `max by (${labels}) (${expr})`;
/// The largest of very many, so that a hundred chains can still be read.
const top = (expr) => `topk($top, ${expr})`;
const quantile = (q, labels, name) =>
    `histogram_quantile(${q}, ${sum([...labels, "le"].join(", "), rate(of(`${name}_bucket`)))})`;

const kChain = "chain {{chain_id}}";
const kPair = "{{initiating_chain_id}} to {{executing_chain_id}}";
const kAge = (level) =>
    `time() - (${chains("interlock_head_timestamp_seconds", `level="${level}"`)} > 0)`;
const kRed = [[1, "red"]];

const overview = [
    figure("Ready", of("interlock_ready"), {
        steps: [[0, "red"], [1, "green"]], words: {0: "not ready", 1: "ready"},
        help: "Whether every chain has been at its node's newest block.",
    }),
    figure("Chains that follow", `sum(${chains("interlock_chain_state", 'state="following"')})`),
    figure("Troubled or halted",
        `sum(${chains("interlock_chain_state", 'state=~"troubled|halted"')})`, {steps: kRed}),
    figure("Failsafes", `sum(${of("interlock_failsafe")})`, {
        steps: [[1, "orange"]], help: "In force now, whatever the cause.",
    }),
    figure("Divergences", `sum(${chains("interlock_divergence")})`, {
        steps: kRed, help: "Chains whose node calls a block safe or final that is invalid here.",
    }),
    figure("Invalid blocks", `sum(${chains("interlock_invalid_blocks")})`, {
        steps: kRed, help: "Not replaced yet, at either level.",
    }),
    figure("Finalized halted", `sum(${chains("interlock_halted")})`, {steps: kRed}),
    figure("Up for", `time() - ${of("interlock_start_time_seconds")}`, {unit: "s"}),
    list("Alerts that fire",
        'ALERTS{alertname=~"Interlock.*", alertstate="firing", instance=~"|$instance"}', {
            w: 18, h: 7, hide: ["Value", "job", "alertstate"],
            help: "What each means and what to do: docs/operations.md, Alerts.",
        }),
    list("Releases", of("interlock_build_info"), {w: 6, h: 7, hide: ["Value", "job"]}),
];

const perChain = [
    matrix("Heads", max("chain_id, level", chains("interlock_head_block")),
        {rows: "chain_id", columns: "level", unit: "none"}),
    matrix("Age of heads",
        max("chain_id, level", `time() - (${chains("interlock_head_timestamp_seconds")} > 0)`),
        {rows: "chain_id", columns: "level", unit: "s"}),
    ...["unsafe", "cross-unsafe", "safe", "finalized"].map((level) =>
        graph(`Age of the ${level} head, the oldest`, [query(top(kAge(level)), kChain)],
            {unit: "s", w: 6})),
    graph("Blocks behind the node, the most",
        [query(top(chains("interlock_blocks_behind")), kChain)]),
    graph("From unsafe to cross-unsafe, the farthest", [query(
        top(`${chains("interlock_head_block", 'level="unsafe"')} - ignoring (level) `
            + chains("interlock_head_block", 'level="cross-unsafe"')), kChain)],
        {help: "Blocks that were seen and are not decided."}),
    graph("Chains whose head waits for another block",
        [query(sum("level", chains("interlock_cross_head_waits")), "{{level}}")]),
    graph("Chains by state",
        [query(sum("state", chains("interlock_chain_state")), "{{state}}")], {stack: true, w: 12}),
    graph("Invalid blocks found",
        [query(`${top(increase(chains("interlock_invalid_blocks_total")))} > 0`,
            `${kChain}, {{level}}`)], {w: 12}),
];

const messages = [
    matrix("Messages that are not final, by pair", sum("initiating_chain_id, executing_chain_id",
        `${pairs("interlock_messages")} > 0`),
        {rows: "initiating_chain_id", columns: "executing_chain_id", unit: "none",
         help: "From the chain at the left to the chain above."}),
    matrix("By pair and state, the most",
        `label_join(topk(50, ${sum("initiating_chain_id, executing_chain_id, state",
            `${pairs("interlock_messages")} > 0`)}), `
            + '"pair", " to ", "initiating_chain_id", "executing_chain_id")',
        {rows: "pair", columns: "state", unit: "none"}),
    graph("Executed, by pair, the most",
        [query(top(sum("initiating_chain_id, executing_chain_id",
            rate(pairs("interlock_messages_seen_total")))), kPair)], {unit: "cps", w: 12}),
    graph("Waiting, by pair, the most", [query(top(sum("initiating_chain_id, executing_chain_id",
        pairs("interlock_messages", 'state="not_yet"'))), kPair)], {w: 12}),
    graph("Verdicts that changed", [query(sum("from, to",
        increase(pairs("interlock_messages_changed_total"))), "{{from}} to {{to}}")],
        {help: "From valid or invalid: a chain was reorged under them."}),
    graph("Found invalid, by rule",
        [query(`${sum("reason", increase(of("interlock_invalid_messages_total")))} > 0`,
            "{{reason}}")]),
    graph("Expired, by pair, the most", [query(`${top(sum("initiating_chain_id, executing_chain_id",
        increase(pairs("interlock_messages_expired_total"))))} > 0`, kPair)]),
    graph("Final, and taken back", [
        query(`sum(${rate(pairs("interlock_messages_finalized_total"))})`, "final"),
        query(`sum(${rate(pairs("interlock_messages_dropped_total"))})`, "taken back"),
    ], {unit: "cps", w: 12}),
    graph("Blocks whose messages are not counted, the most", [
        query(top(chains("interlock_messages_blocks_behind")), `${kChain}, not yet`),
        query(`${top(chains("interlock_messages_blocks_skipped_total"))} > 0`,
            `${kChain}, left out`),
    ], {w: 12}),
];

const doors = [
    graph("Checks by outcome",
        [query(sum("door, outcome", rate(of("interlock_checks_total"))), "{{door}}, {{outcome}}")],
        {unit: "reqps", stack: true}),
    graph("Not valid, by reason", [query(
        `${top(sum("outcome, reason",
            rate(of("interlock_checks_total", 'outcome!="valid"'))))} > 0`,
        "{{outcome}} {{reason}}")], {unit: "reqps"}),
    graph("How long checks take", [0.5, 0.9, 0.99].map((q) =>
        query(quantile(q, ["door"], "interlock_check_duration_seconds"), `{{door}}, p${q * 100}`)),
        {unit: "s"}),
    graph("JSON-RPC by method", [query(
        top(sum("method, outcome", rate(of("interlock_rpc_requests_total")))),
        "{{method}}, {{outcome}}")], {unit: "reqps"}),
    graph("Refused, because of too much", [query(
        sum("door, reason", rate(of("interlock_door_refused_total"))), "{{door}}, {{reason}}")],
        {unit: "reqps"}),
    graph("Connections and streams", [
        query(sum("door", of("interlock_door_connections")), "connections of {{door}}"),
        query(sum("kind", of("interlock_streams")), "streams, {{kind}}"),
    ]),
    graph("Failsafes in force", [query(sum("cause", of("interlock_failsafe")), "{{cause}}")],
        {w: 12}),
    graph("Until certificates expire", [query(
        `${of("interlock_certificate_not_after_timestamp_seconds")} - time()`,
        "{{door}}")], {unit: "s", w: 12, signed: true}),
];

const following = [
    list("Endpoints that are not fit",
        `${chains("interlock_endpoint_state", 'state!="fit"')} == 1`,
        {hide: ["Value", "job"], help: "interlock status has the reason of each."}),
    graph("Endpoints by state",
        [query(sum("state", chains("interlock_endpoint_state")), "{{state}}")],
        {w: 6, h: 10, stack: true}),
    graph("Failures of endpoints, the most", [query(
        `${top(increase(chains("interlock_endpoint_failures_total")))} > 0`,
        `${kChain}, {{endpoint}}`)], {w: 6, h: 10}),
    graph("Blocks indexed", [query(top(rate(chains("interlock_blocks_indexed_total"))), kChain)],
        {unit: "cps"}),
    graph("Logs indexed", [query(top(rate(chains("interlock_logs_indexed_total"))), kChain)],
        {unit: "cps"}),
    graph("Blocks refused", [query(
        `${top(increase(chains("interlock_refused_blocks_total")))} > 0`, kChain)]),
    graph("Reorgs", [query(`${top(increase(chains("interlock_reorgs_total")))} > 0`, kChain)]),
    graph("Depth of reorgs, 99 of 100", [query(
        quantile(0.99, [], "interlock_reorg_depth_blocks"), "at most")]),
    graph("Chains whose labels stand still, whose nodes disagree, without announcements", [
        query(`sum(${chains("interlock_label_trouble")})`, "labels stand still"),
        query(`sum(${chains("interlock_endpoints_disagree")})`, "nodes disagree"),
        query(`count(${chains("interlock_subscription_listening")} == 0)`, "not announced"),
    ]),
];

const machine = [
    graph("The index on disk", [
        query(of("interlock_index_bytes"), "all"),
        query(of("interlock_wal_bytes"), "write-ahead log"),
    ], {unit: "bytes"}),
    graph("Free on its disk", [query(of("interlock_disk_free_bytes"), "free")],
        {unit: "bytes"}),
    graph("Commits", [0.5, 0.9, 0.99].map((q) =>
        query(quantile(q, [], "interlock_commit_duration_seconds"), `p${q * 100}`)), {unit: "s"}),
    graph("Queues", [
        query(of("interlock_writer_queue_length"), "writer"),
        query(of("interlock_fetch_queue_length"), "fetchers"),
        query(of("interlock_views_in_use"), "views in use"),
    ]),
    graph("Memory", [query(of("process_resident_memory_bytes"), "resident")],
        {unit: "bytes"}),
    graph("Processors", [query(rate(of("process_cpu_seconds_total")), "cores")]),
    graph("Files and sockets", [query(of("process_open_fds"), "open")]),
    graph("How far back the index goes, the longest", [query(
        top(`time() - (${chains("interlock_oldest_block_timestamp_seconds")} > 0)`), kChain)],
        {unit: "s", w: 16}),
];

/// One of the values of a label; with `all`, any of them, and at first all.
const variable = (name, label, definition, {all = false} = {}) => ({
    type: "query", name, label, definition,
    datasource: {type: "prometheus", uid: "${datasource}"},
    query: {query: definition, refId: name},
    refresh: 2, sort: 3, options: [], regex: "", hide: 0, skipUrlSync: false,
    multi: all, includeAll: all,
    ...(all ? {allValue: ".*", current: {text: "All", value: "$__all", selected: true}} : {}),
});

const variables = [
    {type: "datasource", name: "datasource", label: "Data source", query: "prometheus",
     options: [], regex: "", refresh: 1, hide: 0, multi: false, includeAll: false,
     skipUrlSync: false},
    variable("instance", "Service", "label_values(interlock_build_info, instance)"),
    variable("chain", "Chain",
        'label_values(interlock_chain_state{instance="$instance"}, chain_id)', {all: true}),
    {type: "custom", name: "top", label: "At most", query: "5,10,20,50",
     current: {text: "10", value: "10", selected: true},
     options: ["5", "10", "20", "50"].map((value) =>
         ({text: value, value, selected: value === "10"})),
     hide: 0, multi: false, includeAll: false, skipUrlSync: false},
];

export const dashboard = {
    id: null,
    uid: "interlock",
    title: "Interlock",
    description: "Cross-chain validation beside a sequencer: chains, messages, checks.",
    tags: ["interlock", "op-stack"],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: "browser",
    time: {from: "now-3h", to: "now"},
    timepicker: {},
    refresh: "30s",
    fiscalYearStartMonth: 0,
    weekStart: "",
    links: [],
    annotations: {list: [{
        builtIn: 1, type: "dashboard", name: "Annotations & Alerts", enable: true, hide: true,
        iconColor: "rgba(0, 211, 255, 1)", datasource: {type: "grafana", uid: "-- Grafana --"},
    }]},
    templating: {list: variables},
    panels: layOut([
        ["Overview", overview],
        ["Chains", perChain],
        ["Messages", messages],
        ["Doors", doors],
        ["Following", following],
        ["The machine", machine],
    ]),
};

export const rendered = `${JSON.stringify(dashboard, null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url))
    await writeFile(new URL("interlock.json", import.meta.url), rendered);
