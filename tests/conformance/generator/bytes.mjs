// Hex, numbers and joining.
import { keccak256 } from "./keccak.mjs";

export const fromHex = (text) => {
    const digits = text.replace(/^0x/, "");
    return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.substr(2 * i, 2), 16));
};
export const toHex = (bytes) => "0x" + [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
export const join = (...parts) => {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
        out.set(part, at);
        at += part.length;
    }
    return out;
};
/// `value` (number or BigInt) as exactly `size` big-endian bytes.
export const bigEndian = (value, size) => fromHex(BigInt(value).toString(16).padStart(2 * size, "0"));
/// `value` without leading zeros; empty for zero.
export const trimmed = (value) => {
    const digits = BigInt(value).toString(16);
    return value == 0 ? new Uint8Array() : fromHex(digits.length % 2 ? "0" + digits : digits);
};
export const quantity = (value) => "0x" + BigInt(value).toString(16);
export const word = (value) => bigEndian(value, 32);
export const hashHex = (...parts) => toHex(keccak256(join(...parts)));

/// Bytes that look random and are the same at each run: the digest of a text, counted up.
export function noise(seed, length) {
    const out = new Uint8Array(length);
    for (let at = 0, i = 0; at < length; at += 32, ++i) {
        const digest = keccak256(new TextEncoder().encode(`${seed}/${i}`));
        out.set(digest.subarray(0, Math.min(32, length - at)), at);
    }
    return out;
}
export const noiseHex = (seed, length) => toHex(noise(seed, length));
