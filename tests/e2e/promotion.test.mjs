// How far blocks come on real chains, and what holds them.
import assert from "node:assert/strict";
import {test} from "node:test";

import {emitLog, executing} from "../../deploy/devnet/lib/chain.mjs";
import {kExit} from "./support/programs.mjs";
import {World} from "./support/world.mjs";

/// The nodes call a block safe when there are so many more, and final at twice as many.
const epochSlots = 2;

/// The next block of `chain`: a log, which may be a deposit's, and then the executed messages.
async function mineBlock(chain, {text, deposited = false, executes = []})
{
    if (deposited)
        await chain.submitDeposit(emitLog(text));
    else
        await chain.submit(emitLog(text));
    for (const message of executes)
        await chain.submit(executing(message));
    return chain.mine();
}

/// Waits until all heads are where they stay: at what the nodes call so, but on `b` below the block
/// that waits.
async function allReached({a, b, service}, {heldFrom})
{
    for (const chain of [a, b])
    {
        const at = async (label) => Number((await chain.block(label)).number);
        const [newest, safe, final] = await Promise.all(["latest", "safe", "finalized"].map(at));
        await service.reached(chain, "unsafe", newest);
        await service.reached(
            chain, "cross-unsafe", chain === b ? Math.min(heldFrom - 1, newest) : newest);
        await service.reached(chain, "local-safe", safe);
        await service.reached(chain, "safe", safe);
        await service.reached(chain, "finalized", final);
    }
}

test("a message rises from level to level, with the slower of its two blocks", async (t) => {
    const world = await World.start(t, {epochSlots});
    const {a, b, service} = world;
    const message = await a.foretell("hello", {blocks: 3});
    await b.mineMany(3);
    const executed = Number((await b.execute(message)).blockNumber);
    await b.mineMany(epochSlots);
    const levels = async () => Promise.all(
        [[a, message.identifier.blockNumber], [b, executed]].map(async ([chain, number]) =>
            (await service.block(chain, number)).levels ?? []));
    const check = async (level) =>
        (await world.check(message, {caughtUp: false, flags: ["--level", level]})).code;

    // The node calls the executing block safe, but the message is not there yet.
    await service.reached(b, "local-safe", executed);
    assert.deepEqual(await levels(), [[], ["unsafe", "local-safe"]]);
    for (const level of ["cross-unsafe", "safe"])
    {
        const {code, reason, awaited_chain_id: chain} = await service.explain(b, executed, level);
        assert.deepEqual([code, reason, chain], [kExit.notYet, "initiating_not_seen", "901"]);
    }
    assert.equal(await check("unsafe"), kExit.notYet);

    await a.mineMany(2);
    assert.deepEqual(await a.initiate("hello"), message);
    await service.reached(b, "cross-unsafe", executed);
    assert.deepEqual(
        await levels(), [["unsafe", "cross-unsafe"], ["unsafe", "cross-unsafe", "local-safe"]]);
    assert.equal((await service.explain(b, executed)).code, kExit.ok);
    const waiting = await service.explain(b, executed, "safe");
    assert.deepEqual([waiting.code, waiting.reason], [kExit.notYet, "initiating_not_seen"]);
    assert.equal(await check("cross-unsafe"), kExit.ok);
    assert.equal(await check("safe"), kExit.notYet);

    await a.mineMany(epochSlots);
    await service.reached(b, "safe", executed);
    const kSafe = ["unsafe", "cross-unsafe", "local-safe", "safe"];
    assert.deepEqual(await levels(), [kSafe, kSafe]);
    assert.equal(await check("safe"), kExit.ok);
    assert.equal(await check("finalized"), kExit.notYet);

    await Promise.all([a.mineMany(epochSlots), b.mineMany(epochSlots)]);
    await service.reached(a, "finalized", message.identifier.blockNumber);
    await service.reached(b, "finalized", executed);
    assert.deepEqual(await levels(), [[...kSafe, "finalized"], [...kSafe, "finalized"]]);
    assert.equal(await check("finalized"), kExit.ok);
});

test("blocks with messages of their own time are promoted together", async (t) => {
    const world = await World.start(t, {epochSlots});
    const {a, b, service} = world;
    const [fromA, fromB] = [await a.foretell("from a"), await b.foretell("from b")];
    await mineBlock(a, {text: "from a", executes: [fromB]});
    const waiting = await service.decided(a, 1, "wait");
    assert.equal(waiting.reason, "peer_not_seen");
    assert.equal((await service.head(a, "cross-unsafe")).number, 0);

    await mineBlock(b, {text: "from b", executes: [fromA]});
    await Promise.all([a, b].map((chain) => service.decided(chain, 1, "accept")));
    assert.equal((await service.block(a, 1)).executing[0].verdict, "valid");
    await Promise.all([a, b].map((chain) => chain.mineMany(epochSlots)));
    await Promise.all([a, b].map((chain) => service.reached(chain, "safe", 1)));
});

test("a cycle is caught on both chains, and healed by replacing its blocks", async (t) => {
    const world = await World.start(t, {count: 3});
    const {a, b, service} = world;
    const c = world.devnet.chain(903);
    // Each block executes the log that the other one emits afterwards.
    const [fromA, fromB] =
        [await a.foretell("from a", {logIndex: 2}), await b.foretell("from b", {logIndex: 1})];
    const deposited = await a.foretell("deposited");
    await a.submitDeposit(emitLog("deposited"));
    await a.submit(executing(fromB));
    await mineBlock(a, {text: "from a"});
    await b.submit(executing(fromA));
    await mineBlock(b, {text: "from b"});
    // A third chain only rests on a deposit in one of them.
    await c.execute(deposited);

    for (const chain of [a, b])
    {
        const {code, reason} = await service.decided(chain, 1, "replace");
        assert.deepEqual([code, reason], [kExit.invalid, "cycle"]);
        assert.equal((await service.head(chain, "cross-unsafe")).number, 0);
    }
    const resting = await service.decided(c, 1, "wait");
    assert.equal(resting.reason, "peer_on_cycle");
    assert.equal(resting.awaited_chain_id, "901");

    await a.replace(1);
    await Promise.all([a, c].map((chain) => service.decided(chain, 1, "accept")));
    assert.equal((await service.decided(b, 1, "replace")).reason, "no_such_log");
    await b.replace(1);
    await Promise.all([a, b, c].map((chain) => chain.mine()));
    await Promise.all([a, b, c].map((chain) => service.reached(chain, "cross-unsafe", 2)));
    assert.equal((await service.block(c, 1)).executing[0].verdict, "valid");
});

test("a chain that stands still holds up only those that wait for its messages", async (t) => {
    const world = await World.start(t, {epochSlots});
    const {a, b, service} = world;
    const early = await a.initiate("early");
    await a.mineMany(2 * epochSlots);
    await b.mineMany(2);
    const used = Number((await b.execute(early)).blockNumber);
    const {number} = await b.mineMany(10);
    await service.reached(b, "cross-unsafe", number);
    await service.reached(b, "safe", number - BigInt(epochSlots));
    await service.reached(b, "finalized", number - BigInt(2 * epochSlots));
    assert.ok((await service.head(b, "finalized")).number > used);

    const late = await a.foretell("late");
    const held = Number((await b.execute(late)).blockNumber);
    await b.mineMany(2);
    const {steps} = await service.decided(b, held + 2, "wait");
    assert.deepEqual(
        steps.map((step) => [step.block.number, step.reason]),
        [[held + 2, "earlier_block"], [held, "initiating_not_seen"]]);
    assert.equal(steps[1].awaited_timestamp, Number(late.identifier.timestamp));
    assert.equal((await service.head(b, "cross-unsafe")).number, held - 1);

    await a.initiate("late");
    await service.reached(b, "cross-unsafe", held + 2);
});

test("heads outlive a restart, and what waits goes on waiting", async (t) => {
    const world = await World.start(t, {epochSlots});
    const {a, b} = world;
    const message = await a.foretell("hello", {blocks: 3});
    await a.mineMany(2);
    await b.mineMany(8);
    const executed = Number((await b.execute(message)).blockNumber);
    await world.service.decided(b, executed, "wait");
    await allReached(world, {heldFrom: executed});
    const heads = async () => (await world.service.status()).chains.map((chain) => chain.heads);
    for (const signal of ["SIGTERM", "SIGKILL"])
    {
        const before = await heads();
        await world.service.stop(signal);
        await world.startService();
        assert.deepEqual(await heads(), before, signal);
        assert.equal((await world.service.decided(b, executed, "wait")).awaited_chain_id, "901");
    }

    await world.service.stop("SIGKILL");
    await a.initiate("hello");
    await world.startService();
    await world.service.reached(b, "cross-unsafe", executed);
    await Promise.all([a, b].map((chain) => chain.mineMany(2 * epochSlots)));
    await world.service.reached(b, "finalized", executed);
});
