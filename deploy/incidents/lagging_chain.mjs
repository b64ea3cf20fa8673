import {asked, explained, measured} from "./looks.mjs";

const kAge_s = 600;
const kBlockTime_s = 2;

export default {
    name: "lagging-chain",
    title: "A lagging chain",
    happens: "Chain 901 has made no block for ten minutes. Chain 902 executes a message that " +
        "901 is yet to send: its blocks wait, and with them all that come after.",
    todo: "Ask another node of chain 901, or its operator: its sequencer has to go on. If only " +
        "this node stands still, mend its peers or add an endpoint. Nothing on 902 or here is " +
        "wrong.",
    alerts: {
        InterlockUnsafeStandsStill: {chain_id: "901"},
        InterlockCrossUnsafeStandsStill: {chain_id: "902"},
    },

    chains: () => ({genesisTime: Math.floor(Date.now() / 1000) - kAge_s, epochSlots: 1000}),

    async build({world: {a, b}})
    {
        await a.mine();
        await b.mineMany(kAge_s / kBlockTime_s - 10);
    },

    async stage(scene)
    {
        const {a, b} = scene.world;
        scene.block = Number((await b.execute(await a.foretell("late", {blocks: 2}))).blockNumber);
        await b.mineMany(3);
    },

    looks: ({block}) => [
        asked(["doctor"], [
            /warn alpha \(901\) its newest block is of \S+( \S+)* ago; one is due every 2s/,
            "see whether the chain's sequencer, or only its node, stands still",
            new RegExp(`warn bravo \\(902\\) cross-unsafe stands before block ${block}: .*` +
                "alpha \\(901\\) to be seen up to"),
            "interlock explain head 902 cross-unsafe shows the root of it",
        ]),
        asked(["explain", "head", "902", "cross-unsafe"], [
            "WAITS", "reason initiating_not_seen", "waits for alpha (901) to be seen up to",
            "executes alpha (901) block 3 log 0",
        ]),
        asked(["status"], [
            new RegExp(`! cross-unsafe of bravo \\(902\\) at block ${block} .*alpha \\(901\\)`)]),
        measured("interlock_cross_head_waits", ['{chain_id="902",level="cross-unsafe"} 1']),
    ],

    onPage: ({block}) => [`Block bravo ${block} waits for chain 901 to be seen up to`],

    async mend({world: {a}})
    {
        await a.mine();
        await a.initiate("late");
    },
    mended: ({block}) => [explained("902", block, ["ACCEPTED"])],
};
