// Reorgs on real chains: the index follows, and verdicts with it.
import assert from "node:assert/strict";
import {test} from "node:test";

import {emitLog} from "../../deploy/devnet/lib/chain.mjs";
import {kExit} from "./support/programs.mjs";
import {World} from "./support/world.mjs";

/// That the index has the node's blocks, all of them, and no others.
async function assertIndexed(service, chain)
{
    await service.caughtUp(chain);
    const {number} = await chain.head();
    for (let n = 0; n <= number; n++)
    {
        const [{json}, block] =
            await Promise.all([service.json("block", `${chain.id}`, `${n}`), chain.block(n)]);
        assert.equal(json.hash, block.hash, `block ${n} of chain ${chain.id}`);
    }
    const {code} = await service.cli("block", `${chain.id}`, `${number + 1n}`);
    assert.equal(code, kExit.notFound);
}

test("a reorg makes a valid message invalid, and a new branch brings it back", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    await a.mine();
    const message = await a.initiate("hello");
    await a.mine();
    await b.mineMany(3);
    const executed = await b.execute(message);
    const blockOnB = `${Number(executed.blockNumber)}`;
    const verdictOnB = async () =>
        (await world.service.json("block", "902", blockOnB)).json.executing[0].verdict;
    assert.equal((await world.check(message)).code, kExit.ok);
    assert.equal(await verdictOnB(), "valid");

    // The blocks are replaced by empty ones of the same height and time.
    await a.reorg(2);
    const gone = await world.check(message);
    assert.equal(gone.code, kExit.invalid);
    assert.equal(gone.answer.reason, "no_such_log");
    assert.equal(await verdictOnB(), "invalid");

    // Another branch has the same log at the same place again.
    await a.rollback(2);
    assert.deepEqual(await a.initiate("hello"), message);
    const back = await world.check(message);
    assert.equal(back.code, kExit.ok);
    assert.equal(await verdictOnB(), "valid");
    assert.notEqual((await world.service.chainStatus(901)).reorgs, 0);
});

test("a message is gone with a branch that is reverted", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    await b.mineMany(5);
    const before = await a.snapshot();
    const message = await a.initiate("hello");
    assert.equal((await world.check(message)).code, kExit.ok);

    await a.revert(before);
    // The chain is shorter now, which may be a node that lags: only another block tells.
    await a.mine();
    const {code, answer} = await world.check(message);
    assert.equal(code, kExit.invalid);
    assert.equal(answer.reason, "no_such_log");
});

test("a deep reorg leaves nothing of the old branch", async (t) => {
    const world = await World.start(t);
    const {a} = world;
    for (let i = 0; i < 10; i++)
        await a.initiate(`old ${i}`);
    await a.mineMany(20);
    await assertIndexed(world.service, a);

    await a.reorg(29);
    await assertIndexed(world.service, a);
    await a.rollback(25);
    for (let i = 0; i < 30; i++)
        await a.initiate(`new ${i}`);
    await assertIndexed(world.service, a);
});

test("reorgs of both chains at once, again and again", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    await Promise.all([a.mineMany(6), b.mineMany(6)]);
    for (let round = 1; round <= 5; round++)
    {
        await Promise.all([a.reorg(round), b.rollback(round)]);
        const submitted = await b.submit(emitLog(`round ${round}`));
        await Promise.all([a.mineMany(round), b.mineMany(round + 1)]);
        assert.equal((await b.receipt(submitted)).status, "0x1");
    }
    await assertIndexed(world.service, a);
    await assertIndexed(world.service, b);
});

test("a reorg while interlockd is away is found when it is back", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    const message = await a.initiate("hello");
    await a.mine();
    await b.mineMany(3);
    assert.equal((await world.check(message)).code, kExit.ok);
    await world.service.stop();
    await a.reorg(2);
    await world.startService();
    assert.equal((await world.check(message)).answer.reason, "no_such_log");
    await assertIndexed(world.service, a);
});
