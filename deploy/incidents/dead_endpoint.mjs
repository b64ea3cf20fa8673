import {Proxy} from "../../tests/e2e/support/proxy.mjs";
import {asked, logged, measured} from "./looks.mjs";

export default {
    name: "dead-endpoint",
    title: "A dead endpoint",
    happens: "One of the two nodes of chain 901 stops answering. The other one takes over at " +
        "once.",
    todo: "Start that node again, or mend what is between. It is used again by itself once it " +
        "is well.",
    alerts: {
        InterlockEndpointFailing: {chain_id: "901"},
        InterlockLastEndpoint: {chain_id: "901"},
    },

    async build(scene)
    {
        const {t, world: {a}} = scene;
        scene.node = await Proxy.open(t, a.url);
        return {urls: {901: [scene.node.url, a.url]}};
    },

    async stage({node, world: {a}})
    {
        await node.down();
        await a.mine();
    },

    looks: ({node, world: {a}}) => [
        asked(["status"], [
            new RegExp(`${node.url} failing \\S+ \\d+ ${node.url}: .*connect`),
            `${a.url} in use`,
        ]),
        asked(["doctor"], [
            new RegExp(`warn alpha \\(901\\) node ${node.url} is failing: `),
            "mend what this names; it is used again once it is well",
        ]),
        logged(`chain 901: ${node.url}`, [`warning chain 901: ${node.url}`, "connect"]),
        measured("interlock_endpoint_state", [
            `endpoint="${node.url}",position="1",state="failing"} 1`]),
    ],

    onPage: ({node}) => [`alpha: ${node.url} is not asked`],

    mend: ({node}) => node.up(),
    mended: () => [asked(["doctor"], ["alpha (901) all 2 nodes are fit"])],
};
