// Two made-up chains that message each other, a branch that replaces an end of one, and the
// verdict on each message by an obvious model of the rules.
import { noiseHex } from "./bytes.mjs";
import { blockFile, receipt } from "./blocks.mjs";
import * as m from "./messages.mjs";

const GENESIS = 1_800_000_000;
const BLOCK_TIME = 2;
const A = "901";
const B = "902";
const time = (number) => GENESIS + BLOCK_TIME * number;

const plain = (seed) => ({ address: noiseHex(`${seed} address`, 20), topics: [noiseHex(`${seed} topic`, 32)], data: noiseHex(`${seed} data`, 40) });

/// Builds a chain block by block; `logsAt` lists the logs of each block by number.
function build(chain, parentHash, first, last, logsAt, label) {
    const blocks = [];
    for (let number = first; number <= last; ++number) {
        const logs = logsAt[number] ?? [];
        const receipts = [
            receipt(`${label} ${chain} ${number}`, { type: "0x7e", cumulativeGasUsed: 45000, logs: [], depositNonce: "0x" + number.toString(16), depositReceiptVersion: "0x1" }),
            ...(logs.length ? [receipt("user", { cumulativeGasUsed: 145000, logs })] : []),
        ];
        const more = { number: "0x" + number.toString(16), timestamp: "0x" + time(number).toString(16), parentHash, withdrawalsRoot: noiseHex(`passer ${chain}`, 32) };
        const { block, receipts: placed } = blockFile(`${label} ${chain} ${number}`, "isthmus", number ? receipts : [], 6, more);
        blocks.push({ label: `${label} ${number}`, block, receipts: placed });
        parentHash = block.hash;
    }
    return blocks;
}

/// Points to log `index` of block `number`, whose log is `log`.
const idOf = (chainId, number, index, log, more = {}) => ({
    id: { origin: log.address, blockNumber: BigInt(number), logIndex: BigInt(index), timestamp: BigInt(time(number)), chainId: BigInt(chainId), ...more },
    msgHash: m.payloadHash(log),
});
const executing = ({ id, msgHash }) => m.eventLog(id, msgHash);

function scenario() {
    const [a2, a2b, b2, b3, a5, a8] = ["a2", "a2b", "b2", "b3", "a5", "a8"].map(plain);
    const a8New = plain("a8 of the branch");
    const right = idOf(A, 2, 0, a2);
    const with_ = (more) => executing({ ...right, id: { ...right.id, ...more } });
    const logsA = {
        2: [a2, a2b], 3: [executing(idOf(B, 2, 0, b2))], 5: [a5, executing(idOf(A, 2, 1, a2b))],
        8: [a8], 9: [executing(idOf(B, 3, 0, b3))],
    };
    const logsB = {
        2: [b2], 3: [b3, executing(right)], 5: [executing(idOf(A, 5, 0, a5))], 6: [executing(idOf(A, 5, 0, a5)), plain("b6"), executing(right)],
        // Each wrong in one way, in the order of the rules.
        7: [with_({ chainId: 999n }), with_({ chainId: m.U64 + 902n }), with_({ timestamp: BigInt(time(8)), blockNumber: 8n }),
            with_({ blockNumber: 4_000n }), with_({ timestamp: BigInt(time(2)) - 1n }), with_({ timestamp: BigInt(time(3)) }),
            with_({ logIndex: 2n }), with_({ logIndex: m.U32 }), with_({ logIndex: 1n }), with_({ origin: noiseHex("stranger", 20) }),
            executing({ ...right, msgHash: noiseHex("another payload", 32) })],
        9: [executing(idOf(A, 8, 0, a8))], 10: [with_({ chainId: BigInt(B) }), executing(idOf(A, 8, 0, a8))],
    };
    return { logsA, logsB, branchLogs: { 8: [a8New], 9: [executing(idOf(B, 3, 0, b3)), executing(right)] } };
}

/// Rules 1 and 3 to 5 on complete chains, where messaging is active from the start.
function verdict(blocks, window, execTime, id, msgHash) {
    const chain = blocks[String(id.chainId)];
    if (!chain) return "unknown_chain";
    if (id.timestamp > execTime) return "future";
    if (execTime - id.timestamp > window) return "expired";
    const named = chain.find(({ block }) => BigInt(block.number) === id.blockNumber);
    if (!named) return "no_such_block";
    if (BigInt(named.block.timestamp) !== id.timestamp) return "timestamp_mismatch";
    const logs = named.receipts.flatMap((r) => r.logs);
    if (id.logIndex >= BigInt(logs.length)) return "no_such_log";
    return m.hashOfLog(logs[Number(id.logIndex)]) === m.logHash(id.origin, msgHash) ? "valid" : "payload_mismatch";
}

function decode(log) {
    const words = log.data.slice(2).match(/.{64}/g);
    const [origin, blockNumber, logIndex, timestamp, chainId] = words.map((w) => BigInt("0x" + w));
    return { origin: "0x" + origin.toString(16).padStart(40, "0"), blockNumber, logIndex, timestamp, chainId };
}

function verdicts(blocks, window) {
    return Object.entries(blocks).flatMap(([chainId, list]) => list.flatMap(({ block, receipts }) =>
        receipts.flatMap((r) => r.logs).filter((l) => l.address === m.INBOX).map((l) => {
            const id = decode(l);
            const logHash = m.logHash(id.origin, l.topics[1]);
            const found = verdict(blocks, BigInt(window), BigInt(block.timestamp), id, l.topics[1]);
            return {
                chainId, blockNumber: Number(block.number), logIndex: Number(l.logIndex),
                executing: { ...m.written(id), msgHash: l.topics[1] }, logHash, checksum: m.checksum(id, logHash),
                result: found === "valid" ? "valid" : "invalid", ...(found === "valid" ? {} : { reason: found }),
            };
        })));
}

const logsOf = (blocks) => Object.entries(blocks).flatMap(([chainId, list]) => list.filter(({ receipts }) => receipts.some((r) => r.logs.length)).map(({ block, receipts }) => ({
    chainId, blockNumber: Number(block.number), timestamp: String(BigInt(block.timestamp)), blockHash: block.hash,
    logs: receipts.flatMap((r) => r.logs).map((l) => ({ logIndex: Number(l.logIndex), address: l.address, payloadHash: m.payloadHash(l), logHash: m.hashOfLog(l) })),
})));

export function recordings() {
    const { logsA, logsB, branchLogs } = scenario();
    const zero = "0x" + "00".repeat(32);
    const chains = { [A]: build(A, zero, 0, 10, logsA, "main"), [B]: build(B, zero, 0, 10, logsB, "main") };
    const branch = build(A, chains[A][7].block.hash, 8, 11, branchLogs, "branch");
    const after = { [A]: [...chains[A].slice(0, 8), ...branch], [B]: chains[B] };
    const windows = (blocks) => Object.fromEntries([604800, 8, 6, 1].map((w) => [`expiryWindow${w}`, verdicts(blocks, w)]));
    return {
        main: { chainA: A, chainB: B, genesisTime: GENESIS, blockTime: BLOCK_TIME, chains },
        branch: { chain: A, replacesFrom: 8, blocks: branch },
        expected: { chainA: A, chainB: B, main: windows(chains), afterBranchReplacesChainA8: windows(after), logs: logsOf(chains) },
        single: single(chains),
    };
}

/// The message from block 2 of A that block 3 of B executes, taken out of the recording.
function single(chains) {
    const source = chains[A][2];
    const target = chains[B][3];
    const log = source.receipts[1].logs[0];
    const event = target.receipts[1].logs[1];
    const id = decode(event);
    const logHash = m.hashOfLog(log);
    const sum = m.checksum(id, logHash);
    return {
        description: "one message between two made-up chains",
        initiating: { chainId: A, block: source.block, receipt: source.receipts[1], log, payload: "0x" + log.topics[0].slice(2) + log.data.slice(2), payloadHash: m.payloadHash(log), logHash },
        executing: { chainId: B, block: target.block, receipt: target.receipts[1], event, decoded: { ...m.written(id), msgHash: event.topics[1] } },
        accessListEntries: m.entries(id, sum), checksum: sum,
    };
}
