// What is behind a decision: explanations, derivation inputs, the graph of messages.
import assert from "node:assert/strict";
import {test} from "node:test";

import {flipBit} from "../../deploy/devnet/lib/bytes.mjs";
import {message as makeMessage} from "../../deploy/devnet/lib/message.mjs";
import {chainIdBytes, connect, hexOf, status} from "./support/grpc.mjs";
import {kExit} from "./support/programs.mjs";
import {World} from "./support/world.mjs";

/// Chain 902: block 2 executes a message, block 3 a forged one, block 4 one that is yet to come.
async function prepared(t)
{
    const world = await World.start(t);
    const {a, b, service} = world;
    const message = await a.initiate("hello");
    const {identifier, payload} = message;
    await a.mine();
    await b.mine();
    await b.execute(message);
    await b.execute(makeMessage(identifier, flipBit(payload)));
    const late = await a.foretell("late", {blocks: 2});
    await b.execute(late);
    await service.caughtUp(a, b);
    // Its safe head is known only when the node has told its labels.
    await Promise.all([a, b].map((chain) => service.reached(chain, "safe", 0)));
    return {...world, world, message, late};
}

test("a wait is explained down to its root, and a head by what comes after it", async (t) => {
    const {b, service} = await prepared(t);
    const block = await service.explain(b, 4);
    assert.deepEqual(
        [block.code, ...block.steps.map((step) => [step.block.number, step.decision])],
        [kExit.notYet, [4, "wait"], [3, "replace"]]);
    // Both views unless told which, and the worse one decides.
    const {code, json} = await service.json("explain", "block", "bravo", "3");
    assert.equal(code, kExit.invalid);
    assert.deepEqual(
        json.views.map(({level, steps}) => [level, steps[0].decision, steps[0].reason]),
        [["cross-unsafe", "replace", "payload_mismatch"], ["safe", "wait", "local_level"]]);

    const head = await service.json("explain", "head", "902", "cross-unsafe");
    assert.equal(head.code, kExit.invalid);
    assert.deepEqual(head.json.heads.map(({block: {number}}) => number), [4, 2, 0, 0, 0]);
    for (const level of ["unsafe", "local-safe", "safe", "finalized"])
    {
        const other = await service.json("explain", "head", "902", level);
        assert.deepEqual([other.code, other.json.steps], [kExit.ok, []], level);
        assert.notEqual(other.json.explanation, "", level);
    }
    assert.equal((await service.explain(b, 99)).code, kExit.notFound);

    await b.replace(3);
    await b.mine();
    assert.equal((await service.decided(b, 4, "accept")).code, kExit.ok);
});

test("derivation gets decisions, and the blocks that messages come from", async (t) => {
    const {world, a, b, service, message} = await prepared(t);
    const {code, json} =
        await service.json("derive", "902", "1", "4", "--level", "cross-unsafe");
    assert.equal(code, kExit.ok);
    assert.equal(json.complete, true);
    assert.deepEqual(
        json.blocks.map(({decision, messages}) => [decision, messages.map((m) => m.verdict)]),
        [["accept", []], ["accept", ["valid"]], ["replace", ["invalid"]], ["wait", ["not_yet"]]]);
    const [resolved] = json.blocks[1].messages;
    assert.equal(resolved.message.payload_hash, message.payloadHash);
    assert.equal(resolved.block.hash, (await a.block(1)).hash);
    assert.deepEqual(resolved.levels, ["unsafe", "cross-unsafe"]);
    const beyond = await service.json("derive", "902", "4", "9");
    assert.deepEqual([beyond.code, beyond.json.complete], [kExit.notFound, false]);

    // The same over gRPC: also of a block that is gone by now.
    const {supervisor} = connect(t, service.server);
    const chain = {chain_id: chainIdBytes(b.id), level: "SAFETY_LEVEL_CROSS_UNSAFE"};
    const inputs = await supervisor.GetDerivationInputs(
        {...chain, first_number: "2", last_number: "3"});
    assert.deepEqual(inputs.blocks.map((x) => x.decision.decision), ["accept", "replace"]);
    const forged = inputs.blocks[1].block.id;
    const replacement = await b.replace(3);
    await world.service.decided(b, 3, "accept");
    const gone = await supervisor.CheckBlock({...chain, hash: forged.hash});
    assert.equal(gone.decision.decision, "replace");
    assert.deepEqual(
        [gone.canonical ?? false, hexOf(gone.replaced_by.hash)], [false, replacement.hash]);
    await assert.rejects(
        supervisor.CheckBlock({...chain, hash: Buffer.alloc(32)}), {code: status.NOT_FOUND});
});

test("the graph has the blocks around a time, and the messages between them", async (t) => {
    const {b, service} = await prepared(t);
    const {code, json} = await service.json("graph", "--around", "bravo", "3");
    assert.equal(code, kExit.ok);
    assert.equal(json.timestamp, Number((await b.block(3)).timestamp));
    assert.deepEqual(
        json.blocks.map((x) => `${x.chain_id} ${x.block.number}${x.invalid ? " invalid" : ""}`),
        ["901 0", "901 1", "901 2", "902 0", "902 1", "902 2", "902 3 invalid", "902 4"]);
    assert.deepEqual(
        json.messages.map((x) => [x.block_number, x.message.block_number, x.verdict]).sort(),
        [[2, 1, "valid"], [3, 1, "invalid"], [4, 4, "not_yet"]]);

    const {stdout: dot} = await service.cli("graph", "--around", "bravo", "3", "--radius", "1");
    assert.match(dot, /^digraph interlock {[^]*block902_3 -> block901_1 [^]*}\n$/);
    assert.ok(!dot.includes("block902_2 ["), dot);
    const {stdout: mermaid} =
        await service.cli("graph", "--around", "bravo", "3", "--format", "mermaid");
    assert.match(mermaid, /^flowchart LR\n[^]*block902_2 -->\|"log 0 → 0"\| block901_1/);
});
