// Counts the instructions of the hot paths under callgrind, which does not depend on what else the
// machine does, and tells what has changed against expected.json. A change is reported, not a
// failure: a path that cannot be counted is.
//
//   node count.mjs PROGRAM [--update]     PROGRAM: hot-paths
import {execFile} from "node:child_process";
import {readFile, writeFile} from "node:fs/promises";
import {promisify} from "node:util";

const run = promisify(execFile);
const kExpected = new URL("expected.json", import.meta.url);
const kWorthTelling = 0.05;
/// The first time a path is taken it prepares what later ones find: counted apart, by two runs.
const kFew = 10;
const kMany = 60;

const kCallgrind = [
    "--tool=callgrind", "--callgrind-out-file=/dev/null",
    "--toggle-collect=interlock::bench::measured*"];

async function counted(program, path, times)
{
    const {stderr} = await run("valgrind", [...kCallgrind, program, path, `${times}`]);
    const found = stderr.match(/Collected : (\d+)/);
    if (!found || Number(found[1]) === 0)
        throw new Error(`${path}: nothing was counted\n${stderr}`);
    return Number(found[1]);
}

async function countAll(program)
{
    const {stdout} = await run(program);
    const paths = stdout.trim().split("\n");
    const counts = {};
    for (const path of paths)
    {
        const [few, many] =
            await Promise.all([kFew, kMany].map((times) => counted(program, path, times)));
        counts[path] = Math.round((many - few) / (kMany - kFew));
    }
    return counts;
}

function tell(counts, expected)
{
    console.log(`${"instructions".padEnd(20)} ${"now".padStart(12)} ${"before".padStart(12)}`);
    for (const [path, now] of Object.entries(counts))
    {
        const before = expected[path];
        const change = before ? now / before - 1 : 0;
        const note = Math.abs(change) > kWorthTelling ?
            `   ${change > 0 ? "+" : ""}${(100 * change).toFixed(1)} %` :
            "";
        console.log(
            `${path.padEnd(20)} ${`${now}`.padStart(12)} ${`${before ?? "-"}`.padStart(12)}${note}`);
    }
    const changed = Object.entries(counts).filter(
        ([path, now]) => expected[path] && Math.abs(now / expected[path] - 1) > kWorthTelling);
    if (changed.length > 0)
        console.log(`changed by more than ${100 * kWorthTelling} %: if that is meant, run this ` +
            "with --update and commit expected.json");
}

const [program, option] = process.argv.slice(2);
const expected = JSON.parse(await readFile(kExpected, "utf8"));
const counts = await countAll(program);
tell(counts, expected);
if (option === "--update")
    await writeFile(kExpected, `${JSON.stringify(counts, null, 4)}\n`);
