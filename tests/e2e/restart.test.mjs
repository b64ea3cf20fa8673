// interlockd ends, or is ended, and comes back.
import assert from "node:assert/strict";
import {test} from "node:test";

import {kExit, runClient, runRefused} from "./support/programs.mjs";
import {Proxy} from "./support/proxy.mjs";
import {World} from "./support/world.mjs";

const receiptsAsked = (proxy) =>
    proxy.methods.filter((method) => method === "eth_getBlockReceipts").length;

test("the index outlives a restart, and is not fetched again", async (t) => {
    const world = await World.build(t);
    const {a, b} = world;
    const proxy = await Proxy.open(t, a.url);
    const message = await a.initiate("hello");
    await a.mineMany(30);
    await b.mine();
    await world.startService({urls: {901: proxy.url}});
    assert.equal((await world.check(message)).code, kExit.ok);
    assert.ok(receiptsAsked(proxy) >= 31, "the blocks were fetched through the proxy");

    for (const signal of ["SIGTERM", "SIGINT", "SIGKILL"])
    {
        const {code} = await world.service.stop(signal);
        assert.equal(code, signal === "SIGKILL" ? null : 0, signal);
        proxy.methods.length = 0;
        await world.startService({urls: {901: proxy.url}});
        assert.equal((await world.check(message)).code, kExit.ok, signal);
        assert.ok(receiptsAsked(proxy) <= 2, `${receiptsAsked(proxy)} blocks after ${signal}`);
    }
});

test("blocks that came meanwhile are indexed", async (t) => {
    const world = await World.start(t);
    const {a, b} = world;
    await world.service.caughtUp(a, b);
    await world.service.stop();
    const message = await a.initiate("while you were away");
    await a.mineMany(40);
    await b.mine();
    await world.startService();
    assert.equal((await world.check(message)).code, kExit.ok);
});

test("two services do not share one index", async (t) => {
    const world = await World.start(t);
    const {code, log} = await runRefused({
        config: await world.devnet.writeConfig({file: "second.toml", listen: "127.0.0.1:0"}),
        log: `${world.logFile}.second`,
    });
    assert.notEqual(code, 0);
    assert.match(log, /has it open/);
    assert.equal((await world.service.cli("status")).code, kExit.ok);
});

test("without a service the command line says that nobody answers", async () => {
    // Port 1 is privileged, and nothing of ours listens there.
    const {code, stderr} = await runClient(["--server", "127.0.0.1:1", "status"]);
    assert.equal(code, kExit.unreachable);
    assert.match(stderr, /127\.0\.0\.1:1/);
});
