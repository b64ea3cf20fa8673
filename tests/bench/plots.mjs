// How cost grows, drawn by gnuplot.
import {execFileSync} from "node:child_process";
import {join} from "node:path";

/// One picture of lines: {file, title, x, y, lines: [{name, points: [[x, y]]}]}; both axes are
/// logarithmic.
function draw(folder, {file, title, x, y, lines})
{
    const blocks = lines.map(
        ({points}, i) => `$line${i} << EOD\n${points.map((p) => p.join(" ")).join("\n")}\nEOD`);
    const curves = lines.map(
        ({name}, i) => `$line${i} using 1:2 with linespoints lw 2 pt 7 title "${name}"`);
    const script = `
${blocks.join("\n")}
set terminal svg size 640,360 font "sans,12" background rgb "white"
set output "${join(folder, file)}"
set title "${title}"
set xlabel "${x}"
set ylabel "${y}"
set logscale xy
set format x "%.0s%c"
set grid
set key left top
plot ${curves.join(", ")}
`;
    execFileSync("gnuplot", [], {input: script, stdio: ["pipe", "inherit", "inherit"]});
}

export async function plots(folder, {all, of, median})
{
    const sizes = [...new Set(all("large index").map(({logs}) => logs))];
    // Measured in the order of the sizes.
    const bySize = (what) => all(what).map(({us}, i) => [sizes[i], us]);
    draw(folder, {
        file: "logs.svg", title: "A judgement, by how many logs are indexed", x: "logs", y: "µs",
        lines: [
            {name: "judged, in one view", points: bySize("judged, in one view")},
            {name: "judged, a view each", points: bySize("judged, a view each")},
            {name: "SQLite alone, both rows",
                points: bySize("SQLite alone, the log's row and its block's")},
        ],
    });
    draw(folder, {
        file: "starts.svg", title: "Killed start to first answer", x: "logs", y: "ms",
        lines: ["files in memory", "files on disk"].map((where) => ({
            name: where,
            points: sizes.map((size) => [size, median(
                all(`start, killed, ${where}`, ({logs}) => logs === size)
                    .map(({all_ms}) => all_ms))]),
        })),
    });
    const group = (kind, chains, messages) => [
        chains * messages, of("safety-bench", `${kind}/chains:${chains}/messages:${messages}`)
            .real_time];
    draw(folder, {
        file: "messages.svg", title: "Deciding a group of blocks that depend on each other",
        x: "messages in it, on 20 chains", y: "ms",
        lines: [["good_groups", "all valid"], ["cycles", "all in cycles"]].map(([kind, name]) => ({
            name, points: [50, 500, 5_000, 10_000].map((each) => group(kind, 20, each)),
        })),
    });
    draw(folder, {
        file: "chains.svg", title: "Deciding 20,000 messages that depend on each other",
        x: "chains", y: "ms",
        lines: [["good_groups", "all valid"], ["cycles", "all in cycles"]].map(([kind, name]) => ({
            name,
            points: [2, 20, 100].map((chains) => [chains, group(kind, chains, 20_000 / chains)[1]]),
        })),
    });
    draw(folder, {
        file: "subscribers.svg", title: "A new block, until all subscribers know its heads",
        x: "subscribers", y: "ms",
        lines: [["p50_ms", "p50"], ["p99_ms", "p99"]].map(([part, name]) => ({
            name, points: all("subscribers").map((line) => [line.subscribers, line[part]]),
        })),
    });
    draw(folder, {
        file: "depth.svg", title: "A reorg, by its depth", x: "blocks of 100 logs", y: "ms",
        lines: [["taken_back_ms", "taken back"], ["swapped_ms", "replaced"],
            ["appended_ms", "appended, to compare"]]
            .map(([part, name]) => ({
                name, points: all("reorg").map((line) => [line.blocks, line[part]]),
            })),
    });
}
