// The test chains themselves: what the other tests build on.
import assert from "node:assert/strict";
import {readFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";

import {encodeCall} from "../../deploy/devnet/lib/abi.mjs";
import {flipBit} from "../../deploy/devnet/lib/bytes.mjs";
import {emitLog, emitMany, executing} from "../../deploy/devnet/lib/chain.mjs";
import {kInbox, kMessenger} from "../../deploy/devnet/lib/contracts.mjs";
import {
    accessEntries, accessListFor, checksumOf, identifierWords,
} from "../../deploy/devnet/lib/message.mjs";
import {World} from "./support/world.mjs";

const kExecutingMessage = "0x5c37832d2e8d10e346e55ad62071a6a2f9fa5130614ef2ec6617555c6f467ba7";

test("chains with the same start differ from their first block on", async (t) => {
    const {a, b} = await World.build(t);
    assert.equal((await a.block(0)).timestamp, (await b.block(0)).timestamp);
    assert.notEqual((await a.block(0)).hash, (await b.block(0)).hash);
});

test("blocks are one block time apart, after a reorg as well", async (t) => {
    const {a} = await World.build(t);
    const genesis = await a.head();
    const before = await a.mineMany(3);
    const after = await a.reorg(2);
    assert.equal(before.timestamp - genesis.timestamp, 6n);
    assert.equal(after.timestamp, before.timestamp);
    assert.notEqual(after.hash, before.hash);
});

test("a replaced block keeps its time and its deposits, and is the newest one", async (t) => {
    const {a} = await World.build(t);
    await a.mineMany(2);
    const deposit = await a.submitDeposit(emitLog("deposited"));
    const invalid = await a.send(emitLog("of a user"));
    const [before, receipt] = [await a.head(), await a.receipt(deposit)];
    await a.mineMany(3);
    await a.submit(emitLog("waiting"));

    const after = await a.replace(3);
    assert.deepEqual({...after, hash: ""}, {...before, hash: ""});
    assert.notEqual(after.hash, before.hash);
    assert.deepEqual((await a.block(3)).transactions, [deposit]);
    const {blockHash, logs} = await a.receipt(deposit);
    assert.equal(blockHash, after.hash);
    assert.equal(logs[0].data, receipt.logs[0].data);
    assert.equal(await a.call("eth_getTransactionReceipt", invalid.transactionHash), null);
    assert.equal((await a.mine()).timestamp, before.timestamp + 2n);
    await assert.rejects(a.replace(99), /no block 99/);
});

test("chains that make blocks by themselves keep the distance, through a replacement too", async (t) => {
    const {a} = await World.build(t, {blockTime_s: 1});
    const genesis = await a.head();
    await a.resume();
    await a.reached(genesis.timestamp + 2n);
    await a.replace(1);
    assert.equal(await a.isMining(), true);
    await a.reached(genesis.timestamp + 2n);
    await a.pause();
    assert.equal(await a.isMining(), false);
    const {number} = await a.mineMany(2);
    for (let n = 1n; n <= number; n++)
        assert.equal(BigInt((await a.block(Number(n))).timestamp), genesis.timestamp + n);
});

test("the inbox takes a message only with its access list", async (t) => {
    const {a, b} = await World.build(t);
    const message = await a.initiate();
    const transaction = executing(message);
    const wrong = accessListFor({entries: [message.entries[0], flipBit(message.entries[1])]});

    assert.equal((await b.send({...transaction, accessList: undefined})).status, "0x0");
    assert.equal((await b.send({...transaction, accessList: wrong})).status, "0x0");
    const receipt = await b.send(transaction);
    assert.equal(receipt.status, "0x1");
    assert.deepEqual(receipt.logs.map((log) => [log.address, ...log.topics]), [
        [kInbox, kExecutingMessage, message.payloadHash],
    ]);
    assert.equal(receipt.logs[0].data, identifierWords(message.identifier));
});

test("a deposit cannot execute a message, but can emit one", async (t) => {
    const {a, b} = await World.build(t);
    const message = await a.initiate();
    const executed = await b.submitDeposit(executing(message));
    const emitted = await b.submitDeposit(emitLog("from a deposit"));
    await b.mine();
    assert.equal((await b.receipt(executed)).status, "0x0");
    const receipt = await b.receipt(emitted);
    assert.equal(receipt.status, "0x1");
    assert.equal(receipt.type.toLowerCase(), "0x7e");
    assert.equal(receipt.logs.length, 1);
});

test("the messenger relays a call once", async (t) => {
    const {a, b} = await World.build(t);
    const message = await a.sendMessage({destination: b.id});
    assert.equal(message.identifier.origin, kMessenger);
    const relayed = await b.relay(message);
    assert.equal(relayed.status, "0x1");
    assert.deepEqual(
        relayed.logs.map((log) => log.address).filter((at) => [kInbox, kMessenger].includes(at)),
        [kInbox, kMessenger]);
    assert.equal((await b.relay(message)).status, "0x0");
});

test("several messages in one transaction, and many logs in one block", async (t) => {
    const {a, b} = await World.build(t);
    const messages = await a.messagesOf(await a.send(emitMany(3, "again")));
    assert.deepEqual(messages.map((m) => m.identifier.logIndex), [0n, 1n, 2n]);
    const receipt = await b.execute(...messages);
    assert.equal(receipt.status, "0x1");
    assert.equal(receipt.logs.length, 3);
});

test("the contract and the script agree on checksums", async (t) => {
    const {a} = await World.build(t);
    const onChain = ({identifier, msgHash}) => a.call("eth_call", {
        to: kInbox,
        data: encodeCall(
            "calculateChecksum((address,uint256,uint256,uint256,uint256),bytes32)",
            identifierWords(identifier), msgHash),
    }, "latest");
    for (const vector of [kOwnVector, ...await givenVectors()])
    {
        assert.equal(checksumOf(vector.identifier, vector.msgHash), vector.checksum, vector.name);
        assert.equal(await onChain(vector), vector.checksum, vector.name);
        if (vector.entries)
            assert.deepEqual(accessEntries(vector.identifier, vector.checksum), vector.entries);
    }
});

/// A message of these chains; the checksum is what the inbox computed for it.
const kOwnVector = {
    name: "a plain log on 901",
    identifier: {
        origin: "0x00000000000000000000000000000000000e1117",
        blockNumber: 1n, logIndex: 0n, timestamp: 1795337638n, chainId: 901n,
    },
    msgHash: "0x303c172d542893cd5492be36b54219917e7c781917f180478484ca7cf09a6f45",
    checksum: "0x03d40722a7a3a789ed8b3872e8221cb3a95187dac57a482139449c8ac0a67da0",
};

async function givenVectors()
{
    const data = process.env.INTERLOCK_DATA;
    if (!data)
        return [];
    return JSON.parse(await readFile(join(data, "vectors", "checksum.json"), "utf8")).vectors;
}
