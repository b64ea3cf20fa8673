// Keccak-256 (original padding) in plain JavaScript, so that the vectors owe nothing to the C++.
// Lanes are BigInts: slow, and short enough to check by eye against FIPS 202 section 3.

const MASK = (1n << 64n) - 1n;
const RATE = 136;

const rotl = (x, n) => (n === 0n ? x : ((x << n) | (x >> (64n - n))) & MASK);

/// Rotation of lane (x, y) and the round constants, generated as the standard defines them.
const ROTATIONS = (() => {
    const out = new Array(25).fill(0n);
    let [x, y] = [1, 0];
    for (let t = 0; t < 24; ++t) {
        out[x + 5 * y] = BigInt((((t + 1) * (t + 2)) / 2) % 64);
        [x, y] = [y, (2 * x + 3 * y) % 5];
    }
    return out;
})();

const ROUND_CONSTANTS = (() => {
    const out = [];
    let lfsr = 1;
    for (let round = 0; round < 24; ++round) {
        let constant = 0n;
        for (let j = 0; j <= 6; ++j) {
            if (lfsr & 1) constant |= 1n << BigInt((1 << j) - 1);
            lfsr <<= 1;
            if (lfsr & 0x100) lfsr ^= 0x171;
        }
        out.push(constant);
    }
    return out;
})();

function permute(a) {
    for (let round = 0; round < 24; ++round) {
        const c = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
        for (let i = 0; i < 25; ++i) a[i] ^= c[(i + 4) % 5] ^ rotl(c[(i + 1) % 5], 1n);
        const b = new Array(25);
        for (let x = 0; x < 5; ++x)
            for (let y = 0; y < 5; ++y)
                b[y + 5 * ((2 * x + 3 * y) % 5)] = rotl(a[x + 5 * y], ROTATIONS[x + 5 * y]);
        for (let y = 0; y < 25; y += 5)
            for (let x = 0; x < 5; ++x)
                a[x + y] = b[x + y] ^ (~b[((x + 1) % 5) + y] & MASK & b[((x + 2) % 5) + y]);
        a[0] ^= ROUND_CONSTANTS[round];
    }
}

/// The digest of a Uint8Array, as a Uint8Array of 32 bytes.
export function keccak256(data) {
    const padded = new Uint8Array((Math.floor(data.length / RATE) + 1) * RATE);
    padded.set(data);
    padded[data.length] ^= 0x01;
    padded[padded.length - 1] ^= 0x80;
    const view = new DataView(padded.buffer);
    const state = new Array(25).fill(0n);
    for (let at = 0; at < padded.length; at += RATE) {
        for (let i = 0; i < RATE / 8; ++i) state[i] ^= view.getBigUint64(at + 8 * i, true);
        permute(state);
    }
    const out = new DataView(new ArrayBuffer(32));
    for (let i = 0; i < 4; ++i) out.setBigUint64(8 * i, state[i], true);
    return new Uint8Array(out.buffer);
}
