// Two test chains and an interlockd that follows them, in a folder of their own that is removed
// afterwards.
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";

import {startDevnet} from "../../../deploy/devnet/lib/devnet.mjs";
import {checkFlags} from "../../../deploy/devnet/lib/message.mjs";
import {Service} from "./programs.mjs";

export class World
{
    constructor(dir, devnet)
    {
        this.dir = dir;
        this.devnet = devnet;
        [this.a, this.b] = devnet.chains;
        this.service = undefined;
    }

    /// `t` is the test, which ends the world when it ends. No interlockd runs yet.
    static async build(t, options = {})
    {
        const dir = await mkdtemp(join(tmpdir(), "interlock-e2e-"));
        const devnet = await startDevnet(join(dir, "chains"), options);
        const world = new World(dir, devnet);
        t.after(async () => {
            await world.service?.stop();
            await devnet.stop();
            await rm(dir, {recursive: true, force: true});
        });
        return world;
    }

    /// The same with an interlockd that has caught up.
    static async start(t, options = {})
    {
        const world = await World.build(t, options);
        await world.startService();
        await world.service.caughtUp(world.a, world.b);
        return world;
    }

    /// Starts interlockd; with `urls` it reaches some chains at other addresses, with `server` it
    /// is to be reached there; `flags` and `within` are spawnService()'s.
    async startService({flags, server, within, ...config} = {})
    {
        const file = await this.devnet.writeConfig(config);
        this.service = await Service.start({
            config: file, log: this.logFile, flags, within, listen: server,
        });
    }

    /// Ends interlockd and starts it again, at the same address.
    async restartService(signal)
    {
        await this.service.stop(signal);
        await this.startService({server: this.service.server});
    }

    get logFile() { return join(this.dir, "interlockd.log"); }

    /// `interlock check` of a message as if executed on chain `on` (902) at `at` (that chain's next
    /// block, unless given), once interlockd has seen all there is to see. Returns {code, answer}.
    async check(message, {on = this.b, at, caughtUp = true, hashed = false, flags = []} = {})
    {
        if (caughtUp)
            await this.service.caughtUp(this.a, this.b);
        const when = at ?? (await on.head()).timestamp + BigInt(on.blockTime_s);
        const {code, json} = await this.service.json(
            "check", "--on", `${on.id}`, "--at", `${when}`, ...flags,
            ...checkFlags(message, {hashed}));
        return {code, answer: json.messages?.[0] ?? json};
    }

    /// The same question as access-list entries.
    async checkEntries(entries, {on = this.b, at, flags = []} = {})
    {
        await this.service.caughtUp(this.a, this.b);
        const when = at ?? (await on.head()).timestamp + BigInt(on.blockTime_s);
        return this.service.json(
            "check", "--on", `${on.id}`, "--at", `${when}`, ...flags, "--access-list",
            entries.join(","));
    }
}
