// Payloads, log hashes, checksums, access-list entries and the ExecutingMessage event.
import { bigEndian, fromHex, join, noiseHex, toHex, word } from "./bytes.mjs";
import { keccak256 } from "./keccak.mjs";

export const INBOX = "0x4200000000000000000000000000000000000022";
export const SIGNATURE = "ExecutingMessage(bytes32,(address,uint256,uint256,uint256,uint256))";
export const TOPIC = toHex(keccak256(new TextEncoder().encode(SIGNATURE)));

export const U32 = (1n << 32n) - 1n;
export const U64 = (1n << 64n) - 1n;
export const U256 = (1n << 256n) - 1n;

export const payload = (log) => join(...log.topics.map(fromHex), fromHex(log.data));
export const payloadHash = (log) => toHex(keccak256(payload(log)));
export const logHash = (origin, msgHash) => toHex(keccak256(join(fromHex(origin), fromHex(msgHash))));
export const hashOfLog = (log) => logHash(log.address, payloadHash(log));

/// Every value on the way to a checksum.
export function checksumSteps(id, digest) {
    const idPacked = join(new Uint8Array(12), bigEndian(id.blockNumber, 8), bigEndian(id.timestamp, 8), bigEndian(id.logIndex, 4));
    const idLogHash = keccak256(join(fromHex(digest), idPacked));
    const bare = keccak256(join(idLogHash, word(id.chainId)));
    const checksum = Uint8Array.from(bare);
    checksum[0] = 3;
    return {
        idPacked: toHex(idPacked), idLogHash: toHex(idLogHash), bareChecksum: toHex(bare),
        checksum: toHex(checksum),
    };
}
export const checksum = (id, digest) => checksumSteps(id, digest).checksum;

export function entries(id, sum) {
    const chain = word(id.chainId);
    const lookup = join(Uint8Array.of(1, 0, 0, 0), chain.subarray(24), bigEndian(id.blockNumber, 8), bigEndian(id.timestamp, 8), bigEndian(id.logIndex, 4));
    const high = chain.subarray(0, 24);
    const extension = high.some((b) => b) ? [toHex(join(Uint8Array.of(2), new Uint8Array(7), high))] : [];
    return [toHex(lookup), ...extension, sum];
}

/// The event by which the inbox says that `id` with `msgHash` is executed.
export const eventLog = (id, msgHash) => ({
    address: INBOX,
    topics: [TOPIC, msgHash],
    data: toHex(join(word(id.origin), word(id.blockNumber), word(id.logIndex), word(id.timestamp), word(id.chainId))),
});

/// An identifier as the files write it: wide numbers as decimal text.
export const written = (id) => ({
    origin: id.origin, blockNumber: String(id.blockNumber), logIndex: Number(id.logIndex),
    timestamp: String(id.timestamp), chainId: String(id.chainId),
});

export const sampleId = (seed, more = {}) => ({
    origin: noiseHex(`${seed} origin`, 20), blockNumber: 7n, logIndex: 2n, timestamp: 1_800_000_000n,
    chainId: 901n, ...more,
});
