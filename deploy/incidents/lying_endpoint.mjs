import {join} from "node:path";

import {startDevnet} from "../devnet/lib/devnet.mjs";
import {checkFlags} from "../devnet/lib/message.mjs";
import {Proxy} from "../../tests/e2e/support/proxy.mjs";
import {asked, logged, measured} from "./looks.mjs";

export default {
    name: "lying-endpoint",
    title: "A lying endpoint",
    happens: "One of three nodes of chain 901 serves a branch of its own, with a message that " +
        "the chain does not have. Its blocks prove themselves, so that only the quorum of the " +
        "others finds it.",
    todo: "Take that node out of chains.901.execution, or put an honest one there: it is used " +
        "again once it has the indexed block. Where the others agree nothing was believed of it.",
    alerts: {InterlockEndpointSetAside: {chain_id: "901"}},

    async build(scene)
    {
        const {t, world: {a, dir}} = scene;
        const {timestamp} = await a.block(0);
        const other = await startDevnet(
            join(dir, "other"), {count: 1, genesisTime: Number(timestamp)});
        t.after(() => other.stop());
        [scene.branch] = other.chains;
        // All three are doors to nodes, so that they can be told apart.
        scene.liar = await Proxy.open(t, scene.branch.url);
        scene.second = await Proxy.open(t, a.url);
        return {
            urls: {901: [scene.liar.url, a.url, scene.second.url]},
            flags: ["--chains.901.quorum", "2"],
        };
    },

    async stage(scene)
    {
        const {branch, world: {a, b}} = scene;
        scene.forged = await branch.initiate("pay a million");
        scene.hash = (await a.mine()).hash;
        await b.mineMany(2);
        scene.at = (await b.head()).timestamp;
    },

    looks: ({liar, forged, hash, at, world: {a}}) => [
        asked(["status"], [
            new RegExp(`! alpha \\(901\\): .*block 1.*${short(hash)}`),
            `${liar.url} set aside`,
            `${a.url} in use`,
        ]),
        asked(["doctor"], [
            new RegExp(`warn alpha \\(901\\) node ${liar.url} is set aside: has \\S+ as block 1`),
            "if this lasts, it is on another branch, or lies: look at it",
        ]),
        asked(["check", "--on", "902", "--at", `${at}`, ...checkFlags(forged)], [
            "INVALID alpha (901) block 1 log 0"]),
        logged("disagree", ["about block 1", liar.url]),
        measured("interlock_endpoint_state", [
            `endpoint="${liar.url}",position="1",state="set_aside"} 1`]),
    ],

    onPage: ({liar}) => ["node set aside", `alpha: ${liar.url} is not asked`],

    async mend({liar, world: {a}})
    {
        liar.leadTo(a.url);
        await a.mine();
    },
    mended: () => [asked(["doctor"], ["alpha (901) all 3 nodes are fit"])],
};

const short = (hash) => hash.slice(0, 10);
