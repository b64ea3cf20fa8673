import {asked, explained, logged, measured, see} from "./looks.mjs";

const kDepth = 60;
const kBlockTime_s = 2;

export default {
    name: "deep-reorg",
    title: "A deep reorg",
    happens: `Chain 901 replaces its newest ${kDepth} blocks. A message that chain 902 has ` +
        "executed was in one of them, and is not in the new ones: what was valid is invalid.",
    todo: "Nothing here: heads and verdicts went back with it. See why 901 was reorged (its " +
        "sequencer, or an L1 reorg), tell those who rely on unsafe messages, and the operator " +
        "of 902 whose block has to be made anew.",
    alerts: {
        InterlockDeepReorg: {chain_id: "901"},
        InterlockVerdictsChanged: {
            initiating_chain_id: "901", executing_chain_id: "902", from: "valid", to: "invalid",
        },
        InterlockInvalidUnsafeBlock: {chain_id: "902"},
    },

    // No block becomes final, which could not be taken back, and none is of the future.
    chains: () => ({
        epochSlots: 1000, genesisTime: Math.floor(Date.now() / 1000) - (kDepth + 2) * kBlockTime_s,
    }),

    async stage(scene)
    {
        const {a, b} = scene.world;
        await a.mine();
        const message = await a.initiate("hello");
        await b.mineMany(2);
        scene.block = Number((await b.execute(message)).blockNumber);
        await Promise.all([a, b].map((chain) => chain.mineMany(kDepth - 1)));
        await scene.world.service.decided(b, scene.block, "accept");
        await see(scene, measured("interlock_messages{", [
            'initiating_chain_id="901",executing_chain_id="902",state="valid"} 1']));
        await scene.world.service.caughtUp(a, b);
        await a.reorg(kDepth);
    },

    looks: ({block}) => [
        logged("reorg of", [
            new RegExp(`warning chain 901\\S* reorg of ${kDepth} blocks above block 1 \\(\\S+\\): ` +
                `block ${kDepth + 1} \\(\\S+\\) gave way to block`)]),
        asked(["status"], [
            new RegExp(`alpha \\(901\\) following 0 ${kDepth + 1} 0 1 0`),
            `! cross-unsafe of bravo (902) stands before block ${block}, INVALID: no_such_log`,
        ]),
        asked(["doctor"], [
            `fail bravo (902) cross-unsafe stands before block ${block}: INVALID: no_such_log`]),
        explained("902", block, [
            "INVALID", "reason no_such_log", "message log 0 executes alpha (901) block 2 log 0"]),
        measured("interlock_reorg", ['interlock_reorgs_total{chain_id="901"} 1']),
        measured("interlock_messages_changed_total", [
            'initiating_chain_id="901",executing_chain_id="902",from="valid",to="invalid"} 1']),
    ],

    onPage: ({block}) => [
        `Block bravo ${block} breaks a rule: no such log. It executes alpha 2 · 0.`],

    async mend({block, world: {b}})
    {
        await b.replace(block);
        await b.mine();
    },
    mended: ({block}) => [explained("902", block, ["ACCEPTED"])],
};
