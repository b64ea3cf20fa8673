import {executeForged} from "./forgery.mjs";
import {asked, explained, logged, measured} from "./looks.mjs";

/// The nodes call a block safe when there are so many more.
const epochSlots = 2;

export default {
    name: "invalid-safe-block",
    title: "An invalid message in a safe block",
    happens: "A block of chain 902 with an invalid message was not replaced, and the chain's " +
        "node calls it safe by now. One of the two is wrong, and so messages between the two " +
        "chains are not judged.",
    todo: "Compare both chains' nodes about the two blocks that are named. The node of 902 has " +
        "to replace the block by one of deposits alone; the failsafe then ends by itself. If " +
        "both nodes are right, report it with the output of `interlock explain --json`.",
    alerts: {
        InterlockInvalidSafeBlock: {chain_id: "902"},
        InterlockDivergence: {chain_id: "902"},
        InterlockFailsafe: {cause: "divergence"},
    },

    chains: () => ({epochSlots}),

    async stage(scene)
    {
        const {a, b} = scene.world;
        scene.block = await executeForged(scene.world);
        // So does the node of 901 with its own block, and the case is clear.
        await Promise.all([a, b].map((chain) => chain.mineMany(epochSlots)));
    },

    looks: ({block}) => [
        asked(["status"], [
            `!!! DIVERGENCE: the node of bravo (902) calls block ${block} safe, but it is INVALID`,
            "reason payload_mismatch", "message log 0 executes alpha (901) block 1 log 0",
            "failsafe ON: checks of messages between bravo (902) and alpha (901) are refused",
        ]),
        asked(["doctor"], [
            `fail divergence the node of bravo (902) calls block ${block} safe, but it is invalid`,
            "compare the nodes of both chains; it ends when they agree",
            "fail failsafe messages between alpha (901) and bravo (902) are not judged (divergence",
        ]),
        asked(["failsafe", "list"], ["alpha (901), bravo (902) divergence", `block ${block}`]),
        explained("902", block, ["safe INVALID", "reason payload_mismatch"], "safe"),
        logged("critical", [
            new RegExp(`divergence: chain 902: its node calls block ${block} .*invalid`)]),
        measured("interlock_divergence", ['interlock_divergence{chain_id="902"} 1']),
    ],

    onPage: ({block}) => [
        `The node of bravo calls block bravo ${block} safe, but it is invalid: payload mismatch.`,
        "Messages between alpha and bravo are not judged: divergence.",
    ],

    async mend({block, world: {a, b}})
    {
        await b.replace(block);
        await Promise.all([a, b].map((chain) => chain.mineMany(2 * epochSlots)));
    },
    mended: () => [
        asked(["doctor"], [
            "failsafe none in force", "divergence no node contradicts this service"]),
        logged("divergence has ended", ["chain 902"]),
    ],
};
