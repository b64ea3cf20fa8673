// What was measured, as docs/performance.md tells it: the tables between its two marks, and plots.
//
//   node report.mjs RESULTS [--dry-run]     RESULTS: the folder that run.sh filled
import {execFileSync} from "node:child_process";
import {mkdir, readFile, writeFile} from "node:fs/promises";
import {cpus, release, totalmem} from "node:os";
import {join} from "node:path";

import {plots} from "./plots.mjs";

const [folder, option] = process.argv.slice(2);
const document = new URL("../../docs/performance.md", import.meta.url);
const pictures = new URL("../../docs/performance/", import.meta.url);
const kBegin = "<!-- Measured: written by tests/bench/run.sh -->";
const kEnd = "<!-- End of what was measured -->";

const lines = (await readFile(join(folder, "lines.json"), "utf8"))
    .trim().split("\n").map((line) => JSON.parse(line));
const google = {};
for (const name of ["storage-bench", "ingest-bench", "safety-bench"])
    google[name] = JSON.parse(await readFile(join(folder, `${name}.json`), "utf8")).benchmarks;

// Reading

function all(what, has = () => true)
{
    const found = lines.filter((line) => line.what === what && has(line));
    if (found.length === 0)
        throw new Error(`nothing was measured of "${what}"`);
    return found;
}
const last = (what, has) => all(what, has).at(-1);

/// A figure of Google Benchmark, by the beginning of its name.
function of(program, name)
{
    const found = google[program].find((one) => one.name === name || one.name.startsWith(`${name}/`));
    if (!found)
        throw new Error(`${program} did not measure ${name}`);
    return found;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

// Writing

const number = (value, digits = 0) => value.toLocaleString("en-US", {
    minimumFractionDigits: digits, maximumFractionDigits: digits});
const table = (head, rows) => [
    `| ${head.join(" | ")} |`, `|${head.map(() => "---").join("|")}|`,
    ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
const met = (holds) => (holds ? "met" : "**not met**");

function door(name)
{
    const {requests_per_s: rate, p50_ms, p99_ms, cpu_us, ratio} = last(name);
    return `${number(rate)}/s, p50 ${p50_ms.toFixed(2)} ms, p99 ${p99_ms.toFixed(2)} ms, ` +
        `${number(cpu_us)} µs of processor; ${ratio.toFixed(2)} of the echo`;
}

function aims()
{
    const doors = [
        ["one message over gRPC, 32 under way", "gRPC"],
        ["the same over JSON-RPC, 32 connections", "JSON-RPC"],
        ["the same, a connection for each", "JSON-RPC, connecting anew"],
    ].map(([what, name]) => [
        what, "a bare echo, the fastest of its models", "at least 0.8", door(name),
        met(last(name).ratio >= 0.8)]);

    const biggest = Math.max(...all("large index").map(({logs}) => logs));
    const us = (what) => last(what).us;  // Sizes are measured in ascending order.
    const lookUp = all("looked up, and the checksum's two Keccaks")[0].us;
    const streams = [100, 1000].map((batch) => {
        const {requests_per_s: rate, cpu_us} = last(`a stream, ${batch} checks in a request`);
        const each = cpu_us / batch;
        return [
            `checks of a stream, ${batch} in a request`,
            `look-up and two Keccaks on one core: ${lookUp.toFixed(1)} µs, random over 1 million logs`,
            "at least 300,000/s a core",
            `${number(1e6 / each)}/s a core of the service (${each.toFixed(1)} µs), ` +
                `${number(rate * batch)}/s with the client on the same machine`,
            met(1e6 / each >= 300_000)];
    });
    const judged = us("judged, in one view");
    const row = us("SQLite alone, the log's row");
    const rows = us("SQLite alone, the log's row and its block's");
    const judging = [[
        `a judgement, random over ${number(biggest)} logs`, "SQLite reading the same rows",
        "at least 0.8 of it",
        `${judged.toFixed(1)} µs; SQLite alone ${rows.toFixed(1)} µs for the rows of the log and ` +
            `its block (${(rows / judged).toFixed(2)}), ${row.toFixed(1)} µs for the log's only ` +
            `(${(row / judged).toFixed(2)}); not in memory ` +
            `${number(us("judged, files on disk"))} µs, SQLite alone ` +
            `${number(us("SQLite alone, both rows, files on disk"))} µs`,
        met(rows / judged >= 0.8)]];

    const load = last("catching up under load");
    const ingest = [1, 4, 16].map((logs) => {
        const name = `logs_a_transaction:${logs}/real_time`;
        return of("ingest-bench", `BM_verified_ingest/${name}`)["logs/s"] /
            of("ingest-bench", `BM_bound/${name}`)["logs/s"];
    });
    const chains = [2, 20, 100].map((count) => {
        const name = `good_groups/chains:${count}/messages:${20_000 / count}`;
        return of("safety-bench", name)["messages/s"];
    });
    const spaces = ["space/1", "space/20", "space_uneven/1", "space_uneven/20"].map(
        (name) => of("storage-bench", name).bytes_per_log.toFixed(1));
    const days = (count, logs, door = "JSON-RPC") => last("day",
        (line) => line.chains === count && line.logs_a_block === logs && line.door === door);
    const own = days(20, 100);
    const overGrpc = days(20, 100, "gRPC");
    const starts = all("start, killed, files on disk", ({logs}) => logs === biggest);
    const start = Math.max(...starts.map(({all_ms}) => all_ms));
    return table(["what", "beside", "aim", "measured", ""], [
        ...doors, ...streams, ...judging,
        ["p99 of checks at half the peak rate while catching up", "the same afterwards",
            "at most 3 times",
            `${load.during_p99_ms.toFixed(2)} ms, ${load.after_p99_ms.toFixed(2)} ms afterwards, ` +
                `at ${number(load.rate)}/s: ${load.ratio.toFixed(1)} times`,
            met(load.ratio <= 3)],
        ["verified ingest, 1, 4 and 16 logs a transaction", "simdjson and Keccak, same bytes",
            "at least 0.5", ingest.map((ratio) => ratio.toFixed(2)).join(", "),
            met(Math.min(...ingest) >= 0.5)],
        ["promotion, 20,000 messages on 2, 20, 100 chains", "each other", "flat in chains",
            chains.map((rate) => `${number(rate / 1e6, 2)} M/s`).join(", "),
            met(Math.max(...chains) / Math.min(...chains) < 1.5)],
        ["disk a log, 1 % executing, 1 and 20 chains", "32 bytes", "at most 36",
            `${spaces[0]} and ${spaces[1]} with 100 logs in every block, ${spaces[2]} and ` +
                `${spaces[3]} with 0 to 200`,
            met(Math.max(...spaces.map(Number)) <= 36)],
        ...[[10, 200], [100, 500]].map(([count, most]) => {
            const {mb, blocks} = days(count, 10);
            return [`anonymous memory, ${count} chains`, "–", `at most ${most} MB`,
                `${number(mb)} MB while following, with ${number(blocks / 1e6, 1)} M blocks`,
                met(mb <= most)];
        }),
        [`killed start to first answer, ${number(biggest)} logs`, "–", "under 1 s",
            `${number(start)} ms at most, files dropped from memory`, met(start < 1000)],
        ["a sequencer's day: 20 chains, 100 logs a block", "the machine", "under 15 % of a core",
            `${(own.core * 100).toFixed(1)} % with ${number(own.checks_per_s)} checks/s over ` +
                `JSON-RPC (p99 ${own.p99_ms.toFixed(1)} ms), ` +
                `${(overGrpc.core * 100).toFixed(1)} % over gRPC ` +
                `(p99 ${overGrpc.p99_ms.toFixed(1)} ms); ${number(own.mb)} MB`,
            met(own.core < 0.15)],
    ]);
}

/// Figures of today's Go implementation, measured on a machine of this kind.
function besideGo()
{
    const rpc = last("JSON-RPC");
    const tens = last("JSON-RPC, lists of 10");
    const together = of("storage-bench", "answer_while_appending");
    const look = 1e6 / of("storage-bench", "log_hash/2000").real_time;
    const appended = of("storage-bench", "append/1000");
    const five = of("storage-bench", "answer/real_time/threads:1");
    return table(["what", "Go", "Interlock"], [
        ["`checkAccessList` over HTTP, 32 connections", "18,000/s", `${number(rpc.requests_per_s)}/s`],
        ["… p50, p99", "1.35 ms, 7.7 ms", `${rpc.p50_ms.toFixed(2)} ms, ${rpc.p99_ms.toFixed(2)} ms`],
        ["… processor time each", "74 µs", `${number(rpc.cpu_us)} µs`],
        ["… in lists of ten", "66,000 messages/s", `${number(tens.requests_per_s * 10)} messages/s`],
        ["a whole look-up among some million logs", "9.8 µs", `${five.real_time.toFixed(1)} µs`],
        ["look-ups in blocks of 2,000 logs", "27,000/s", `${number(look)}/s`],
        ["logs into the database, unverified", "0.52 M/s",
            `${number(appended.items_per_second / 1e6, 2)} M/s`],
        ["one writer and one reader together", "79,000 logs/s and 78,000 look-ups/s",
            `${number(together["appended/s"])} logs/s and ${number(together.items_per_second)} look-ups/s`],
        ["bytes a log", "40", of("storage-bench", "space/1").bytes_per_log.toFixed(1)],
        ["taking back 1,000 blocks", "27 ms",
            `${of("storage-bench", "rewind").real_time.toFixed(1)} ms; with what was decided of them ` +
                `${last("reorg", ({blocks}) => blocks === 1000).taken_back_ms.toFixed(1)} ms`],
        ["opening the index again", "14 ms", `${of("storage-bench", "reopen").real_time.toFixed(1)} ms`],
    ]);
}

function more()
{
    const caught = last("catch-up", ({chains}) => chains === 10);
    return table(["what", "measured"], [
        ["catching up with 10 chains over HTTP, nodes on the same cores",
            `${number(caught.blocks_per_s)} blocks/s, ${number(caught.logs_per_s)} logs/s, ` +
                `${number(caught.peak_mb)} MB at most`],
        ...all("tip").map(({group, p50_ms, p99_ms}) => [
            `a new block is answerable, ${group}`,
            `after ${p50_ms.toFixed(1)} ms (p50), ${p99_ms.toFixed(1)} ms (p99)`]),
        ...[...new Map(all("ready").map((line) => [line.blocks, line])).values()].map(
            ({chains, blocks, s}) => [
            `ready after a start, ${chains} chains, ${number(blocks / 1e6, 1)} M blocks`,
            `${s.toFixed(2)} s, with its nodes asked`]),
    ]);
}

const machine = () => `${cpus().length} cores (${cpus()[0].model.trim()}), ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release().split("-")[0]}, ` +
    `${execFileSync("g++", ["--version"], {encoding: "utf8"}).split("\n")[0]}, ` +
    `${new Date().toISOString().slice(0, 10)}`;

const text = [
    kBegin, "", `Machine: ${machine()}.`, "", aims(), "", "Beside today's Go implementation (its " +
    "own database and RPC stack, client on the same machine, two cores as well; not in this run):",
    "", besideGo(), "", "Also:", "", more(), "", kEnd].join("\n");

if (option === "--dry-run")
{
    console.log(text);
    process.exit(0);
}
const before = await readFile(document, "utf8");
const begin = before.indexOf(kBegin);
const end = before.indexOf(kEnd);
if (begin < 0 || end < begin)
    throw new Error("docs/performance.md has no place for what was measured");
await writeFile(document, before.slice(0, begin) + text + before.slice(end + kEnd.length));
await mkdir(pictures, {recursive: true});
await plots(pictures.pathname, {all, of, median});
