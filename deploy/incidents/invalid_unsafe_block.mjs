import {executeForged} from "./forgery.mjs";
import {asked, explained, logged, measured} from "./looks.mjs";

export default {
    name: "invalid-unsafe-block",
    title: "An invalid message in an unsafe block",
    happens: "The sequencer of chain 902 builds a block that executes a message which chain 901 " +
        "never sent so.",
    todo: "Tell the sequencer's operator, with what `interlock explain` says: the block has to " +
        "be made anew without that transaction. Until then nothing after it becomes " +
        "cross-unsafe.",
    alerts: {
        InterlockInvalidUnsafeBlock: {chain_id: "902"},
        InterlockInvalidBlockStays: {chain_id: "902"},
    },

    async stage(scene)
    {
        scene.block = await executeForged(scene.world);
        await scene.world.b.mineMany(2);
    },

    looks: ({block}) => [
        asked(["status"], [
            `! cross-unsafe of bravo (902) stands before block ${block}, INVALID: payload_mismatch`,
        ]),
        asked(["doctor"], [
            `fail bravo (902) cross-unsafe stands before block ${block}: INVALID: payload_mismatch`,
            `the chain has to replace it; interlock explain block 902 ${block} shows why`,
        ]),
        explained("902", block, [
            "cross-unsafe INVALID", "reason payload_mismatch", /expected 0x\w+ found 0x\w+/,
            "message log 0 executes alpha (901) block 1 log 0",
        ]),
        logged("is invalid", [
            `chain 902 (bravo): block ${block} `, "is invalid (cross-unsafe): payload_mismatch"]),
        measured("interlock_invalid_messages_total", ['{reason="payload_mismatch"} 1']),
    ],

    onPage: ({block}) => [
        `Block bravo ${block} breaks a rule: payload mismatch. It executes alpha 1 · 0.`],

    async mend({block, world: {b}})
    {
        await b.replace(block);
        await b.mine();
    },
    mended: ({block}) => [
        explained("902", block, ["ACCEPTED"]),
        logged("was replaced by", [`the invalid block ${block} `]),
    ],
};
