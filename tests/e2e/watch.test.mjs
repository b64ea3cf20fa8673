// Following changes, through restarts of interlockd.
import assert from "node:assert/strict";
import {test} from "node:test";

import {flipBit} from "../../deploy/devnet/lib/bytes.mjs";
import {message as makeMessage} from "../../deploy/devnet/lib/message.mjs";
import {until} from "../../deploy/devnet/lib/wait.mjs";
import {connect, follow, hexOf, status} from "./support/grpc.mjs";
import {kExit} from "./support/programs.mjs";
import {World} from "./support/world.mjs";

const epochSlots = 2;

/// Asserts that numbers rise, and that none comes twice.
function assertRising(sequences)
{
    for (let i = 1; i < sequences.length; i++)
        assert.ok(sequences[i - 1] < sequences[i], `${sequences[i]} after ${sequences[i - 1]}`);
}

/// What the heads are after these changes: hashes by chain and level.
const headsAfter = (changes) => Object.fromEntries(
    changes.map(({chain_id: chain, level, block}) => [`${chain} ${level}`, block.hash]));

async function headsOf(service)
{
    const {chains} = await service.status();
    return Object.fromEntries(chains.flatMap(({chain_id: chain, heads}) =>
        heads.filter(({block}) => block).map(({level, block}) => [`${chain} ${level}`, block.hash])));
}

/// Waits until the changes lead to the heads as they are, and these have come to where `chains` are.
const upToDate = (world, changes, chains) => until(
    "the changes to lead to the heads as they are",
    async () => {
        await Promise.all(chains.map(async (chain) => world.service.reached(
            chain, "finalized", (await chain.head()).number - BigInt(2 * epochSlots))));
        try
        {
            assert.deepEqual(headsAfter(changes()), await headsOf(world.service));
            return true;
        }
        catch (error)
        {
            return error instanceof assert.AssertionError ? false : Promise.reject(error);
        }
    });

test("`interlock watch` tells every head, goes on after a restart, and later", async (t) => {
    const world = await World.start(t, {epochSlots});
    const {a, b} = world;
    await Promise.all([a.mineMany(4), b.mineMany(4)]);
    await Promise.all([a, b].map((chain) => world.service.reached(chain, "safe", 2)));
    const watch = world.service.watch(t);
    const kLevels = 5;
    await until("all heads to be told", () => watch.changes.length >= 2 * kLevels);
    const first = watch.changes.length;

    await Promise.all([a.mineMany(2), b.mineMany(2)]);
    await upToDate(world, () => watch.changes, [a, b]);
    await world.restartService("SIGKILL");
    await Promise.all([a.mineMany(2), b.reorg(1)]);
    await upToDate(world, () => watch.changes, [a, b]);
    assert.equal(await watch.stop(), kExit.ok);
    const seen = watch.changes;
    assertRising(seen.slice(first).map(({sequence}) => sequence));
    assert.match(watch.errors, /trying again/);
    const [, sequence] = watch.errors.match(/to go on from here: --after (\d+)/);
    assert.equal(Number(sequence), seen.at(-1).sequence);

    // What happened while nobody watched is told from there on.
    await a.mineMany(3);
    await world.service.reached(a, "cross-unsafe", (await a.head()).number);
    const later = world.service.watch(t, "--after", sequence);
    await upToDate(world, () => [...seen, ...later.changes], [a, b]);
    assertRising([Number(sequence), ...later.changes.map((change) => change.sequence)]);
});

test("a stream of heads goes on after a restart without a gap", async (t) => {
    const world = await World.start(t, {epochSlots});
    const {a, b} = world;
    await world.service.caughtUp(a, b);
    const {sequence} = await connect(t, world.service.server).supervisor.GetHeads();
    const before = await headsOf(world.service);
    const seen = [];
    let after = sequence;
    for (const signal of ["SIGTERM", "SIGKILL"])
    {
        const stream = follow(t, world.service.server, "WatchHeads", {after});
        const {number} = await a.mine();
        await until("the block to be told", () => stream.changes.some(
            (change) => change.level === "SAFETY_LEVEL_CROSS_UNSAFE"
                && change.block.id.number === `${number}`));
        await world.service.stop(signal);
        assert.equal((await stream.ended).code, status.UNAVAILABLE, signal);
        seen.push(...stream.changes);
        after = seen.at(-1).sequence;
        await Promise.all([a.mine(), b.mine()]);
        await world.startService({server: world.service.server});
    }
    const last = follow(t, world.service.server, "WatchHeads", {after});
    const changes = () => [...seen, ...last.changes].map(({chain_id: chain, level, block}) => ({
        chain_id: `${BigInt(hexOf(chain))}`,
        level: level.replace("SAFETY_LEVEL_", "").toLowerCase().replace("_", "-"),
        block: {hash: hexOf(block.id.hash)},
    }));
    await until("the changes to lead to the heads as they are", async () => {
        const told = {...before, ...headsAfter(changes())};
        const heads = await headsOf(world.service);
        return heads["902 unsafe"] === (await b.head()).hash
            && Object.entries(heads).every(([head, hash]) => told[head] === hash);
    });
    assertRising([sequence, ...[...seen, ...last.changes].map((c) => c.sequence)].map(BigInt));
});

test("what becomes of invalid blocks is told, also to those who come later", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    const watch = world.service.watch(t, "--verdicts", "bravo");
    const told = (count, by = watch) => until(
        `${count} verdicts`, () => by.changes.length >= count && by.changes);
    await a.mine();
    const message = await a.initiate("hello");
    await b.mineMany(3);
    const {identifier, payload} = message;
    const {blockHash} = await b.execute(makeMessage(identifier, flipBit(payload)));
    const [found] = await told(1);
    assert.deepEqual(
        [found.change, found.level, found.block.hash, found.reason],
        ["invalid", "cross-unsafe", blockHash, "payload_mismatch"]);

    await world.restartService("SIGKILL");
    const replacement = await b.replace(4);
    const [, replaced] = await told(2);
    assert.deepEqual(
        [replaced.change, replaced.block.hash, replaced.replaced_by.hash],
        ["replaced_by", blockHash, replacement.hash]);

    // A message that is gone for a while makes its block invalid for a while.
    await b.execute(message);
    await world.service.decided(b, 5, "accept");
    await a.reorg(1);
    await world.service.decided(b, 5, "replace");
    await a.rollback(1);
    assert.deepEqual(await a.initiate("hello"), message);
    await world.service.decided(b, 5, "accept");
    const changes = await told(4);
    assert.deepEqual(
        changes.map((c) => [c.block.number, c.change]),
        [[4, "invalid"], [4, "replaced_by"], [5, "invalid"], [5, "withdrawn"]]);

    assertRising(changes.map((change) => change.sequence));
    const late = world.service.watch(t, "--verdicts", "--after", `${found.sequence}`);
    const outline = ({sequence, block, change, reason}) => [sequence, block.hash, change, reason];
    assert.deepEqual((await told(3, late)).map(outline), changes.slice(1).map(outline));
    // And those who were away for too long are told that.
    const gone = await world.service.cli("watch", "--verdicts", "--after", "1");
    assert.equal(gone.code, kExit.gone);
    assert.match(gone.stderr, /begin anew/);
});
