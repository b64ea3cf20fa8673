// As much of Solidity's ABI as the contracts here need: static words, bytes, and arrays of words.
import {concat, keccak, toBytes, uint, utf8, zeros} from "./bytes.mjs";

const kWordSize = 32;

export const word = (value) => uint(value, kWordSize);
export const addressWord = (address) => concat(zeros(12), address);
export const topicAddress = (topic) => "0x" + topic.slice(-40);

/// A value of a dynamic type: it stands behind the head, which only holds its offset.
export const dynamic = (encoded) => ({encoded});
export const bytes = (hex) => dynamic(concat(word(toBytes(hex).length), padded(hex)));
/// An array of static elements, each given encoded (one word or more).
export const array = (elements) => dynamic(concat(word(elements.length), ...elements));

export const selector = (signature) => keccak(utf8(signature)).slice(0, 10);
export const eventTopic = (signature) => keccak(utf8(signature));

/// `values`: hex strings of whole words (static) or what dynamic() made.
export function encodeCall(signature, ...values)
{
    const headSize =
        values.reduce((sum, v) => sum + (typeof v === "string" ? toBytes(v).length : kWordSize), 0);
    const head = [];
    const tail = [];
    let offset = headSize;
    for (const value of values)
    {
        if (typeof value === "string")
        {
            head.push(value);
            continue;
        }
        head.push(word(offset));
        tail.push(value.encoded);
        offset += toBytes(value.encoded).length;
    }
    return concat(selector(signature), ...head, ...tail);
}

function padded(hex)
{
    const rest = toBytes(hex).length % kWordSize;
    return rest === 0 ? hex : concat(hex, zeros(kWordSize - rest));
}
