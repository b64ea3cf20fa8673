// The live view of `interlock watch` on a real terminal, which tmux holds.
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {promisify} from "node:util";

import {flipBit} from "../../deploy/devnet/lib/bytes.mjs";
import {message as makeMessage} from "../../deploy/devnet/lib/message.mjs";
import {until} from "../../deploy/devnet/lib/wait.mjs";
import {World} from "./support/world.mjs";

const run = promisify(execFile);

/// A terminal of its own with a shell in it.
class Screen
{
    #socket;

    constructor(socket)
    {
        this.#socket = socket;
    }

    static async open(t, dir, {width = 100, height = 24} = {})
    {
        const screen = new Screen(join(dir, "tmux"));
        await screen.#tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", `${width}`, "-y", `${height}`,
            "env PS1='ready> ' sh");
        // By its id: the folder of its socket may be gone by then.
        const server = Number(await screen.#tmux("display-message", "-p", "#{pid}"));
        t.after(() => process.kill(server));
        await screen.shows(/ready> ?\n/);
        return screen;
    }

    async #tmux(...args)
    {
        return (await run("tmux", ["-S", this.#socket, ...args])).stdout;
    }

    /// The program that the shell waits for.
    async child()
    {
        const shell = (await this.#tmux("display-message", "-p", "#{pane_pid}")).trim();
        return Number(await readFile(`/proc/${shell}/task/${shell}/children`, "utf8"));
    }

    text() { return this.#tmux("capture-pane", "-p"); }
    type(...keys) { return this.#tmux("send-keys", ...keys); }
    resize(width, height)
    {
        return this.#tmux("resize-window", "-x", `${width}`, "-y", `${height}`);
    }

    /// Waits until what is shown matches, and returns it.
    async shows(pattern)
    {
        let seen = "";
        await until(`the screen to show ${pattern}`, async () => {
            seen = await this.text();
            return pattern.test(seen);
        });
        return seen;
    }

    /// Whether the terminal is as a shell expects it: lines, echo, the main screen, a cursor.
    async assertGivenBack()
    {
        await this.shows(/ready> ?\n*$/);
        await this.type(
            "stty -a | grep -w -o -e '-*icanon' -e '-*echo' | sort | xargs", "Enter");
        await this.shows(/^echo icanon$/m);
        assert.equal(
            await this.#tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag}"),
            "0 1 1\n");
        await this.type("clear", "Enter");
    }
}

const watch = (service) => `${process.env.INTERLOCK} --server ${service.server} watch`;

test("the view follows chains, invalid blocks and sizes, and gives the terminal back", async (t) => {
    const world = await World.start(t);
    const {a, b, service} = world;
    await service.caughtUp(a, b);
    const screen = await Screen.open(t, world.dir);
    await screen.type(watch(service), "Enter");
    const first = await screen.shows(/alpha \(901\) +following +\d+[^]*bravo \(902\) +following/);
    assert.match(first, /^interlockd \S+ at \S+: ready, up .* UTC$/m);
    assert.match(first, /q: quit\n$/);

    await a.mine();
    const message = await a.initiate("hello");
    await b.mineMany(3);
    const {number} = await a.head();
    await screen.shows(new RegExp(`alpha \\(901\\) +unsafe +${number} 0x`));
    const {identifier, payload} = message;
    await b.execute(makeMessage(identifier, flipBit(payload)));
    await screen.shows(/bravo \(902\) .*cross-unsafe \d+ INVALID/);
    await screen.shows(/bravo \(902\) +cross-unsafe +4 0x.*INVALID: payload_mismatch/);

    await screen.resize(40, 12);
    const narrow = await screen.shows(/^alpha \(901\) +\d+ +\d+/m);
    for (const line of narrow.split("\n"))
        assert.ok([...line].length <= 40, line);
    assert.match(narrow.trimEnd(), /\nq: quit$/);
    await screen.resize(100, 24);

    await screen.type("q");
    await screen.assertGivenBack();
});

test("whatever ends it, the terminal is given back", async (t) => {
    const world = await World.start(t);
    const screen = await Screen.open(t, world.dir);
    for (const end of ["C-c", "TERM", "HUP", "QUIT", "SEGV"])
    {
        await screen.type(watch(world.service), "Enter");
        await screen.shows(/CHAIN +STATE[^]*q: quit\n*$/);
        if (end === "C-c")
            await screen.type(end);
        else
            process.kill(await screen.child(), `SIG${end}`);
        await screen.shows(/ready> ?\n*$/);
        await screen.type("clear", "Enter");
        await screen.assertGivenBack();
    }
    // Suspended, it leaves the terminal to the shell, and takes it again.
    await screen.type(watch(world.service), "Enter");
    await screen.shows(/q: quit\n*$/);
    await screen.type("C-z");
    await screen.shows(/ready> ?\n*$/);
    await screen.type("fg", "Enter");
    await screen.shows(/CHAIN +STATE[^]*q: quit\n*$/);
    await screen.type("q");
    await screen.assertGivenBack();
});

test("it says when the service is gone, and goes on by itself", async (t) => {
    const world = await World.start(t);
    const screen = await Screen.open(t, world.dir);
    await screen.type(watch(world.service), "Enter");
    await screen.shows(/alpha \(901\) +following/);
    await world.service.stop("SIGKILL");
    await screen.shows(/reconnecting since \d\d:\d\d:\d\d UTC/);
    await world.startService({server: world.service.server});
    await until("it to have reconnected", async () => !/reconnecting/.test(await screen.text()));
    await world.a.mine();
    const {number} = await world.a.head();
    await screen.shows(new RegExp(`alpha \\(901\\) +unsafe +${number} 0x`));
});

test("a dumb terminal, and none, get lines", async (t) => {
    const world = await World.start(t);
    const screen = await Screen.open(t, world.dir);
    await screen.type(`TERM=dumb ${watch(world.service)}`, "Enter");
    await screen.shows(/^now +alpha \(901\) +unsafe +\d+ 0x/m);
    await screen.type("C-c");
    await screen.shows(/to go on from here: --after \d+/);
    await screen.type("clear", "Enter");
    await screen.type(`NO_COLOR=1 ${watch(world.service)}`, "Enter");
    await screen.shows(/alpha \(901\) +following/);
    await screen.type("q");
    await screen.assertGivenBack();
});
