// Configuration files with the odd forms that real ones have had.
import { noiseHex } from "./bytes.mjs";

export const dependencySets = () => [
    { source: "two chains, default window", value: { dependencies: { 901: {}, 902: {} } } },
    { source: "a shorter window", value: { dependencies: { 901: {}, 902: {} }, overrideMessageExpiryWindow: 3600 } },
    { source: "null, zero and the maximum", value: [null, 0, 604800].map((w) => ({ dependencies: { 901: {} }, overrideMessageExpiryWindow: w })) },
    { source: "too long a window: read, then refused", value: { dependencies: { 901: {} }, overrideMessageExpiryWindow: 604801 } },
    { source: "the older form", value: { dependencies: { 901: { chainIndex: "901", activationTime: 1700000000, historyMinTime: 1700000000 } } } },
    { source: "ids above 64 bits", value: { dependencies: { "18446744073709551616": {}, "115792089237316195423570985008687907853269984665640564039457584007913129639935": {} } } },
];

const rollup = (id, more) => ({
    genesis: {
        l1: { hash: noiseHex(`l1 of ${id}`, 32), number: 5 }, l2: { hash: noiseHex(`l2 of ${id}`, 32), number: 0 },
        l2_time: 1_800_000_000, system_config: { gasLimit: 60000000 },
    },
    block_time: 2, seq_window_size: 3600, l1_chain_id: 1, l2_chain_id: id, isthmus_time: 0, ...more,
});
export const rollupConfigs = () => ({
    rollupConfigs: {
        never: rollup(901, {}), "never, as null": rollup(902, { lagoon_time: null }),
        "new name": rollup(903, { lagoon_time: 1_900_000_000, block_time: 1 }), "old name": rollup(904, { interop_time: 1_900_000_000 }),
        "both names": rollup(905, { lagoon_time: 7, interop_time: 7 }), "from genesis": rollup(906, { lagoon_time: 0 }),
    },
});
