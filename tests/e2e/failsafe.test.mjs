// Messages that are not judged, because an operator wants it so.
import assert from "node:assert/strict";
import {randomBytes} from "node:crypto";
import {writeFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";

import {kExit} from "./support/programs.mjs";
import {World} from "./support/world.mjs";

/// A world whose service has an Admin door, and `failsafe(...)`, which asks through it.
async function guarded(t, flags = [])
{
    const world = await World.build(t);
    const secret = join(world.dir, "jwt.hex");
    await writeFile(secret, randomBytes(32).toString("hex"));
    const start = () => world.startService({
        flags: ["--admin.listen", "127.0.0.1:0", "--admin.jwt_secret", secret, ...flags]});
    const administer = (...args) => {
        const [, admin] = [...world.service.log().matchAll(/admin at ([\w.:]+)/g)].at(-1);
        return world.service.cli(...args, "--admin", admin, "--jwt-secret", secret);
    };
    const failsafe = (...args) => administer("failsafe", ...args);
    await start();
    return {world, start, failsafe, administer};
}

test("a failsafe of two chains is raised, outlives a kill, and is cleared", async (t) => {
    const {world, start, failsafe} = await guarded(t);
    const message = await world.a.initiate("hello");
    await world.b.mine();
    assert.equal((await world.check(message)).code, kExit.ok);

    const raised = await failsafe("on", "alpha", "bravo", "--reason", "an attack", "--by", "ada");
    assert.equal(raised.code, 0, raised.stderr);
    for (const restart of [false, true])
    {
        if (restart)
        {
            await world.service.stop("SIGKILL");
            await start();
        }
        const {code, answer} = await world.check(message);
        assert.equal(code, kExit.cannotTell);
        assert.equal(answer.cause, "failsafe");
        assert.match(answer.explanation, /failsafe for chains 901 and 902 \(manual\): an attack/);
        assert.equal((await world.check(message, {on: world.a})).code, kExit.ok, "901 by itself");
    }
    assert.match(
        (await world.service.cli("status")).stdout,
        /alpha \(901\), bravo \(902\) +manual .* ada +cleared +an attack/);
    const [known] = (await world.service.status()).failsafes;
    assert.deepEqual(
        [known.chain_ids, known.cause, known.reason, known.by, known.held],
        [["901", "902"], "manual", "an attack", "ada", true]);

    assert.match((await failsafe("off")).stdout, /there was none for all messages/);
    assert.match((await failsafe("off", "902", "901")).stdout, /failsafe off/);
    assert.equal((await world.check(message)).code, kExit.ok);
});

test("a failsafe for all refuses everything", async (t) => {
    const {world, failsafe} = await guarded(t);
    const message = await world.a.initiate("hello");
    await world.b.mine();
    await failsafe("on", "--reason", "an upgrade");
    for (const on of [world.a, world.b])
        assert.equal((await world.check(message, {on})).answer.cause, "failsafe");
    assert.equal((await world.checkEntries([])).code, kExit.cannotTell);
    await failsafe("off");
    assert.equal((await world.check(message)).code, kExit.ok);
});

test("what is logged is changed while it runs, and JSON lines have fields", async (t) => {
    const {world, administer} = await guarded(t, ["--log.format", "json"]);
    const {service, a} = world;
    const lines = () => service.log().split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const reorg = async () => {
        await a.mineMany(2);
        await service.caughtUp(a);
        await a.reorg(1);
        await a.mineMany(2);
        await service.caughtUp(a);
    };
    assert.equal((await administer("log-level", "warn")).code, kExit.ok);
    await reorg();
    assert.deepEqual(lines().filter(({event}) => event === "reorg"), []);
    const done = await administer("log-level", "info");
    assert.equal(done.code, kExit.ok, done.stderr);
    await reorg();
    const [line] = lines().filter(({event}) => event === "reorg");
    assert.equal(line.chain_id, "901");
    assert.match(line.hash, /^0x[0-9a-f]{64}$/);
    assert.equal((await administer("log-level", "loud")).code, kExit.usage);
});
