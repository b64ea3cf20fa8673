// The vector files.
import { bigEndian, fromHex, hashHex, join, noiseHex, toHex, word } from "./bytes.mjs";
import { encodeHeader, encodeReceipt, headerHash, networkEncoding, receiptsRoot } from "./eth.mjs";
import { forkHeaders, receipt } from "./blocks.mjs";
import * as m from "./messages.mjs";

const { U32, U64, U256 } = m;
const log = (seed, topics, size) => ({
    address: noiseHex(`${seed} address`, 20),
    topics: Array.from({ length: topics }, (_, i) => noiseHex(`${seed} topic ${i}`, 32)),
    data: noiseHex(`${seed} data`, size),
});

export function logHashes() {
    const cases = [0, 1, 2, 3, 4].flatMap((topics) => [0, 1, 31, 32, 33, 136, 1000].map((size) =>
        [`${topics} topics, ${size} bytes`, log(`log ${topics} ${size}`, topics, size)]));
    // The payload joins topics and data, so these two share it; the origins tell them apart.
    const split = noiseHex("split", 32);
    const address = noiseHex("split address", 20);
    cases.push(["payload as topic", { address, topics: [split], data: "0x" }]);
    cases.push(["payload as data", { address, topics: [], data: split }]);
    cases.push(["zero address", { address: toHex(new Uint8Array(20)), topics: [], data: "0x00" }]);
    return {
        vectors: cases.map(([name, l]) => ({
            name, log: l, payload: toHex(m.payload(l)), payloadHash: m.payloadHash(l), logHash: m.hashOfLog(l),
        })),
    };
}

const CHECKSUM_IDS = [
    ["ordinary", {}],
    ["all zero", { origin: toHex(new Uint8Array(20)), blockNumber: 0n, logIndex: 0n, timestamp: 0n, chainId: 0n }],
    ["all at their ends", { blockNumber: U64, logIndex: U32, timestamp: U64, chainId: U256 }],
    ["chain id 2^64 - 1", { chainId: U64 }],
    ["chain id 2^64", { chainId: U64 + 1n }],
    ["chain id 2^64 + 901", { chainId: U64 + 902n }],
    ["chain id 2^255", { chainId: 1n << 255n }],
    ["number 2^63", { blockNumber: 1n << 63n }],
    ["index 2^31", { logIndex: 1n << 31n }],
];

export function checksums() {
    const vectors = CHECKSUM_IDS.map(([name, more]) => {
        const id = m.sampleId(`checksum ${name}`, more);
        const msgHash = noiseHex(`checksum ${name} payload`, 32);
        const logHash = m.logHash(id.origin, msgHash);
        const steps = m.checksumSteps(id, logHash);
        return { name, identifier: m.written(id), msgHash, logHash, ...steps, entries: m.entries(id, steps.checksum) };
    });
    return { vectors };
}

export function accessLists() {
    const message = (seed, more = {}) => {
        const id = m.sampleId(seed, more);
        const sum = m.checksum(id, noiseHex(`${seed} hash`, 32));
        const { origin, ...place } = m.written(id);
        return { entries: m.entries(id, sum), access: { ...place, checksum: sum } };
    };
    const plain = message("plain");
    const wide = message("wide", { chainId: U64 + 20n });
    const last = message("last", { blockNumber: U64, logIndex: U32, timestamp: U64, chainId: U256 });
    const [lookup, sum] = plain.entries;
    const [wideLookup, extension, wideSum] = wide.entries;
    const patched = (entry, at, byte) => {
        const bytes = fromHex(entry);
        bytes[at] = byte;
        return toHex(bytes);
    };
    const good = (name, ...messages) => ({
        name, entries: messages.flatMap((x) => x.entries), valid: true, accesses: messages.map((x) => x.access),
    });
    const bad = (errorKind, name, ...list) => ({ name, entries: list, valid: false, errorKind });
    const type = (name, ...list) => bad("unexpected-type", name, ...list);
    const vectors = [
        good("empty list"), good("one message", plain), good("one message of a wide chain id", wide),
        good("all at their ends", last), good("the same twice", plain, plain),
        good("three messages", plain, wide, last), good("wide before plain", wide, plain),
        good("fifty messages", ...Array.from({ length: 50 }, (_, i) => message(`many ${i}`, { chainId: BigInt(i) << 60n }))),
        { ...good("an extension of zero", plain), entries: [lookup, patched(extension, 31, 0), sum] },
        type("checksum first", sum), type("extension first", extension, lookup, sum),
        type("type 0", patched(lookup, 0, 0), sum), type("type 4", patched(lookup, 0, 4), sum),
        type("type 255 for the checksum", lookup, patched(sum, 0, 255)),
        type("two lookups", lookup, lookup, sum), type("two extensions", wideLookup, extension, extension, wideSum),
        type("lookup after extension", wideLookup, extension, lookup, sum),
        type("extension after checksum", wideLookup, wideSum, extension),
        type("two checksums", lookup, sum, sum), type("zero entry at the end", lookup, sum, toHex(new Uint8Array(32))),
        bad("missing-entry", "ends after the lookup", lookup),
        bad("missing-entry", "ends after the extension", wideLookup, extension),
        bad("missing-entry", "ends in the second message", ...plain.entries, lookup),
        ...[1, 2, 3].map((at) => bad("nonzero-reserved", `lookup byte ${at}`, patched(lookup, at, 1), sum)),
        ...[1, 4, 7].map((at) => bad("nonzero-reserved", `extension byte ${at}`, wideLookup, patched(extension, at, 128), wideSum)),
    ];
    return { vectors, checksumVerification: checksumVerification() };
}

function checksumVerification() {
    const id = m.sampleId("verification");
    const logHash = noiseHex("verification hash", 32);
    const list = m.entries(id, m.checksum(id, logHash));
    const one = (name, more = {}, digest = logHash) => {
        const found = { ...id, ...more };
        const recomputedChecksum = m.checksum(found, digest);
        const { origin, ...place } = m.written(found);
        return { name, entries: list, lookedUp: { ...place, logHash: digest }, recomputedChecksum, matches: recomputedChecksum === list.at(-1) };
    };
    return [
        one("the log announced"), one("another log", {}, noiseHex("another", 32)),
        one("another block", { blockNumber: 8n }), one("another index", { logIndex: 3n }),
        one("another time", { timestamp: id.timestamp + 1n }), one("another chain", { chainId: 902n }),
        one("a chain that differs above 64 bits", { chainId: U64 + 1n + 901n }),
    ];
}

export function executingMessages() {
    const base = m.sampleId("event");
    const msgHash = noiseHex("event payload", 32);
    const event = m.eventLog(base, msgHash);
    const withByte = (at, byte) => {
        const data = fromHex(event.data);
        data[at] = byte;
        return { ...event, data: toHex(data) };
    };
    const message = (name, more) => {
        const id = { ...base, ...more };
        const logHash = m.logHash(id.origin, msgHash);
        return {
            name, log: m.eventLog(id, msgHash), result: "message",
            message: { ...m.written(id), msgHash, logHash, checksum: m.checksum(id, logHash) },
        };
    };
    const error = (name, l, errorKind = "shape") => ({ name, log: l, result: "error", errorKind });
    const other = (name, l) => ({ name, log: l, result: "not-executing-message" });
    return {
        eventSignature: m.SIGNATURE, topic0: m.TOPIC, inbox: m.INBOX,
        vectors: [
            message("ordinary", {}), message("zeros", { blockNumber: 0n, logIndex: 0n, timestamp: 0n, chainId: 0n }),
            message("all at their ends", { origin: "0x" + "ff".repeat(20), blockNumber: U64, logIndex: U32, timestamp: U64, chainId: U256 }),
            message("chain id above 64 bits", { chainId: U64 + 902n }),
            other("another address", { ...event, address: noiseHex("not the inbox", 20) }),
            other("another topic", { ...event, topics: [noiseHex("not the topic", 32), msgHash] }),
            other("no topics", { ...event, topics: [] }),
            other("the topic second", { ...event, topics: [msgHash, m.TOPIC] }),
            error("one topic", { ...event, topics: [m.TOPIC] }),
            error("three topics", { ...event, topics: [m.TOPIC, msgHash, msgHash] }),
            error("four topics", { ...event, topics: [m.TOPIC, msgHash, msgHash, msgHash] }),
            ...[0, 1, 128, 159].map((size) => error(`${size} bytes of data`, { ...event, data: event.data.slice(0, 2 + 2 * size) })),
            error("161 bytes of data", { ...event, data: event.data + "00" }),
            error("192 bytes of data", { ...event, data: event.data + "00".repeat(32) }),
            ...[["origin", 0], ["origin", 11], ["number", 32], ["number", 55], ["log index", 64], ["log index", 91],
                ["timestamp", 96], ["timestamp", 119]].map(([what, at]) => error(`${what} padding, byte ${at}`, withByte(at, 1), `${what} padding`)),
        ],
    };
}

export function outputRoots() {
    const vectors = Array.from({ length: 8 }, (_, i) => {
        const [stateRoot, messagePasserStorageRoot, blockHash] = ["state", "passer", "block"].map((x) =>
            i === 0 ? toHex(new Uint8Array(32)) : noiseHex(`output ${i} ${x}`, 32));
        const version = toHex(new Uint8Array(32));
        const encoded = version + [stateRoot, messagePasserStorageRoot, blockHash].map((x) => x.slice(2)).join("");
        return { name: `output ${i}`, version, stateRoot, messagePasserStorageRoot, blockHash, encoded, outputRoot: hashHex(fromHex(encoded)) };
    });
    return { vectors };
}

export function superRoots() {
    const ids = [
        ["one chain", [901n]], ["two chains", [901n, 902n]], ["numeric, not lexical order", [9n, 10n, 100n]],
        ["listed unsorted", [100n, 9n, 10n]], ["wide ids", [5n, U64 + 6n, U256]],
        ["64 chains", Array.from({ length: 64 }, (_, i) => BigInt(i) << BigInt(i))],
    ];
    const vectors = ids.flatMap(([name, list]) => [0n, 1_800_000_000n, U64].map((timestamp) => {
        const chains = list.map((id) => ({ chainId: String(id), outputRoot: noiseHex(`super ${id}`, 32) }));
        const sorted = [...chains].sort((a, b) => (BigInt(a.chainId) < BigInt(b.chainId) ? -1 : 1));
        const encoded = join(Uint8Array.of(1), bigEndian(timestamp, 8), ...sorted.map((c) => join(word(c.chainId), fromHex(c.outputRoot))));
        return { name: `${name} at ${timestamp}`, timestamp: String(timestamp), chains, encoded: toHex(encoded), superRoot: hashHex(encoded) };
    }));
    const whole = vectors.find((v) => v.name.startsWith("two chains at 18")).encoded;
    const cut = (bytes) => whole.slice(0, 2 + 2 * bytes);
    const error = (name, encoded, valid = false) => ({ name, encoded, valid });
    return {
        vectors,
        decodeErrors: [
            error("nothing", "0x"), error("version only", "0x01"), error("half a timestamp", cut(5)),
            error("no chain", cut(9)), error("half a chain", cut(9 + 32)), error("a chain less a byte", cut(9 + 63)),
            error("a chain and a byte", cut(9 + 65)), error("two chains less a byte", cut(9 + 127)),
            error("two chains and a byte", whole + "00"), error("one chain", cut(9 + 64), true),
            error("version 0", "0x00" + whole.slice(4)), error("version 2", "0x02" + whole.slice(4)),
            error("version 255", "0xff" + whole.slice(4)),
        ],
    };
}

export function headers() {
    const vectors = forkHeaders().map(([fork, header]) => ({ name: fork, fork, header, rlp: toHex(encodeHeader(header)) }));
    const wrong = (name, header, change) => {
        const changed = { ...header, ...change };
        return { name, header: changed, claimedHash: changed.hash, recomputedHash: headerHash(changed) };
    };
    const mustFail = forkHeaders().flatMap(([fork, header]) => [
        wrong(`${fork}: another state root`, header, { stateRoot: noiseHex("another root", 32) }),
        wrong(`${fork}: a second later`, header, { timestamp: "0x" + (BigInt(header.timestamp) + 1n).toString(16) }),
        wrong(`${fork}: extra data gone`, header, { extraData: "0x" }),
        wrong(`${fork}: another hash`, header, { hash: noiseHex("another hash", 32) }),
    ]);
    return { vectors, mustFail };
}

export function receiptEncodings() {
    const cases = [
        ["legacy", { type: "0x0" }], ["access list", { type: "0x1" }], ["dynamic fee", { type: "0x2" }],
        ["failed", { type: "0x2", status: "0x0", logs: [] }], ["set code", { type: "0x4" }],
        ["deposit before Regolith", { type: "0x7e" }], ["deposit of Regolith", { type: "0x7e", depositNonce: "0x154f" }],
        ["deposit since Canyon", { type: "0x7e", depositNonce: "0x154f", depositReceiptVersion: "0x1" }],
        ["deposit since Canyon, first", { type: "0x7e", depositNonce: "0x0", depositReceiptVersion: "0x1" }],
    ];
    return {
        vectors: cases.map(([name, more], i) => {
            const r = receipt(`encoding ${name}`, { cumulativeGasUsed: 21000 * (i + 1), ...more });
            return {
                name, receipt: r, networkEncoding: toHex(networkEncoding(r)),
                receiptsRootEncoding: toHex(encodeReceipt(r)), singleReceiptRoot: toHex(receiptsRoot([r])),
            };
        }),
    };
}
