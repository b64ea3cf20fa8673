// Made-up blocks in the shape of each fork, with right blooms, roots and hashes.
import { noiseHex, quantity, toHex } from "./bytes.mjs";
import { bloomOf, headerHash, receiptsRoot } from "./eth.mjs";
import { hashHex } from "./bytes.mjs";
import { rlp } from "./eth.mjs";

export const EMPTY_TRIE = hashHex(rlp(new Uint8Array()));
const EMPTY_REQUESTS = noiseHex("requests", 32);

export const log = (seed, topics, size) => ({
    address: noiseHex(`${seed} address`, 20),
    topics: Array.from({ length: topics }, (_, i) => noiseHex(`${seed} topic ${i}`, 32)),
    data: noiseHex(`${seed} data`, size),
});

/// A receipt with two logs, unless `more` says otherwise.
export function receipt(seed, more = {}) {
    const logs = more.logs ?? [log(`${seed} log 0`, 3, 32), log(`${seed} log 1`, 0, 5)];
    const { cumulativeGasUsed, ...rest } = more;
    const outcome = more.root === undefined ? { status: "0x1" } : {};
    return {
        type: "0x2", ...outcome, cumulativeGasUsed: quantity(cumulativeGasUsed ?? 21000), logsBloom: toHex(bloomOf(logs)),
        ...rest, logs,
    };
}

/// The tail of the header since each fork.
const TAILS = [
    ["baseFeePerGas", () => "0x3b9aca00"],
    ["withdrawalsRoot", () => EMPTY_TRIE],
    ["blobGasUsed", () => "0x0"],
    ["excessBlobGas", () => "0x0"],
    ["parentBeaconBlockRoot", () => noiseHex("beacon root", 32)],
    ["requestsHash", () => EMPTY_REQUESTS],
];

/// A header over `receipts`, with `tail` of the later fields, then `more`, then its hash.
export function header(seed, receipts, tail, more = {}) {
    const joined = receipts.reduce((sum, r) => sum | BigInt(r.logsBloom), 0n);
    const out = {
        parentHash: noiseHex(`${seed} parent`, 32), sha3Uncles: hashHex(rlp([])), miner: "0x4200000000000000000000000000000000000011",
        stateRoot: noiseHex(`${seed} state`, 32), transactionsRoot: noiseHex(`${seed} transactions`, 32),
        receiptsRoot: toHex(receiptsRoot(receipts)), logsBloom: "0x" + joined.toString(16).padStart(512, "0"),
        difficulty: "0x0", number: "0x64", gasLimit: "0x3938700",
        gasUsed: receipts.length ? receipts.at(-1).cumulativeGasUsed : "0x0", timestamp: "0x6b49d200",
        extraData: "0x", mixHash: noiseHex(`${seed} mix`, 32), nonce: "0x0000000000000000",
        ...Object.fromEntries(TAILS.slice(0, tail).map(([key, value]) => [key, value()])), ...more,
    };
    return { hash: headerHash(out), ...out };
}

/// A whole block file: places are filled in as a node does.
export function blockFile(seed, fork, bare, tail, more = {}) {
    const block = header(seed, bare, tail, more);
    let logIndex = 0;
    let before = 0n;
    const hashes = bare.map((_, i) => noiseHex(`${seed} transaction ${i}`, 32));
    const receipts = bare.map((r, i) => {
        const place = { transactionHash: hashes[i], transactionIndex: quantity(i), blockHash: block.hash, blockNumber: block.number };
        const gasUsed = quantity(BigInt(r.cumulativeGasUsed) - before);
        before = BigInt(r.cumulativeGasUsed);
        return { ...r, ...place, gasUsed, logs: r.logs.map((l) => ({ ...l, ...place, logIndex: quantity(logIndex++), removed: false })) };
    });
    return { network: "made up", chainId: 901, fork, kind: "synthetic", block: { ...block, transactions: hashes, uncles: [] }, receipts };
}

const user = (seed, i, more = {}) => receipt(`${seed} ${i}`, { cumulativeGasUsed: 50000 + 30000 * i, ...more });
const deposit = (seed, more) => receipt(`${seed} deposit`, { type: "0x7e", cumulativeGasUsed: 45000, logs: [], ...more });
const users = (seed, count, more = () => ({})) => Array.from({ length: count }, (_, i) => user(seed, i, more(i)));
const CANYON = { depositNonce: "0x2710", depositReceiptVersion: "0x1" };

export function blockFiles() {
    const types = ["0x0", "0x1", "0x2", "0x3", "0x4"];
    const isthmus = { withdrawalsRoot: noiseHex("message passer", 32) };
    const many = (n) => users(`many ${n}`, n, (i) => ({ type: types[i % 5], status: i % 7 ? "0x1" : "0x0", logs: i % 3 ? undefined : [] }));
    const list = [
        ["frontier-roots", "frontier", users("frontier", 3, (i) => ({ type: "0x0", root: noiseHex(`root ${i}`, 32) })), 0, { difficulty: "0x20000", nonce: "0x0102030405060708" }],
        ["byzantium-status", "byzantium", users("byzantium", 3, (i) => ({ type: "0x0", status: i === 1 ? "0x0" : "0x1" })), 0, { difficulty: "0x20000" }],
        ["empty-block", "london", [], 1],
        ["london-types", "london", users("london", 3, (i) => ({ type: types[i] })), 1],
        ["bedrock-no-nonce", "bedrock", [deposit("bedrock"), ...users("bedrock", 2)], 1],
        ["regolith-bare-nonce", "regolith", [deposit("regolith", { depositNonce: "0x2710" }), ...users("regolith", 2)], 1],
        ["canyon", "canyon", [deposit("canyon", CANYON), ...users("canyon", 4)], 2],
        ["canyon-two-deposits", "canyon", [deposit("canyon two", { ...CANYON, cumulativeGasUsed: 40000 }), deposit("canyon second", { ...CANYON, depositNonce: "0x0", status: "0x0" })], 2],
        ["ecotone", "ecotone", [deposit("ecotone", CANYON), ...users("ecotone", 3)], 5],
        ["holocene", "holocene", [deposit("holocene", CANYON), ...users("holocene", 3)], 5, { extraData: "0x00000000fa00000006" }],
        ["isthmus", "isthmus", [deposit("isthmus", CANYON), ...users("isthmus", 6, (i) => ({ type: types[i % 5] }))], 6, { ...isthmus, extraData: "0x00000000fa00000006" }],
        ["jovian", "jovian", [deposit("jovian", CANYON), ...users("jovian", 3)], 6, { ...isthmus, blobGasUsed: "0x12345", extraData: "0x01000000fa000000060000000000000001" }],
        ["receipts-127", "isthmus", many(127), 6, isthmus], ["receipts-128", "isthmus", many(128), 6, isthmus],
        ["receipts-129", "isthmus", many(129), 6, isthmus], ["receipts-300", "isthmus", many(300), 6, isthmus],
    ];
    return list.map(([name, fork, receipts, tail, more]) => [name, blockFile(name, fork, receipts, tail, more)]);
}

/// A header of each fork's shape.
export const forkHeaders = () => blockFiles().filter(([name]) => !name.startsWith("receipts-")).map(([name, file]) => {
    const { transactions, uncles, ...rest } = file.block;
    return [name, { ...rest, ...(rest.extraData === "0x" ? { extraData: "0x01" } : {}) }];
}).map(([name, h]) => [name, { ...h, hash: headerHash(h) }]);

export function negativeCases() {
    const cases = [];
    const add = (file, description, failing, ...patch) => cases.push({ file: `blocks/${file}`, description, patch, failing });
    const put = (path, value) => ({ op: "replace", path, value });
    const cut = (path) => ({ op: "remove", path });
    const other = noiseHex("another value", 32);
    const R = ["receipts-root"], H = ["block-hash"];
    for (const key of ["parentHash", "stateRoot", "transactionsRoot", "mixHash", "withdrawalsRoot", "parentBeaconBlockRoot", "requestsHash"])
        add("isthmus.json", `another ${key}`, H, put(`/block/${key}`, other));
    for (const key of ["difficulty", "number", "gasLimit", "gasUsed", "timestamp", "baseFeePerGas", "blobGasUsed", "excessBlobGas"])
        add("jovian.json", `another ${key}`, H, put(`/block/${key}`, "0x77"));
    for (const key of ["requestsHash", "baseFeePerGas", "excessBlobGas", "withdrawalsRoot", "parentBeaconBlockRoot"])
        add("isthmus.json", `${key} missing`, H, cut(`/block/${key}`));
    add("canyon.json", "a field of a later fork", H, { op: "add", path: "/block/blobGasUsed", value: "0x0" });
    add("canyon.json", "another hash claimed", H, put("/block/hash", other));
    add("canyon.json", "another receipts root", ["block-hash", "receipts-root"], put("/block/receiptsRoot", other));
    add("isthmus.json", "a receipt missing", R, cut("/receipts/6"));
    add("isthmus.json", "all receipts missing", R, put("/receipts", []));
    add("isthmus.json", "two receipts swapped", R, { op: "swap", path: "/receipts/1", with: "/receipts/2" });
    add("isthmus.json", "two logs swapped", R, { op: "swap", path: "/receipts/1/logs/0", with: "/receipts/1/logs/1" });
    add("isthmus.json", "a status flipped", R, put("/receipts/2/status", "0x0"));
    add("isthmus.json", "another type", R, put("/receipts/3/type", "0x1"));
    add("isthmus.json", "another cumulative gas", R, put("/receipts/3/cumulativeGasUsed", "0x1"));
    add("isthmus.json", "log data changed", R, put("/receipts/1/logs/0/data", other));
    add("isthmus.json", "log topic changed", R, put("/receipts/1/logs/0/topics/1", other));
    add("isthmus.json", "log topic missing", R, cut("/receipts/1/logs/0/topics/2"));
    add("isthmus.json", "log address changed", R, put("/receipts/1/logs/0/address", other.slice(0, 42)));
    add("isthmus.json", "a log missing", R, cut("/receipts/1/logs/1"));
    add("isthmus.json", "deposit nonce changed", R, put("/receipts/0/depositNonce", "0x2711"));
    add("isthmus.json", "deposit fields missing", R, cut("/receipts/0/depositNonce"), cut("/receipts/0/depositReceiptVersion"));
    add("isthmus.json", "deposit version missing", R, cut("/receipts/0/depositReceiptVersion"));
    add("regolith-bare-nonce.json", "a version added", R, { op: "add", path: "/receipts/0/depositReceiptVersion", value: "0x1" });
    add("frontier-roots.json", "a status beside the root", R, { op: "add", path: "/receipts/0/status", value: "0x1" });
    add("frontier-roots.json", "another root", R, put("/receipts/0/root", other));
    add("receipts-300.json.gz", "the last receipt's status", R, put("/receipts/299/status", "0x0"));
    add("receipts-129.json.gz", "the first receipt's type", R, put("/receipts/0/type", "0x2"));
    add("isthmus.json", "header and receipts", ["block-hash", "receipts-root"], put("/block/stateRoot", other), put("/receipts/2/status", "0x0"));
    return { note: "failing names exactly the checks that fail once the patch is applied", cases };
}
