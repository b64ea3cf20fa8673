// The real Prometheus, with the rules and the example configuration of deploy/prometheus.
import {execFile} from "node:child_process";
import {mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {createServer} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";

import {Process} from "../../../deploy/devnet/lib/process.mjs";
import {until} from "../../../deploy/devnet/lib/wait.mjs";

export const kFolder = fileURLToPath(new URL("../../../deploy/prometheus", import.meta.url));

const kReady_s = 60;
const kMissing = "promtool is missing; run: deploy/install-deps.sh test";

/// Runs promtool in that folder. Returns {code, output}.
export function promtool(...args)
{
    return new Promise((resolve) => {
        execFile("promtool", args, {cwd: kFolder}, (error, stdout, stderr) => {
            const output = `${stdout}${stderr}${error?.code === "ENOENT" ? kMissing : ""}`;
            resolve({code: error ? error.code : 0, output});
        });
    });
}

/// A port that nothing listens at just now.
export async function freePort()
{
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const {port} = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}

/// A running Prometheus with an empty store, at a port of its own choice.
export class Prometheus
{
    #process;
    #url;

    constructor(process, url)
    {
        this.#process = process;
        this.#url = url;
    }

    /// Starts it with the example configuration, but once a second and at `target` (host:port),
    /// and waits until it is ready. It ends with the test `t`.
    static async start(t, target)
    {
        const dir = await mkdtemp(join(tmpdir(), "interlock-prometheus-"));
        const config = join(dir, "prometheus.yml");
        await writeFile(config, adapted(
            await readFile(join(kFolder, "prometheus.yml"), "utf8"), target));
        const process = new Process("prometheus", "prometheus", [
            "--config.file", config, "--storage.tsdb.path", join(dir, "data"),
            "--web.listen-address", "127.0.0.1:0",
        ], {log: join(dir, "log")});
        t.after(async () => {
            await process.stop();
            await rm(dir, {recursive: true, force: true});
        });
        const port = await until("Prometheus to listen", () => {
            process.assertRunning();
            const log = process.log();
            return log.includes("ready to receive") && log.match(/Listening on.*:(\d+)/)?.[1];
        }, {deadline_s: kReady_s});
        return new Prometheus(process, `http://127.0.0.1:${port}`);
    }

    /// What its HTTP API answers; throws with the reason when it refuses.
    async get(path, parameters = {})
    {
        const body = new URLSearchParams(parameters);
        const method = body.size ? {method: "POST", body} : {};
        const reply = await (await fetch(`${this.#url}/api/v1/${path}`, method)).json();
        if (reply.status !== "success")
            throw new Error(`${path} ${body}: ${reply.error}`);
        return reply.data;
    }

    /// The series that an expression gives now.
    async query(expr) { return (await this.get("query", {query: expr})).result; }

    /// All rules, as it has read them.
    async rules() { return (await this.get("rules")).groups.flatMap(({rules}) => rules); }
}

/// The example, with each thing that is replaced found exactly as it stands there.
function adapted(config, target)
{
    const replacements = [
        [/_interval: 15s/g, "_interval: 1s"],
        [/ - rules\/\*\.yml/g, ` - ${join(kFolder, "rules/*.yml")}`],
        [/"127\.0\.0\.1:7300"/g, `"${target}"`],
    ];
    return replacements.reduce((text, [from, to]) => {
        if (!from.test(text))
            throw new Error(`deploy/prometheus/prometheus.yml has no ${from} any more`);
        return text.replace(from, to);
    }, config);
}
