// Hex strings, byte arrays and fixed-width integers. Numbers are BigInt wherever a chain chooses
// them, so that the ends of 64 and 256 bits survive.
import {keccak_256} from "@noble/hashes/sha3";
import {bytesToHex, hexToBytes} from "@noble/hashes/utils";

export const toBytes = (hex) => hexToBytes(hex.replace(/^0x/, ""));
export const toHex = (bytes) => "0x" + bytesToHex(bytes);
export const quantity = (number) => "0x" + BigInt(number).toString(16);
export const utf8 = (text) => toHex(new TextEncoder().encode(text));
export const keccak = (hex) => toHex(keccak_256(toBytes(hex)));
export const concat = (...parts) => "0x" + parts.map((part) => part.replace(/^0x/, "")).join("");

/// An unsigned integer as exactly `size` big-endian bytes; throws when it does not fit.
export function uint(number, size)
{
    const digits = BigInt(number).toString(16).padStart(size * 2, "0");
    if (digits.length > size * 2 || BigInt(number) < 0n)
        throw new RangeError(`${number} does not fit ${size} bytes`);
    return "0x" + digits;
}

export const zeros = (size) => uint(0n, size);

/// The same bytes with one bit changed.
export function flipBit(hex, bit = 0)
{
    const bytes = toBytes(hex);
    bytes[Math.floor(bit / 8)] ^= 1 << (bit % 8);
    return toHex(bytes);
}

/// JSON with BigInts as decimal strings.
export const toJson = (value) =>
    JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v), 2);
