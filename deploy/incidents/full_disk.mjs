import {join} from "node:path";

import {emitMany} from "../devnet/lib/chain.mjs";
import {until} from "../devnet/lib/wait.mjs";
import {asked, logged, measured} from "./looks.mjs";
import {fill, smallDisk} from "./small_disk.mjs";

const kTroubled_s = 60;

export default {
    name: "full-disk",
    title: "A full disk",
    happens: "Somebody's file fills the disk of the index. Nothing new can be kept: the chains " +
        "stand still here, and what is indexed is still answered.",
    todo: "Free space: the service goes on by itself, without a restart, at the latest ten " +
        "seconds later. Never remove interlock.db-wal.",
    alerts: {InterlockDiskFull: {}, InterlockChainTroubled: {chain_id: "901"}},

    async build(scene)
    {
        scene.disk = join(scene.world.dir, "disk");
        return {flags: ["--data_dir", scene.disk], within: await smallDisk(scene.disk)};
    },

    async stage(scene)
    {
        const {disk, world: {a, service}} = scene;
        scene.free = await fill(service.pid, disk);
        // The last pages of the log on the disk are used up first.
        await until("chain 901 to be in trouble", async () => {
            await a.send(emitMany(500, "many"));
            return (await service.chainStatus(901)).state === "troubled";
        }, {deadline_s: kTroubled_s});
    },

    looks: ({disk}) => [
        asked(["status"], [
            "alpha (901) troubled",
            `! alpha (901): index: ${disk}/interlock.db: `,
            "database or disk is full",
            "free space on its disk",
            "nothing committed was lost",
        ]),
        asked(["doctor"], [
            /fail disk the index has \S+ \S+, \S+ \S+ are free/,
            "free space on the disk of data_dir",
            "fail alpha (901) troubled: index: ",
        ]),
        logged("disk is full", [`index: ${disk}/interlock.db: `, "SQLite code 13"]),
        measured("interlock_chain_state", ['{chain_id="901",state="troubled"} 1']),
    ],

    onPage: ({disk}) => ["The index has", `alpha: index: ${disk}/interlock.db: `, "database or disk is full"],

    mend: ({free}) => free(),
    mended: () => [
        asked(["status"], ["alpha (901) following"]),
        logged("going on from", ["chain 901"]),
    ],
};
