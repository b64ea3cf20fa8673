// The JSON-RPC door, on two real chains, driven by viem.
import assert from "node:assert/strict";
import {test} from "node:test";

import {flipBit} from "../../deploy/devnet/lib/bytes.mjs";
import {until} from "../../deploy/devnet/lib/wait.mjs";
import {connect, connectByWebSocket, refusalOf, rpcUrlOf} from "./support/rpc.mjs";
import {World} from "./support/world.mjs";

const kConflict = -320600;
const kFuture = -321401;
const kUnknownChain = -320501;
const kBadParameters = -32602;

async function prepared(t, flags = [])
{
    const world = await World.build(t);
    await world.startService({flags: ["--rpc.listen", "127.0.0.1:0", ...flags]});
    const {a, b} = world;
    const message = await a.initiate("hello");
    await a.mineMany(2);
    await b.mineMany(3);
    await world.service.caughtUp(a, b);
    const url = rpcUrlOf(world.service);
    const {timestamp} = await b.head();
    const quantity = (number) => `0x${number.toString(16)}`;
    const check = (entries, {
        client = connect(url), level = "cross-unsafe", chainID = `${b.id}`,
        at = timestamp + 2n, method = "interop_checkAccessList",
    } = {}) => client.request({
        method, params: [entries, level, {chainID, timestamp: quantity(at), timeout: "0x1c20"}],
    });
    return {world, message, url, check, client: connect(url)};
}

test("an access list is checked, under both names and in both encodings", async (t) => {
    const {message, check} = await prepared(t);
    assert.equal(await check(message.entries), null);
    assert.equal(await check(message.entries, {method: "supervisor_checkAccessList"}), null);
    assert.equal(await check(message.entries, {chainID: "0x386"}), null);
    assert.equal(await check([]), null);
});

test("each kind of refusal has its code and begins with the words that clients know", async (t) => {
    const {message, check} = await prepared(t);
    const [lookup, checksum] = message.entries;
    const wrong = await refusalOf(check([lookup, flipBit(checksum, 255)]));
    assert.equal(wrong.code, kConflict);
    assert.match(wrong.message, /^conflicting data: message 0 \(chain 901, block 1, log 0\)/);
    const ahead = await refusalOf(check(message.entries, {level: "finalized"}));
    assert.equal(ahead.code, kFuture);
    assert.match(ahead.message, /^future data: /);
    const stranger = await refusalOf(check(message.entries, {chainID: "999"}));
    assert.equal(stranger.code, kUnknownChain);
    assert.match(stranger.message, /^unknown chain: /);
    const half = await refusalOf(check([lookup]));
    assert.equal(half.code, kBadParameters);
    assert.match(half.message, /^failed to parse access entry: /);
    const level = await refusalOf(check(message.entries, {level: "other"}));
    assert.equal(level.code, kBadParameters);
    assert.match(level.message, /^unsupported safety level other: /);
});

test("many checks go in one batch, and are answered in order", async (t) => {
    const {message, check, url} = await prepared(t);
    const client = connect(url, {batch: {batchSize: 50}});
    const [lookup, checksum] = message.entries;
    const wrong = [lookup, flipBit(checksum, 255)];
    const answers = await Promise.all(Array.from({length: 50}, (_, i) =>
        i % 2 === 0 ? check(message.entries, {client}) : refusalOf(check(wrong, {client}))));
    for (const [i, answer] of answers.entries())
        assert.equal(i % 2 === 0 ? answer : answer.code, i % 2 === 0 ? null : kConflict, `${i}`);
});

test("blocks, heads and the dependency set agree with the chains", async (t) => {
    const {world, client} = await prepared(t);
    const {a, b} = world;
    for (const chain of [a, b])
    {
        const node = connect(chain.url);
        const newest = await node.getBlock({blockTag: "latest"});
        for (const number of ["latest", `0x${newest.number.toString(16)}`])
            assert.equal(
                await client.request(
                    {method: "interop_getBlockHashByNumber", params: [`${chain.id}`, number]}),
                newest.hash);
        const head = {hash: newest.hash, number: Number(newest.number)};
        for (const method of ["supervisor_localUnsafe", "interop_crossUnsafe"])
            assert.deepEqual(await client.request({method, params: [`${chain.id}`]}), head);
    }
    const {chains} = await client.request({method: "supervisor_syncStatus"});
    assert.deepEqual(Object.keys(chains), ["901", "902"]);
    assert.deepEqual(
        await client.request({method: "supervisor_dependencySetV1"}),
        {dependencies: {901: {}, 902: {}}});
    const missing = await refusalOf(
        client.request({method: "interop_getBlockHashByNumber", params: ["901", "0xffff"]}));
    assert.equal(missing.code, kFuture);
    assert.match(missing.message, /^block 65535 for chain 901: not found/);
});

test("pollers learn of failsafe, health and readiness", async (t) => {
    const {url, client} = await prepared(t);
    assert.equal(await client.request({method: "admin_getFailsafeEnabled"}), false);
    const version = await client.request({method: "health_status"});
    const health = await fetch(`${url}/healthz`);
    assert.deepEqual([health.status, await health.json()], [200, {version}]);
    const ready = await fetch(`${url}/readyz`);
    assert.equal(ready.status, 200);
    assert.deepEqual(await ready.json(), {
        ready: true,
        chains: {
            901: {ready: true, state: "following"}, 902: {ready: true, state: "following"},
        },
    });
    const {code} = await refusalOf(client.request({method: "eth_chainId"}));
    assert.equal(code, -32601);
});

test("the same is answered over WebSocket", async (t) => {
    const {message, check, url} = await prepared(t);
    const client = await connectByWebSocket(t, url);
    assert.equal(await check(message.entries, {client}), null);
    const [lookup, checksum] = message.entries;
    const wrong = await refusalOf(check([lookup, flipBit(checksum, 255)], {client}));
    assert.equal(wrong.code, kConflict);
    const version = await client.request({method: "health_status"});
    assert.equal(version, await connect(url).request({method: "health_status"}));
});

test("a restart is noticed by nobody for long", async (t) => {
    const {world, message, check, url} = await prepared(t);
    const port = new URL(url).port;
    await world.service.stop();
    await assert.rejects(check(message.entries));
    await world.startService({flags: ["--rpc.listen", `127.0.0.1:${port}`]});
    await until("the check to be answered again", async () => {
        try
        {
            return await check(message.entries) === null;
        }
        catch
        {
            return false;
        }
    });
});
