// Endpoints that are gone, wrong, or secret.
import assert from "node:assert/strict";
import {test} from "node:test";

import {until} from "../../deploy/devnet/lib/wait.mjs";
import {kEnded, kExit, runRefused} from "./support/programs.mjs";
import {Proxy} from "./support/proxy.mjs";
import {World} from "./support/world.mjs";

test("an endpoint goes away and comes back", async (t) => {
    const world = await World.build(t);
    const {a, b} = world;
    const proxy = await Proxy.open(t, a.url);
    const early = await a.initiate("early");
    await b.mineMany(3);
    await world.startService({urls: {901: proxy.url}});
    assert.equal((await world.check(early)).code, kExit.ok);

    await proxy.down();
    const troubled = await until("chain 901 to be in trouble", async () => {
        const status = await world.service.chainStatus(901);
        return status.state === "troubled" && status;
    });
    assert.notEqual(troubled.trouble, "");
    const late = await a.initiate("late");
    await b.mineMany(3);
    await world.service.caughtUp(b);
    // What is indexed is still served, and what is not is no lie.
    const at = (await b.head()).timestamp + 2n;
    assert.equal((await world.check(early, {at, caughtUp: false})).code, kExit.ok);
    assert.ok([kExit.notYet, kExit.cannotTell].includes(
        (await world.check(late, {at, caughtUp: false})).code));

    await proxy.up();
    assert.equal((await world.check(late)).code, kExit.ok);
    assert.equal((await world.service.chainStatus(901)).state, "following");
});

test("another endpoint of the chain takes over", async (t) => {
    const world = await World.build(t);
    const {a, b} = world;
    const proxy = await Proxy.open(t, a.url);
    await world.startService({urls: {901: [proxy.url, a.url]}});
    await world.service.caughtUp(a, b);
    await proxy.down();
    const message = await a.initiate("through the other");
    await b.mine();
    assert.equal((await world.check(message)).code, kExit.ok);
});

test("an endpoint of another chain is refused at start", async (t) => {
    const world = await World.build(t);
    const config = await world.devnet.writeConfig({
        urls: {901: world.b.url}, listen: "127.0.0.1:0",
    });
    const {code, log} = await runRefused({config, log: world.logFile});
    assert.equal(code, kEnded.mustChange);
    assert.match(log, /902, not 901/);
});

test("a chain whose genesis is not the configured one is refused", async (t) => {
    const world = await World.build(t);
    const other = await World.build(t, {genesisTime: 1_700_000_000});
    const config = await world.devnet.writeConfig({
        urls: {901: other.a.url}, listen: "127.0.0.1:0",
    });
    const {code, log} = await runRefused({config, log: world.logFile});
    assert.equal(code, kEnded.mustChange);
    assert.match(log, /serves another chain 901: its genesis block 0 is 0x/);
});

test("credentials stay out of logs, errors and status", async (t) => {
    const secrets = ["hunter2", "sesame-key", "sesame-query"];
    const world = await World.build(t);
    const {a, b} = world;
    const proxy = await Proxy.open(t, a.url);
    const withSecrets = (url) =>
        `${url.replace("http://", "http://operator:hunter2@")}/v3/sesame-key?token=sesame-query`;
    await world.startService({urls: {901: withSecrets(proxy.url)}});
    await world.service.caughtUp(a, b);
    const seen = [];
    const look = async () => {
        for (const args of [["status"], ["--json", "status"]])
        {
            const {stdout, stderr} = await world.service.cli(...args);
            seen.push(stdout, stderr);
        }
    };
    await look();
    await proxy.down();
    await until("chain 901 to be in trouble", async () =>
        (await world.service.chainStatus(901)).state === "troubled");
    await look();
    await world.service.stop();
    seen.push(world.service.log());

    await proxy.up();
    for (const urls of [{902: withSecrets(proxy.url)}, {901: withSecrets("ftp://127.0.0.1")}])
    {
        const config = await world.devnet.writeConfig({urls, listen: "127.0.0.1:0"});
        const {code, log} = await runRefused({config, log: `${world.logFile}.refused`});
        assert.notEqual(code, 0);
        seen.push(log);
    }
    for (const text of seen)
        for (const secret of secrets)
            assert.ok(!text.includes(secret), `"${secret}" in: ${text}`);
});
