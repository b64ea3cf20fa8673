// A cross-chain message as everyone names it: identifier, payload, checksum, access-list entries.
import {addressWord, encodeCall, word} from "./abi.mjs";
import {concat, keccak, uint, zeros} from "./bytes.mjs";
import {kInbox} from "./contracts.mjs";

const kIdentifierType = "(address,uint256,uint256,uint256,uint256)";
export const kValidateMessage = `validateMessage(${kIdentifierType},bytes32)`;
export const kValidateMany = `validateMany(${kIdentifierType}[],bytes32[])`;
export const kRelayMessage = `relayMessage(${kIdentifierType},bytes)`;

/// The message that a log is, from eth_getTransactionReceipt's log and its block's header.
export function messageOfLog(chainId, block, log)
{
    return message(
        {
            origin: log.address,
            blockNumber: BigInt(log.blockNumber),
            logIndex: BigInt(log.logIndex),
            timestamp: BigInt(block.timestamp),
            chainId: BigInt(chainId),
        },
        concat(...log.topics, log.data));
}

export function message(identifier, payload)
{
    const payloadHash = keccak(payload);
    const checksum = checksumOf(identifier, payloadHash);
    return {
        identifier,
        payload,
        payloadHash,
        checksum,
        entries: accessEntries(identifier, checksum),
    };
}

/// The same message with some fields of the identifier changed (and all that follows from them).
export const moved = (original, changes) =>
    message({...original.identifier, ...changes}, original.payload);

export function checksumOf({origin, blockNumber, logIndex, timestamp, chainId}, payloadHash)
{
    const logHash = keccak(concat(origin, payloadHash));
    const place = concat(zeros(12), uint(blockNumber, 8), uint(timestamp, 8), uint(logIndex, 4));
    const bare = keccak(concat(keccak(concat(logHash, place)), uint(chainId, 32)));
    return concat("0x03", bare.slice(4));
}

/// The storage keys of the inbox that a transaction must declare to execute the message.
export function accessEntries({blockNumber, logIndex, timestamp, chainId}, checksum)
{
    const id = uint(chainId, 32);
    const upper = "0x" + id.slice(2, 50);
    const lower = "0x" + id.slice(50);
    const lookup = concat(
        "0x01", zeros(3), lower, uint(blockNumber, 8), uint(timestamp, 8), uint(logIndex, 4));
    const extension = concat("0x02", zeros(7), upper);
    return BigInt(upper) === 0n ? [lookup, checksum] : [lookup, extension, checksum];
}

/// The EIP-2930 access list of a transaction that executes these messages, in order.
export const accessListFor = (...messages) =>
    [{address: kInbox, storageKeys: messages.flatMap((m) => m.entries)}];

export const identifierWords = ({origin, blockNumber, logIndex, timestamp, chainId}) =>
    concat(addressWord(origin), ...[blockNumber, logIndex, timestamp, chainId].map(word));

export const validateCall = (m) =>
    encodeCall(kValidateMessage, identifierWords(m.identifier), m.payloadHash);

/// What `interlock check` takes to name the message; `hashed` sends the payload's hash instead.
export function checkFlags({identifier, payload, payloadHash}, {hashed = false} = {})
{
    const {origin, blockNumber, logIndex, timestamp, chainId} = identifier;
    const content = hashed ? ["--payload-hash", payloadHash] : ["--payload", payload];
    return [
        "--origin", origin, "--block", `${blockNumber}`, "--log", `${logIndex}`,
        "--timestamp", `${timestamp}`, "--chain", `${chainId}`, ...content,
    ];
}
