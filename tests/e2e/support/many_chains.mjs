// What a service of many chains tells the page, made up.
const kBlock_s = 2;

const hash = (number) => `0x${BigInt(number).toString(16).padStart(64, "5")}`;

function block(number, now)
{
    const time = Math.floor(now) - kBlock_s * (1_000 - number);
    return {number, hash: hash(number), parent: hash(number - 1), time};
}

export function statusOf(count, now = Date.now() / 1000)
{
    const chains = Array.from({length: count}, (_, i) => ({
        id: `${901 + i}`, name: i % 2 === 0 ? `chain-${i}` : "", state: "following", ready: true,
        trouble: i % 10 === 9 ? "its node does not answer" : "", label_trouble: "",
        disagreement: "", reorgs: 0, refused_blocks: 0, node_head: 1_000,
        heads: {
            unsafe: block(1_000, now), cross_unsafe: block(1_000 - i % 3, now),
            local_safe: block(980, now), safe: block(970 - i % 7, now), finalized: block(700, now),
        },
        nodes: [], pending: [],
    }));
    return {version: "0.0.0", started_at: now - 60, now, ready: true, failsafes: [], chains};
}

export function messagesOf(count, now = Date.now() / 1000)
{
    const messages = Array.from({length: 100}, (_, i) => {
        const {number, time} = block(1_000 - Math.floor(i / 2), now);
        const other = block(number - 3 - i % 5, now);
        return {
            executing: {chain: `${901 + i % count}`, number, log: i, time},
            initiating: {
                chain: `${901 + (7 * i + 1) % count}`, number: other.number, log: 0,
                time: other.time, origin: `0x${"42".repeat(20)}`,
            },
            state: i % 25 === 24 ? "invalid" : "valid", reason: i % 25 === 24 ? "expired" : "",
            explanation: "",
        };
    });
    return {messages};
}
