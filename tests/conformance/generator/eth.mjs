// RLP, the Merkle-Patricia trie, blooms, headers and receipts, on the JSON that nodes serve.
import { bigEndian, fromHex, join, toHex, trimmed } from "./bytes.mjs";
import { keccak256 } from "./keccak.mjs";

// --- RLP: a Uint8Array is a string, an Array is a list ---

const withLength = (offset, payload) => {
    if (payload.length <= 55) return join(Uint8Array.of(offset + payload.length), payload);
    const length = trimmed(payload.length);
    return join(Uint8Array.of(offset + 55 + length.length), length, payload);
};
export function rlp(item) {
    if (Array.isArray(item)) return withLength(0xc0, join(...item.map(rlp)));
    return item.length === 1 && item[0] < 0x80 ? item : withLength(0x80, item);
}

// --- The trie, by inserting one key after the other (the C++ builds it from sorted ranges) ---

const EMPTY = new Uint8Array();
const nibblesOf = (key) => [...key].flatMap((byte) => [byte >> 4, byte & 15]);
const commonLength = (a, b) => {
    let n = 0;
    while (n < a.length && n < b.length && a[n] === b[n]) ++n;
    return n;
};
const leaf = (path, value) => ({ path, value });
const branch = () => ({ children: new Array(16).fill(null), value: EMPTY });

function insert(node, path, value) {
    if (node === null) return leaf(path, value);
    if (node.children) {
        if (path.length === 0) return { ...node, value };
        const children = [...node.children];
        children[path[0]] = insert(children[path[0]], path.slice(1), value);
        return { ...node, children };
    }
    const shared = commonLength(node.path, path);
    if (node.next && shared === node.path.length)
        return { ...node, next: insert(node.next, path.slice(shared), value) };
    let split = branch();
    const rest = node.path.slice(shared);
    if (node.next) {
        split.children[rest[0]] = rest.length > 1 ? { path: rest.slice(1), next: node.next } : node.next;
    } else if (rest.length === 0) {
        split.value = node.value;
    } else {
        split.children[rest[0]] = leaf(rest.slice(1), node.value);
    }
    split = insert(split, path.slice(shared), value);
    return shared > 0 ? { path: path.slice(0, shared), next: split } : split;
}

const compact = (path, isLeaf) => {
    const flag = (isLeaf ? 2 : 0) + (path.length % 2);
    const nibbles = path.length % 2 ? [flag, ...path] : [flag, 0, ...path];
    return Uint8Array.from({ length: nibbles.length / 2 }, (_, i) => (nibbles[2 * i] << 4) | nibbles[2 * i + 1]);
};
/// A node as an RLP item; children are themselves when shorter than a hash, else their hash.
const structure = (node) => {
    if (node.children) return [...node.children.map((c) => (c ? reference(c) : EMPTY)), node.value];
    return node.next ? [compact(node.path, false), reference(node.next)] : [compact(node.path, true), node.value];
};
const reference = (node) => {
    const item = structure(node);
    const encoded = rlp(item);
    return encoded.length < 32 ? item : keccak256(encoded);
};
export function orderedTrieRoot(values) {
    if (values.length === 0) return keccak256(rlp(EMPTY));
    let root = null;
    values.forEach((value, i) => {
        root = insert(root, nibblesOf(rlp(trimmed(i))), value);
    });
    return keccak256(rlp(structure(root)));
}

// --- Receipts and headers ---

export function bloomOf(logs) {
    const out = new Uint8Array(256);
    for (const log of logs)
        for (const value of [log.address, ...log.topics]) {
            const digest = keccak256(fromHex(value));
            for (const i of [0, 2, 4]) {
                const bit = ((digest[i] << 8) | digest[i + 1]) & 2047;
                out[255 - (bit >> 3)] |= 1 << (bit & 7);
            }
        }
    return out;
}

export function receiptFields(receipt) {
    return [
        receipt.root !== undefined ? fromHex(receipt.root) : trimmed(BigInt(receipt.status)),
        trimmed(BigInt(receipt.cumulativeGasUsed)),
        fromHex(receipt.logsBloom),
        receipt.logs.map((log) => [fromHex(log.address), log.topics.map(fromHex), fromHex(log.data)]),
    ];
}
const withType = (type, fields) => (BigInt(type) === 0n ? rlp(fields) : join(trimmed(BigInt(type)), rlp(fields)));
/// The leaf of the receipts root: a bare depositNonce stays out.
export function encodeReceipt(receipt) {
    const fields = receiptFields(receipt);
    if (BigInt(receipt.type) === 0x7en && receipt.depositReceiptVersion !== undefined)
        fields.push(trimmed(BigInt(receipt.depositNonce)), trimmed(BigInt(receipt.depositReceiptVersion)));
    return withType(receipt.type, fields);
}
/// As peers send it: every deposit field that is present.
export function networkEncoding(receipt) {
    const fields = receiptFields(receipt);
    for (const key of ["depositNonce", "depositReceiptVersion"])
        if (receipt[key] !== undefined) fields.push(trimmed(BigInt(receipt[key])));
    return withType(receipt.type, fields);
}
export const receiptsRoot = (receipts) => orderedTrieRoot(receipts.map(encodeReceipt));

const HEADER = [
    ["parentHash", "bytes"], ["sha3Uncles", "bytes"], ["miner", "bytes"], ["stateRoot", "bytes"],
    ["transactionsRoot", "bytes"], ["receiptsRoot", "bytes"], ["logsBloom", "bytes"],
    ["difficulty", "number"], ["number", "number"], ["gasLimit", "number"], ["gasUsed", "number"],
    ["timestamp", "number"], ["extraData", "bytes"], ["mixHash", "bytes"], ["nonce", "bytes"],
    ["baseFeePerGas", "number"], ["withdrawalsRoot", "bytes"], ["blobGasUsed", "number"],
    ["excessBlobGas", "number"], ["parentBeaconBlockRoot", "bytes"], ["requestsHash", "bytes"],
];
export const encodeHeader = (header) =>
    rlp(HEADER.filter(([key]) => header[key] !== undefined).map(([key, kind]) =>
        kind === "bytes" ? fromHex(header[key]) : trimmed(BigInt(header[key]))));
export const headerHash = (header) => toHex(keccak256(encodeHeader(header)));
export { bigEndian };
