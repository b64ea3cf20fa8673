// interlockd and interlock, as a test runs them. Where they are comes from the environment:
// INTERLOCKD and INTERLOCK, set by ctest.
import {spawn} from "node:child_process";

import {Process, tail} from "../../../deploy/devnet/lib/process.mjs";
import {until} from "../../../deploy/devnet/lib/wait.mjs";

/// What interlock's exit statuses mean.
export const kExit = {
    ok: 0, invalid: 1, usage: 2, notYet: 3, cannotTell: 4, unreachable: 5, notFound: 6, gone: 6,
};

/// And interlockd's.
export const kEnded = {stopped: 0, cannotStart: 1, mustChange: 2};

const kReady_s = 60;
const kAnswer_s = 60;
const kRefusal_s = 60;
/// News reach the index soon, so that no test waits long for a poll; but no chain is believed to
/// have become shorter, which takes three polls, while a slow machine replaces its blocks.
const kFlags = ["--ingest.poll_interval_ms", "100", "--log.level", "trace"];

function program(variable)
{
    const path = process.env[variable];
    if (!path)
        throw new Error(`set ${variable} to the built program, as ctest does`);
    return path;
}

/// Starts interlockd and does not wait for anything. `within` are a program and arguments that run
/// it, as "nice" would, and become it.
export function spawnService({config, log, flags = [], within = []})
{
    const [command, ...args] =
        [...within, program("INTERLOCKD"), "--config", config, ...kFlags, ...flags];
    return new Process("interlockd", command, args, {log});
}

/// Runs an interlockd that is to end by itself. Returns {code, log}.
export async function runRefused(options)
{
    const service = spawnService(options);
    try
    {
        await until("interlockd to refuse to run", () => !service.running, {
            deadline_s: kRefusal_s, describe: () => service.log(),
        });
    }
    finally
    {
        await service.stop();
    }
    return {code: (await service.ended).code, log: service.log()};
}

/// A running interlockd, which listens at a port of its own choice.
export class Service
{
    #process;

    constructor(process, server)
    {
        this.#process = process;
        this.server = server;
    }

    /// Starts it and waits until it listens.
    static async start({config, log, listen = "127.0.0.1:0", flags = [], within})
    {
        const process =
            spawnService({config, log, within, flags: ["--grpc.listen", listen, ...flags]});
        // A service that is started again appends to the same log.
        const before = process.log().length;
        const server = await until(
            "interlockd to listen",
            () => {
                process.assertRunning();
                return process.log().slice(before).match(/gRPC at (127\.0\.0\.1:\d+)/)?.[1];
            },
            {deadline_s: kReady_s});
        return new Service(process, server);
    }

    get pid() { return this.#process.pid; }
    log() { return this.#process.log(); }
    signal(name) { this.#process.signal(name); }
    stop(signal) { return this.#process.stop(signal); }

    /// Starts `interlock watch --json`, which ends with the test `t`.
    watch(t, ...args)
    {
        const watch = new Watch(["--server", this.server, "--json", "watch", ...args]);
        t.after(() => watch.stop());
        return watch;
    }

    /// Runs `interlock`. Returns {code, stdout, stderr}.
    cli(...args)
    {
        return runClient(["--server", this.server, ...args]);
    }

    /// The same with --json; returns {code, json}.
    async json(...args)
    {
        const {code, stdout, stderr} = await this.cli("--json", ...args);
        try
        {
            return {code, json: JSON.parse(stdout)};
        }
        catch
        {
            throw new Error(`interlock ${args.join(" ")} gave no JSON: ${stdout}${stderr}`);
        }
    }

    async status() { return (await this.json("status")).json; }

    async chainStatus(id)
    {
        return (await this.status()).chains.find(({chain_id}) => chain_id === `${id}`);
    }

    /// A chain's head at a level, or null: {number, hash, …}.
    async head(chain, level)
    {
        const {heads} = await this.chainStatus(chain.id);
        return heads.find((head) => head.level === level).block;
    }

    /// Waits until a chain's head at a level is at block `number` of the node, or above it.
    reached(chain, level, number)
    {
        return until(
            `the ${level} head of chain ${chain.id} to come to block ${number}`,
            async () => (await this.head(chain, level))?.number >= number
                && (await this.block(chain, number)).hash === (await chain.block(number)).hash,
            {deadline_s: kAnswer_s, describe: () => this.#newestLines()});
    }

    /// What is indexed of a block.
    async block(chain, number)
    {
        return (await this.json("block", `${chain.id}`, `${Number(number)}`)).json;
    }

    /// The decision on a block, as `interlock explain` gives it: {code, decision, reason, …}, with
    /// all `steps`.
    async explain(chain, number, level = "cross-unsafe")
    {
        const {code, json} = await this.json(
            "explain", "block", `${chain.id}`, `${number}`, "--level", level);
        const steps = json.views?.[0].steps;
        return {...json, ...steps?.[0], steps, code};
    }

    /// Waits until that decision is `decision`, and returns it.
    decided(chain, number, decision, level)
    {
        let last;
        return until(
            `block ${number} of chain ${chain.id} to get the decision ${decision}`,
            async () => {
                last = await this.explain(chain, number, level);
                return last.decision === decision && last;
            },
            {deadline_s: kAnswer_s, describe: () => JSON.stringify(last) + this.#newestLines()});
    }

    /// Waits until the index has the very block that is the node's newest.
    caughtUp(...chains)
    {
        return Promise.all(chains.map((chain) => until(
            `the index to have the head of chain ${chain.id}`,
            async () => {
                const [status, head] =
                    await Promise.all([this.chainStatus(chain.id), chain.head()]);
                return status.ready && status.newest?.hash === head.hash;
            },
            {deadline_s: kAnswer_s, describe: () => this.#newestLines()})));
    }

    #newestLines() { return `\n${tail(this.log())}`; }
}

/// A running `interlock` that tells changes, a line of JSON each.
class Watch
{
    #child;
    #ended;
    #text = "";
    errors = "";

    constructor(args)
    {
        this.#child = spawn(program("INTERLOCK"), args, {stdio: ["ignore", "pipe", "pipe"]});
        this.#child.stdout.on("data", (data) => { this.#text += data; });
        this.#child.stderr.on("data", (data) => { this.errors += data; });
        this.#ended = new Promise((resolve) => this.#child.once("close", resolve));
    }

    /// All that were told so far.
    get changes()
    {
        return this.#text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
    }

    /// Interrupts it as Ctrl-C does, and returns its exit status.
    async stop()
    {
        this.#child.kill("SIGINT");
        return this.#ended;
    }
}

/// Runs `interlock` with these arguments. Returns {code, stdout, stderr}.
export const runClient = (args, options) => runToEnd("INTERLOCK", args, options);

/// The same of an interlockd that answers and ends.
export const runDaemon = (args, options) => runToEnd("INTERLOCKD", args, options);

/// `options` are spawn's.
function runToEnd(variable, args, options = {})
{
    return new Promise((resolve, reject) => {
        const child = spawn(
            program(variable), args, {...options, stdio: ["ignore", "pipe", "pipe"]});
        let stdout = "";
        let stderr = "";
        child.stdout.on("data", (data) => { stdout += data; });
        child.stderr.on("data", (data) => { stderr += data; });
        child.once("error", reject);
        child.once("close", (code) => resolve({code, stdout, stderr}));
    });
}
