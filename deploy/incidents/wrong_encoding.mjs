import {quantity} from "../devnet/lib/bytes.mjs";
import {asked, measured} from "./looks.mjs";
import {rpcUrlOf} from "./scene.mjs";

/// More than one in ten seconds, over the five minutes that the alert looks at.
const kRounds = 20;

/// Ways to get the entries of an access list wrong, and what each is told.
const kWrongs = {
    "a lookup entry without its checksum": {
        entries: ([lookup]) => [lookup],
        told: "failed to parse access entry: entry 1: the list ends where a checksum must follow",
    },
    "entries of a type that is not known": {
        entries: ([lookup, checksum]) => [`0x04${lookup.slice(4)}`, checksum],
        told: "failed to parse access entry: entry 0: type 0x04 where a lookup must stand",
    },
    "decimal digits in place of hex": {
        entries: ([lookup, checksum]) => [BigInt(lookup).toString(), checksum],
        told: "invalid argument 0: entry 0 must be 32 bytes in hex",
    },
};

const requestOf = ({at}, entries) => JSON.stringify({
    jsonrpc: "2.0", id: 1, method: "interop_checkAccessList",
    params: [entries, "cross-unsafe", {chainID: "902", timestamp: quantity(at)}],
});

/// The service's reply to it.
async function replyTo(scene, entries)
{
    const reply = await fetch(rpcUrlOf(scene), {
        method: "POST", headers: {"content-type": "application/json"},
        body: requestOf(scene, entries),
    });
    return `${await reply.text()}\n`;
}

/// The client's own view: the same request by hand.
const requested = (entries, tells) => ({
    typed: (scene) => [
        "curl", "-s", "-H", "'Content-Type: application/json'", rpcUrlOf(scene),
        "-d", `'${requestOf(scene, entries)}'`,
    ],
    read: (scene) => replyTo(scene, entries),
    tells,
});

export default {
    name: "wrong-encoding",
    title: "A client with the wrong encoding",
    happens: "A client was changed, and sends access lists that are none. Its messages are not " +
        "judged; everybody else's are.",
    todo: "Find the client that was changed last, and give it the text of its error: " +
        "docs/clients.md has the encoding. Nothing here needs to change.",
    alerts: {InterlockBadRequests: {door: "json_rpc"}},

    async stage(scene)
    {
        const {world: {a, b, service}} = scene;
        scene.message = await a.initiate("hello");
        await b.mineMany(2);
        await service.caughtUp(a, b);
        scene.at = (await b.head()).timestamp;
        for (let round = 0; round < kRounds; round++)
        {
            for (const {entries} of Object.values(kWrongs))
                await replyTo(scene, entries(scene.message.entries));
        }
    },

    looks: ({message: {entries}, at}) => [
        ...Object.values(kWrongs).map(
            (wrong) => requested(wrong.entries(entries), ['"code":-32602', wrong.told])),
        measured("interlock_checks_total", [
            /door="json_rpc",level="",outcome="bad_request",reason=""} \d+/]),
        // The client's entries, tried by hand.
        asked(["check", "--on", "902", "--at", `${at}`, "--access-list", entries[0]], [
            "entry 1: the list ends where a checksum must follow"]),
        asked(["doctor"], ["readiness ready", "alpha (901) following", "bravo (902) following"]),
    ],

    async mend() {},
    mended: ({message: {entries}, at}) => [
        asked(["check", "--on", "902", "--at", `${at}`, "--access-list", entries.join(",")], [
            "VALID alpha (901) block 1 log 0"])],
};
