import {emitLog, executing} from "../devnet/lib/chain.mjs";
import {asked, explained, logged, measured} from "./looks.mjs";

export default {
    name: "cycle",
    title: "A cycle of messages",
    happens: "A block of each chain, both of the same time, executes first what the other one " +
        "says only afterwards: each message would rest on itself.",
    todo: "Both blocks have to be made anew: tell both sequencers' operators. If it comes again " +
        "somebody tries it: see who sends these transactions.",
    alerts: {InterlockCycle: {reason: "cycle"}, InterlockInvalidUnsafeBlock: {chain_id: "901"}},

    async stage({world: {a, b}})
    {
        const ofA = await a.foretell("of a", {logIndex: 1});
        const ofB = await b.foretell("of b", {logIndex: 1});
        for (const [chain, text, others] of [[a, "of a", ofB], [b, "of b", ofA]])
        {
            await chain.submit(executing(others));
            await chain.submit(emitLog(text));
            await chain.mine();
        }
        await Promise.all([a, b].map((chain) => chain.mineMany(2)));
    },

    looks: () => [
        asked(["status"], [
            "! cross-unsafe of alpha (901) stands before block 1, INVALID: cycle",
            "! cross-unsafe of bravo (902) stands before block 1, INVALID: cycle",
        ]),
        asked(["doctor"], [
            "fail alpha (901) cross-unsafe stands before block 1: INVALID: cycle",
            "interlock explain block 901 1 shows why",
        ]),
        explained("901", 1, [
            "INVALID", "reason cycle", "message log 0 executes bravo (902) block 1 log 1"]),
        explained("902", 1, [
            "INVALID", "reason cycle", "message log 0 executes alpha (901) block 1 log 1"]),
        asked(["graph", "--around", "901", "1", "--format", "mermaid"], [
            'block901_1 -->|"log 0 → 1"| block902_1', 'block902_1 -->|"log 0 → 1"| block901_1',
        ]),
        logged("is invalid", [/chain 901 .*block 1 .*: cycle/, /chain 902 .*block 1 .*: cycle/]),
        measured("interlock_invalid_messages_total", [/reason="cycle"} [1-9]/]),
    ],

    onPage: () => [
        "Block alpha 1 breaks a rule: cycle. It executes bravo 1 · 1.",
        "Block bravo 1 breaks a rule: cycle. It executes alpha 1 · 1.",
    ],

    async mend({world: {a, b}})
    {
        for (const chain of [a, b])
        {
            await chain.replace(1);
            await chain.mine();
        }
    },
    mended: () => ["901", "902"].map((id) => explained(id, 1, ["ACCEPTED"])),
};
