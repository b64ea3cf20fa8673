// What becomes of messages on two real chains, asked through the command line.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {test} from "node:test";
import {fileURLToPath} from "node:url";

import {flipBit, uint} from "../../deploy/devnet/lib/bytes.mjs";
import {emitLog, emitMany} from "../../deploy/devnet/lib/chain.mjs";
import {kInbox} from "../../deploy/devnet/lib/contracts.mjs";
import {message as makeMessage, moved} from "../../deploy/devnet/lib/message.mjs";
import {until} from "../../deploy/devnet/lib/wait.mjs";
import {kExit} from "./support/programs.mjs";
import {World} from "./support/world.mjs";

const kDevnet = fileURLToPath(new URL("../../deploy/devnet/devnet.mjs", import.meta.url));
const kTopics = [uint(1n, 32), uint(2n, 32)];
const lower = (text) => text.toLowerCase();

test("a message is valid before and after it is executed", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    const message = await a.initiate("hello", kTopics);
    await b.mine();
    const before = await world.check(message);
    assert.equal(before.code, kExit.ok);
    assert.equal(before.answer.verdict, "valid");

    const receipt = await b.execute(message);
    assert.equal(receipt.status, "0x1");
    const {timestamp} = await b.block(Number(receipt.blockNumber));
    const after = await world.check(message, {at: BigInt(timestamp)});
    assert.equal(after.code, kExit.ok);
    assert.equal(after.answer.initiating_block.number, 1);
});

test("a payload hash serves as well as the payload", async (t) => {
    const world = await World.start(t);
    const message = await world.a.initiate("hello", kTopics);
    await world.b.mine();
    assert.equal((await world.check(message, {hashed: true})).code, kExit.ok);
    const changed = {...message, payloadHash: flipBit(message.payloadHash)};
    const {code, answer} = await world.check(changed, {hashed: true});
    assert.equal(code, kExit.invalid);
    assert.equal(answer.reason, "payload_mismatch");
});

test("one change in any part makes it invalid, with the rule that broke", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    await a.send(emitMany(2, "before"));
    await a.mine();
    const message = await a.initiate("hello", kTopics);
    await a.mineMany(3);
    await b.mineMany(8);
    const {identifier, payload} = message;
    assert.equal((await world.check(message)).code, kExit.ok);

    const kCases = {
        "a bit of the payload":
            [makeMessage(identifier, flipBit(payload, 40)), "payload_mismatch"],
        "the last bit of the payload":
            [makeMessage(identifier, flipBit(payload, (payload.length - 2) * 4 - 1)),
                "payload_mismatch"],
        "one byte less": [makeMessage(identifier, payload.slice(0, -2)), "payload_mismatch"],
        "one byte more": [makeMessage(identifier, payload + "00"), "payload_mismatch"],
        "a bit of the origin":
            [moved(message, {origin: flipBit(identifier.origin, 159)}), "payload_mismatch"],
        "the next log": [moved(message, {logIndex: identifier.logIndex + 1n}), "no_such_log"],
        "the highest log": [moved(message, {logIndex: 2n ** 32n - 1n}), "no_such_log"],
        "the block before":
            [moved(message, {blockNumber: identifier.blockNumber - 1n}), "timestamp_mismatch"],
        "the block after":
            [moved(message, {blockNumber: identifier.blockNumber + 1n}), "timestamp_mismatch"],
        "a block that is not there":
            [moved(message, {blockNumber: identifier.blockNumber + 1000n}), "no_such_block"],
        // 2^44: behind it, one chain's block numbers could be taken for another's.
        "a block that can never be":
            [moved(message, {blockNumber: identifier.blockNumber + 2n ** 44n}), "no_such_block"],
        "a second earlier":
            [moved(message, {timestamp: identifier.timestamp - 1n}), "timestamp_mismatch"],
        "a second later":
            [moved(message, {timestamp: identifier.timestamp + 1n}), "timestamp_mismatch"],
        "the other chain": [moved(message, {chainId: b.id}), "no_such_log"],
        "a chain that is not in the set": [moved(message, {chainId: 903n}), "unknown_chain"],
        "the same chain id beyond 64 bits":
            [moved(message, {chainId: a.id + 2n ** 64n}), "unknown_chain"],
    };
    for (const [name, [changed, reason]] of Object.entries(kCases))
    {
        const {code, answer} = await world.check(changed);
        assert.equal(answer.verdict, "invalid", name);
        assert.equal(answer.reason, reason, name);
        assert.equal(code, kExit.invalid, name);
        assert.notEqual(answer.explanation, "", name);
    }
});

test("the rules about time", async (t) => {
    const window_s = 20;
    const world = await World.start(t, {expiryWindow_s: window_s});
    const {a, b} = world;
    await a.mine();
    const message = await a.initiate();
    const {timestamp: s} = message.identifier;
    await a.mineMany(2);
    await b.mineMany(2);
    const answerAt = async (at, flags) => (await world.check(message, {at, flags})).answer;
    const kCases = [
        ["executed before it is initiated", s - 1n, [], "future"],
        ["at the very same time", s, [], "same_timestamp"],
        ["as late as may be", s + BigInt(window_s), [], undefined],
        ["a second later than that", s + BigInt(window_s) + 1n, [], "expired"],
        ["with the longest timeout", s + 10n, ["--timeout", "10"], undefined],
        ["with a second more", s + 10n, ["--timeout", "11"], "expires_before_timeout"],
    ];
    for (const [name, at, flags, reason] of kCases)
    {
        const answer = await answerAt(at, flags);
        assert.equal(answer.verdict, reason === undefined ? "valid" : "invalid", name);
        assert.equal(answer.reason, reason, name);
    }
});

test("messaging begins after the activation block, on each side", async (t) => {
    // Genesis is at G; the fork is active from G + 4 on, which is block 2, the activation block.
    const genesisTime = Math.floor(Date.now() / 1000);
    const world = await World.start(t, {genesisTime, lagoonTime: genesisTime + 4});
    const {a} = world;
    const [early, activation, first] =
        [await a.initiate("1"), await a.initiate("2"), await a.initiate("3")];
    await world.b.mineMany(6);
    for (const [name, m, at, reason] of [
        ["before", early, 14, "initiated_too_early"],
        ["in the activation block", activation, 14, "initiated_too_early"],
        ["in the first block after it", first, 14, undefined],
        ["executed in the activation block", early, 4, "executed_too_early"],
    ])
    {
        const {answer} = await world.check(m, {at: BigInt(genesisTime + at)});
        assert.equal(answer.reason, reason, name);
    }
});

test("a message that is yet to come is not yet valid, and then it is", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    await b.mineMany(10);
    const toCome = await a.foretell("hello", {blocks: 2});
    const waiting = await world.check(toCome);
    assert.equal(waiting.code, kExit.notYet);
    assert.equal(waiting.answer.reason, "not_seen");
    assert.equal(waiting.answer.awaited_chain_id, "901");

    await a.mine();
    assert.equal((await world.check(toCome)).code, kExit.notYet);
    const come = await a.initiate("hello");
    assert.deepEqual(come, toCome);
    assert.equal((await world.check(toCome)).code, kExit.ok);
});

test("a block that came without the message makes it invalid", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    await b.mineMany(5);
    const toCome = await a.foretell();
    assert.equal((await world.check(toCome)).code, kExit.notYet);
    await a.mine();
    const {code, answer} = await world.check(toCome);
    assert.equal(code, kExit.invalid);
    assert.equal(answer.reason, "no_such_log");
});

test("access lists are judged as announced", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    const first = await a.initiate("first");
    const second = await a.initiate("second");
    await b.mineMany(3);
    const wide = moved(first, {chainId: a.id + 2n ** 64n});
    const [lookup, checksum] = first.entries;
    const kCases = [
        ["one message", first.entries, kExit.ok, ["valid"]],
        ["two messages", [...first.entries, ...second.entries], kExit.ok, ["valid", "valid"]],
        ["a changed checksum", [lookup, flipBit(checksum, 255)], kExit.invalid, ["invalid"]],
        ["another message's checksum", [lookup, second.entries[1]], kExit.invalid, ["invalid"]],
        ["a good and a bad one", [...first.entries, second.entries[0], checksum], kExit.invalid,
            ["valid", "invalid"]],
        ["a chain id of more than 64 bits", wide.entries, kExit.invalid, ["invalid"]],
        ["an end in the middle", [lookup], kExit.usage],
        ["a checksum alone", [checksum], kExit.usage],
        ["a wrong order", [checksum, lookup], kExit.usage],
        ["an unknown type", ["0x04" + lookup.slice(4), checksum], kExit.usage],
        ["a reserved byte in use", ["0x0100ff" + lookup.slice(8), checksum], kExit.usage],
    ];
    for (const [name, entries, code, verdicts] of kCases)
    {
        const result = await world.checkEntries(entries);
        assert.equal(result.code, code, name);
        if (verdicts)
            assert.deepEqual(result.json.messages.map((m) => m.verdict), verdicts, name);
    }
    const {json} = await world.checkEntries([lookup, flipBit(checksum, 255)]);
    assert.equal(json.messages[0].reason, "checksum_mismatch");
});

test("a level that the initiating block has not reached is waited for", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    const message = await a.initiate();
    await b.mine();
    // Labels are asked for now and then; until the first answer there is no such head.
    await Promise.all(["safe", "finalized"].map((level) => world.service.reached(a, level, 0)));
    const kLevels = {
        "unsafe": kExit.ok, "cross-unsafe": kExit.ok,
        "local-safe": kExit.notYet, "safe": kExit.notYet, "finalized": kExit.notYet,
    };
    for (const [level, expected] of Object.entries(kLevels))
    {
        const {code, answer} = await world.check(message, {flags: ["--level", level]});
        assert.equal(code, expected, level);
        if (code === kExit.ok)
            continue;
        assert.equal(answer.reason, "level", level);
        assert.equal(answer.awaited_level, level);
        assert.equal(answer.head.number, 0, level);
    }
});

test("a relayed call of the messenger is a message like any other", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    const message = await a.sendMessage({destination: b.id});
    await b.mine();
    assert.equal((await world.check(message)).code, kExit.ok);
    const receipt = await b.relay(message);
    assert.equal(receipt.status, "0x1");
    await world.service.caughtUp(a, b);

    const at = receipt.logs.find((log) => log.address === kInbox);
    const {json} = await world.service.json(
        "message", "902", `${Number(at.blockNumber)}`, `${Number(at.logIndex)}`);
    assert.equal(json.executes?.verdict, "valid", JSON.stringify(json));
    assert.equal(json.executes.message.origin, message.identifier.origin);
});

test("block and message views show who executes what", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    const deposit = await a.submitDeposit(emitLog("deposited first"));
    const receipt = await a.send(emitLog("hello"));
    assert.equal((await a.receipt(deposit)).blockNumber, receipt.blockNumber);
    const [message] = await a.messagesOf(receipt);
    await b.mine();
    const executed = await b.execute(message);
    await world.service.caughtUp(a, b);

    const {json: source} = await world.service.json("message", "901", "1", "1");
    assert.equal(source.checksum, message.checksum);
    assert.equal(source.block.hash, receipt.blockHash);
    assert.deepEqual(
        source.executed_by.map((e) => [e.chain_id, e.block_number, e.verdict]),
        [["902", Number(executed.blockNumber), "valid"]]);

    const {json: block} =
        await world.service.json("block", "902", `${Number(executed.blockNumber)}`);
    assert.equal(block.hash, executed.blockHash);
    assert.deepEqual(block.executing.map((e) => e.message.payload_hash), [message.payloadHash]);

    assert.equal((await world.service.cli("block", "901", "1000")).code, kExit.notFound);
    assert.equal((await world.service.cli("message", "901", "1", "7")).code, kExit.notFound);
});

test("people get words, and scripts get statuses", async (t) => {
    const world = await World.start(t);
    const message = await world.a.initiate();
    await world.b.mine();
    await world.service.caughtUp(world.a, world.b);
    const entries = message.entries.join(",");
    const at = `${message.identifier.timestamp + 2n}`;
    const valid = await world.service.cli("check", "--on", "902", "--at", at, "--access-list", entries);
    assert.equal(valid.code, kExit.ok);
    assert.match(lower(valid.stdout), /valid/);
    assert.equal((await world.service.cli("check", "--on", "902")).code, kExit.usage);
    assert.equal((await world.service.cli("status")).code, kExit.ok);
});

test("calls of chains that converse are followed to their relay", async (t) => {
    const world = await World.start(t);
    const conversing = spawn(process.execPath, [kDevnet, "traffic", "--dir", world.devnet.dir]);
    t.after(() => conversing.kill());
    let told = "";
    conversing.stdout.on("data", (text) => { told += text; });
    conversing.stderr.on("data", (text) => { told += text; });
    await until("a call in each direction to be relayed", () =>
        /relayed on chain 901/.test(told) && /relayed on chain 902/.test(told));
    conversing.kill();
    await world.service.caughtUp(world.a, world.b);
    const {stdout} = await world.service.cli("--json", "messages", "--decode", "--count", "2");
    const messages = stdout.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(messages.length, 2, stdout);
    for (const {messenger, verdict} of messages)
    {
        assert.equal(verdict, "valid");
        assert.match(messenger.relayed.message_hash, /^0x[0-9a-f]{64}$/);
    }
});
