// A child process with a log file, started and ended cleanly.
import {spawn} from "node:child_process";
import {closeSync, openSync, readFileSync} from "node:fs";

const kPatience_ms = 10_000;

export class Process
{
    #child;
    #ended;
    #error;
    #log;
    #name;

    constructor(name, command, args, {log, cwd, env})
    {
        const out = openSync(log, "a");
        this.#child = spawn(command, args, {cwd, env, stdio: ["ignore", out, out]});
        closeSync(out);
        this.#log = log;
        this.#name = name;
        this.#ended = new Promise((resolve) => {
            this.#child.once("exit", (code, signal) => resolve({code, signal}));
            this.#child.once("error", (error) => {
                this.#error = error;
                resolve({error});
            });
        });
        // Nobody is left behind when this process ends without saying goodbye.
        const reap = () => this.#child.kill("SIGKILL");
        process.once("exit", reap);
        this.#ended.then(() => process.off("exit", reap));
    }

    get pid() { return this.#child.pid; }
    get ended() { return this.#ended; }
    get running() { return this.#child.exitCode === null && this.#child.signalCode === null; }

    log() { return readFileSync(this.#log, "utf8"); }

    /// Throws, with the end of the log, if the process is gone. For use in until().
    assertRunning()
    {
        if (this.running && this.pid !== undefined)
            return;
        const error = new Error(
            `${this.#name} ended early\n${this.#error?.message ?? tail(this.log())}`);
        error.final = true;
        throw error;
    }

    signal(name) { this.#child.kill(name); }

    /// Asks politely, then insists. Returns how it ended: {code, signal}.
    async stop(signal = "SIGTERM")
    {
        if (this.running)
            this.#child.kill(signal);
        const insist = setTimeout(() => this.#child.kill("SIGKILL"), kPatience_ms);
        const how = await this.#ended;
        clearTimeout(insist);
        return how;
    }
}

export const tail = (text, lines = 20) => text.trimEnd().split("\n").slice(-lines).join("\n");
