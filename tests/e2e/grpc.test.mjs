// The gRPC contract, called by an implementation that shares nothing with ours but the .proto files.
import assert from "node:assert/strict";
import {test} from "node:test";

import {flipBit, toBytes} from "../../deploy/devnet/lib/bytes.mjs";
import {message as makeMessage, moved} from "../../deploy/devnet/lib/message.mjs";
import {until} from "../../deploy/devnet/lib/wait.mjs";
import {chainIdBytes, connect, hexOf, listServices, messageProto, status} from "./support/grpc.mjs";
import {World} from "./support/world.mjs";

async function prepared(t)
{
    const world = await World.start(t);
    const {a, b} = world;
    const message = await a.initiate("hello");
    await b.mineMany(2);
    await world.service.caughtUp(a, b);
    const {timestamp} = await b.head();
    const executing = {
        chain_id: chainIdBytes(b.id), timestamp: `${timestamp + 600n}`, timeout: "0",
    };
    return {world, message, executing, grpc: connect(t, world.service.server)};
}

test("CheckMessages answers each message with its own kind of verdict", async (t) => {
    const {message, executing, grpc} = await prepared(t);
    const {identifier, payload} = message;
    const changed = makeMessage(identifier, flipBit(payload));
    const toCome = moved(message, {
        blockNumber: identifier.blockNumber + 100n, timestamp: identifier.timestamp + 200n,
    });
    const {results} = await grpc.supervisor.CheckMessages({
        messages: [message, changed, toCome].map(messageProto),
        min_safety: "SAFETY_LEVEL_UNSAFE",
        executing,
    });
    assert.deepEqual(results.map((r) => r.verdict.verdict), ["valid", "invalid", "not_yet"]);
    assert.equal(results[0].verdict.valid.initiating_block.id.number, `${identifier.blockNumber}`);
    assert.equal(results[1].verdict.invalid.reason, "INVALID_REASON_PAYLOAD_MISMATCH");
    assert.equal(results[2].verdict.not_yet.reason, "NOT_YET_REASON_NOT_SEEN");
    assert.equal(hexOf(results[2].verdict.not_yet.chain_id), hexOf(chainIdBytes(901n)));
});

test("CheckAccessList takes the storage keys of the inbox", async (t) => {
    const {message, executing, grpc} = await prepared(t);
    const check = (entries) => grpc.supervisor.CheckAccessList({
        entries: entries.map(toBytes), min_safety: "SAFETY_LEVEL_UNSAFE", executing,
    });
    const [lookup, checksum] = message.entries;
    const valid = await check([lookup, checksum]);
    assert.equal(valid.overall.verdict, "valid");
    assert.equal(hexOf(valid.messages[0].checksum), message.checksum);
    assert.equal((await check([])).overall.verdict, "valid");
    const invalid = await check([lookup, flipBit(checksum, 255)]);
    assert.equal(invalid.overall.invalid.reason, "INVALID_REASON_CHECKSUM_MISMATCH");
    for (const entries of [[lookup], [checksum], [lookup.slice(0, -2), checksum]])
        await assert.rejects(check(entries), {code: status.INVALID_ARGUMENT});
});

test("requests that make no sense are refused as such", async (t) => {
    const {message, executing, grpc} = await prepared(t);
    const good = {messages: [messageProto(message)], min_safety: "SAFETY_LEVEL_UNSAFE", executing};
    await grpc.supervisor.CheckMessages(good);
    const kBad = {
        "no level": {...good, min_safety: "SAFETY_LEVEL_UNSPECIFIED"},
        "no descriptor": {...good, executing: undefined},
        "a short chain id":
            {...good, executing: {...executing, chain_id: chainIdBytes(902n).slice(1)}},
        "no message in a message": {...good, messages: [{}]},
    };
    for (const [name, request] of Object.entries(kBad))
        await assert.rejects(
            grpc.supervisor.CheckMessages(request), {code: status.INVALID_ARGUMENT}, name);
});

test("heads, dependency set and status agree with the chains", async (t) => {
    const {world, grpc} = await prepared(t);
    const {chains, expiry_window: window} = await grpc.supervisor.GetDependencySet();
    assert.equal(window, "604800");
    assert.deepEqual(
        chains.map((c) => [hexOf(c.chain_id), c.block_time]),
        [[hexOf(chainIdBytes(901n)), "2"], [hexOf(chainIdBytes(902n)), "2"]]);

    const heads = await grpc.supervisor.GetHeads({chain_ids: [chainIdBytes(901n)]});
    assert.equal(heads.chains.length, 1);
    const unsafe = heads.chains[0].heads.find((h) => h.level === "SAFETY_LEVEL_UNSAFE");
    assert.equal(hexOf(unsafe.block.id.hash), (await world.a.head()).hash);

    const state = await grpc.index.GetStatus();
    assert.equal(state.ready, true);
    assert.deepEqual(state.chains.map((c) => c.name), ["alpha", "bravo"]);
    await assert.rejects(
        grpc.index.GetBlock({chain_id: chainIdBytes(901n), number: "999"}),
        {code: status.NOT_FOUND});
});

test("health says when questions are answered", async (t) => {
    const {grpc} = await prepared(t);
    for (const service of ["", "interlock.v1.Supervisor"])
        await until(`${service} to serve`, async () =>
            (await grpc.health.Check({service})).status === "SERVING");
});

test("reflection names the services", async (t) => {
    const {world} = await prepared(t);
    const services = await listServices(world.service.server);
    for (const name of ["interlock.v1.Supervisor", "interlock.v1.Index", "grpc.health.v1.Health"])
        assert.ok(services.includes(name), `${name} is not among ${services}`);
});
