// Rules 2 to 4 and the timeout, in unbounded integers, so that nothing here can wrap.
import { U64 } from "./messages.mjs";

const MAX_WINDOW = 604800n;

function reason({ init, exec, override, timeout, activation, blockTime }) {
    const window = override === 0n ? MAX_WINDOW : override;
    const active = (t) => activation !== null && t >= activation;
    const before = (t) => (t < blockTime ? 0n : t - blockTime);
    const usable = (t) => active(t) && active(before(t));
    if (!usable(exec)) return "executed_too_early";
    if (!usable(init)) return "initiated_too_early";
    if (init > exec) return "future";
    if (exec > init + window) return "expired";
    if (exec + timeout > init + window) return "expires_before_timeout";
    return "ok";
}

function one(name, more) {
    const c = { init: 1_800_000_000n, exec: 1_800_000_000n, override: 0n, timeout: 0n, activation: 0n, blockTime: 2n, ...more };
    const configRejected = c.override > MAX_WINDOW;
    const out = {
        name, initTimestamp: String(c.init), execTimestamp: String(c.exec), overrideWindow: String(c.override),
        timeout: String(c.timeout), activation: c.activation === null ? null : String(c.activation),
        blockTime: Number(c.blockTime), configRejected,
    };
    return configRejected ? out : { ...out, reason: reason(c) };
}

export function timing() {
    const vectors = [];
    const inRange = (x) => x >= 0n && x <= U64;
    for (const override of [0n, 1n, 3600n, 604799n, 604800n, 604801n, U64])
        for (const init of [0n, 1_800_000_000n, 1n << 63n, U64 - 604801n, U64])
            for (const age of [-1n, 0n, 1n, 3600n, 3601n, 604799n, 604800n, 604801n])
                if (inRange(init + age))
                    vectors.push(one(`window ${override}, init ${init}, age ${age}`, { init, exec: init + age, override }));
    for (const age of [0n, 100n, 604800n])
        for (const timeout of [0n, 1n, 604700n, 604701n, 604800n, 604801n, U64])
            vectors.push(one(`age ${age}, timeout ${timeout}`, { exec: 1_800_000_000n + age, timeout }));
    for (const activation of [null, 1n, 999n, 1000n, 1001n, U64])
        for (const blockTime of [1n, 2n, 12n])
            for (const init of [0n, 1n, 999n, 1000n, 1001n, 1002n, 1003n, 1012n, U64])
                for (const later of [0n, 1n, 12n])
                    if (inRange(init + later))
                        vectors.push(one(`activation ${activation}, block time ${blockTime}, init ${init}, later ${later}`,
                            { init, exec: init + later, activation, blockTime }));
    return { vectors };
}
