// Blocks that execute what was never said: the EVM takes them, interlockd does not.
import assert from "node:assert/strict";
import {test} from "node:test";

import {flipBit} from "../../deploy/devnet/lib/bytes.mjs";
import {emitLog, executing} from "../../deploy/devnet/lib/chain.mjs";
import {message as makeMessage, moved} from "../../deploy/devnet/lib/message.mjs";
import {until} from "../../deploy/devnet/lib/wait.mjs";
import {kExit} from "./support/programs.mjs";
import {World} from "./support/world.mjs";

const forge = ({identifier, payload}) => makeMessage(identifier, flipBit(payload));

/// Executes a message and returns the number of the block that does.
async function executed(chain, message)
{
    const {status, blockNumber} = await chain.execute(message);
    assert.equal(status, "0x1");
    return Number(blockNumber);
}

test("whatever a message lies about, its block is caught, and its replacement accepted", async (t) => {
    const world = await World.start(t, {expiryWindow_s: 60});
    const {a, b, service} = world;
    const old = await a.initiate("old");
    const message = await a.initiate("hello");
    // Late enough that the first one expires while the forgeries come, and the second does not.
    await a.mineMany(24);
    await b.mineMany(24);
    const {identifier} = message;
    const kForgeries = {
        "another payload": [forge(message), "payload_mismatch"],
        "another log": [moved(message, {logIndex: 1n}), "no_such_log"],
        "another time": [moved(message, {timestamp: identifier.timestamp + 1n}), "timestamp_mismatch"],
        "another block": [moved(message, {blockNumber: 99n}), "no_such_block"],
        "another chain": [moved(message, {chainId: b.id}), "no_such_log"],
        "a stranger": [moved(message, {chainId: 999n}), "unknown_chain"],
        "the future": [moved(message, {timestamp: identifier.timestamp + 10_000n}), "future"],
        "what has expired": [old, "expired"],
    };
    for (const [name, [forged, reason]] of Object.entries(kForgeries))
    {
        const number = await executed(b, forged);
        const found = await service.decided(b, number, "replace");
        assert.deepEqual([found.code, found.reason], [kExit.invalid, reason], name);
        assert.equal(found.message.message.payload_hash, forged.payloadHash, name);
        assert.equal((await service.head(b, "cross-unsafe")).number, number - 1, name);
        await b.replace(number);
        assert.equal((await service.decided(b, number, "accept")).code, kExit.ok, name);
    }
    const {number} = await b.mine();
    await service.reached(b, "cross-unsafe", number);
});

test("nothing gets past an invalid block, until it is replaced", async (t) => {
    const world = await World.start(t);
    const {a, b, service} = world;
    const message = await a.initiate("hello");
    await b.mine();
    await b.submit(emitLog("said in an invalid block"));
    const receipt = await b.send(executing(forge(message)));
    const number = Number(receipt.blockNumber);
    const [said] = await b.messagesOf(await b.receipt((await b.block(number)).transactions[0]));
    await b.mineMany(3);

    const found = await service.decided(b, number, "replace");
    assert.equal(found.block.hash, receipt.blockHash);
    const later = await service.decided(b, number + 3, "wait");
    assert.equal(later.reason, "earlier_block");
    assert.equal(later.steps.at(-1).decision, "replace");
    const {stdout} = await service.cli("explain", "block", "bravo", `${number}`);
    assert.match(stdout, /cross-unsafe +INVALID\n +reason +payload_mismatch/);
    assert.match((await service.cli("status")).stdout, /stands before block 2, INVALID/);

    // What was said there is not to be executed elsewhere.
    await a.mineMany(4);
    const checkSaid = (level) => world.check(said, {on: a, flags: ["--level", level]});
    assert.equal((await checkSaid("unsafe")).code, kExit.ok);
    assert.equal((await checkSaid("cross-unsafe")).code, kExit.notYet);
    const resting = await executed(a, said);
    const waiting = await service.decided(a, resting, "wait");
    assert.deepEqual([waiting.reason, waiting.awaited_number], ["initiating_level", number]);

    await b.replace(number);
    await b.mineMany(4);
    await service.reached(b, "cross-unsafe", number + 4);
    assert.equal((await service.decided(a, resting, "replace")).reason, "no_such_log");
    await a.replace(resting);
    await service.reached(a, "cross-unsafe", resting);

    // The old block can still be asked for.
    const gone = await service.explain(b, receipt.blockHash);
    assert.deepEqual([gone.code, gone.reason], [kExit.invalid, "payload_mismatch"]);
    assert.match(service.log(), /block 2 \(0x\w+…\) is invalid \(cross-unsafe\): payload_mismatch/);
    assert.match(service.log(), /the invalid block 2 \(0x\w+…\) was replaced by 0x/);
});

/// Three chains, and a block of the second one that is invalid and that its node calls safe.
async function diverged(t, flags)
{
    const epochSlots = 2;
    const world = await World.build(t, {count: 3, epochSlots});
    await world.startService({flags});
    const {a, b} = world;
    const message = await a.initiate("hello");
    await Promise.all([b.mineMany(2), world.devnet.chain(903).mineMany(2)]);
    const number = await executed(b, forge(message));
    // The other chain's node calls the initiating block safe as well, and so the case is clear.
    await Promise.all([a, b].map((chain) => chain.mineMany(epochSlots)));
    const divergence = await until(
        "a divergence", async () => (await world.service.chainStatus(b.id)).divergence);
    return {...world, world, message, number, divergence};
}

test("a node that calls an invalid block safe: an alarm and a failsafe, which end by themselves", async (t) => {
    const {world, b, service, message, number, divergence} = await diverged(t);
    const onThird = {on: world.devnet.chain(903)};
    const {hash} = await b.block(number);
    assert.deepEqual(
        [divergence.claimed, divergence.claimed_head, divergence.block.hash],
        ["safe", {number, hash}, hash]);
    assert.deepEqual(
        [divergence.reason, divergence.failsafe, divergence.initiating_chain_id],
        ["payload_mismatch", true, "901"]);
    assert.equal((await service.explain(b, number, "safe")).code, kExit.invalid);
    assert.ok((await service.head(b, "safe")).number < number);
    assert.match(service.log(), /critical divergence: chain 902: its node calls block 3 .*invalid/);
    const {stdout} = await service.cli("status");
    assert.match(stdout, /!!! DIVERGENCE: the node of bravo \(902\) calls block 3 safe.*INVALID/);
    assert.match(stdout, /failsafe +ON: .* between bravo \(902\) and alpha \(901\) are refused/);

    // Nothing is said about messages between the two, and a third chain is not concerned.
    const refused = await world.check(message);
    assert.equal(refused.code, kExit.cannotTell);
    assert.equal(refused.answer.cause, "failsafe");
    assert.equal((await world.check(message, onThird)).code, kExit.ok);

    // It outlives a restart, since it is no less true then.
    await service.stop("SIGKILL");
    await world.startService();
    assert.equal((await world.check(message)).code, kExit.cannotTell);

    await b.replace(number);
    await b.mineMany(4);
    await world.service.reached(b, "finalized", number);
    assert.equal((await world.service.chainStatus(b.id)).divergence, null);
    assert.equal((await world.check(message)).code, kExit.ok);
    assert.match(world.service.log(), /chain 902 \(bravo\): the divergence has ended/);
});

test("a divergence may be only reported", async (t) => {
    const {world, message, divergence} = await diverged(t, ["--safety.on_divergence", "report"]);
    assert.equal(divergence.failsafe, false);
    assert.equal((await world.check(message)).code, kExit.ok);
});
