// interlockd as a program: what it prints, what it refuses, and how it ends.
import assert from "node:assert/strict";
import {readFile, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";

import {until} from "../../deploy/devnet/lib/wait.mjs";
import {kEnded, runDaemon, runRefused, spawnService} from "./support/programs.mjs";
import {Proxy} from "./support/proxy.mjs";
import {World} from "./support/world.mjs";

async function assertPrints(flag, pattern)
{
    const {code, stdout, stderr} = await runDaemon([flag]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, pattern);
    assert.equal(stderr, "");
    return stdout;
}

test("it says what it is and how to use it", async () => {
    await assertPrints("--version", /^interlockd \d+\.\d+\.\d+\n$/);
    const help = await assertPrints("--help", /^Usage: interlockd /);
    for (const setting of ["--data_dir", "--grpc.listen", "--chains.<id>.execution"])
        assert.ok(help.includes(setting), setting);
});

test("the printed template is a configuration file", async (t) => {
    const world = await World.build(t);
    const template = await assertPrints("--print-config-template", /^\[grpc\]$/m);
    const file = join(world.dir, "template.toml");
    await writeFile(file, template);
    const chains = [world.a, world.b].flatMap(({id, url}) => [
        `--chains.${id}.execution`, url,
        `--chains.${id}.rollup_config`, join(world.devnet.dir, `rollup-${id}.json`),
    ]);
    const {code, stderr} = await runDaemon(["--check-config", "--config", file, ...chains]);
    assert.equal(code, 0, stderr);
});

test("a wrong configuration is refused with key, value and what would be right", async (t) => {
    const world = await World.build(t);
    const config = await world.devnet.writeConfig();
    const kWrong = [
        [["--ingest.batch_blocks", "5000"], /ingest\.batch_blocks is 5000, but must be 1 to 1024/],
        [["--log.level", "loud"], /log\.level .*loud.*trace, debug, info, warn or error/],
        [["--grpc.listn", "x"], /--grpc\.listn is not a setting; did you mean grpc\.listen\?/],
    ];
    for (const [flags, pattern] of kWrong)
    {
        for (const mode of [[], ["--check-config"]])
        {
            const {code, stdout, stderr} =
                await runDaemon([...mode, "--config", config, ...flags]);
            assert.equal(code, kEnded.mustChange, `${flags}: ${stdout}${stderr}`);
            assert.match(stderr, pattern);
        }
    }
});

test("a right configuration is said to be right, with its chains", async (t) => {
    const world = await World.build(t);
    const config = await world.devnet.writeConfig();
    const {code, stdout, stderr} = await runDaemon(["--check-config", "--config", config]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /The configuration is right: 2 chains /);
    const {timestamp} = await world.a.block(0);
    for (const id of [901, 902])
        assert.ok(
            stdout.includes(`chain ${id}: block time 2 s, messaging from ${Number(timestamp)}`),
            stdout);
});

test("checking a configuration finds an endpoint of another chain", async (t) => {
    const world = await World.build(t);
    const config = await world.devnet.writeConfig({urls: {901: world.b.url}});
    const {code, stdout, stderr} = await runDaemon(["--check-config", "--config", config]);
    assert.equal(code, kEnded.mustChange, stdout);
    assert.match(stderr, /902, not 901/);
});

test("an index with another block time is refused", async (t) => {
    const world = await World.start(t);
    await world.service.caughtUp(world.a);
    await world.service.stop();
    const file = join(world.devnet.dir, "rollup-901.json");
    const rollup = JSON.parse(await readFile(file, "utf8"));
    await writeFile(file, JSON.stringify({...rollup, block_time: 4}));
    const {code, log} = await runRefused({
        config: await world.devnet.writeConfig({listen: "127.0.0.1:0"}),
        log: `${world.logFile}.refused`,
    });
    assert.equal(code, kEnded.mustChange, log);
    assert.match(log, /chains\.901\.block_time_s is 4, but the index was built with 2.*data_dir/);
});

/// Longer than a test may wait: what ends before was told to.
const kPatientFlags = ["--ingest.request_timeout_ms", "600000"];
const kCleanEnd = {code: kEnded.stopped, signal: null};

test("SIGTERM ends it, also while an endpoint hangs", async (t) => {
    const world = await World.build(t);
    const proxy = await Proxy.open(t, world.a.url);
    await world.startService({urls: {901: proxy.url}, flags: kPatientFlags});
    await world.service.caughtUp(world.a, world.b);
    proxy.keepSilent();
    await until("a question to hang", () => proxy.unanswered > 0);
    assert.deepEqual(await world.service.stop("SIGTERM"), kCleanEnd);
    assert.match(world.service.log(), /stopping on SIGTERM[^]*stopped\n$/);
});

test("SIGTERM while it starts is not lost", async (t) => {
    const world = await World.build(t);
    const proxy = await Proxy.open(t, world.a.url);
    proxy.keepSilent();
    const starting = spawnService({
        config: await world.devnet.writeConfig({urls: {901: proxy.url}, listen: "127.0.0.1:0"}),
        log: world.logFile,
        flags: ["--ingest.request_timeout_ms", "1000"],
    });
    t.after(() => starting.stop("SIGKILL"));
    await until("a question to hang", () => {
        starting.assertRunning();
        return proxy.unanswered > 0;
    });
    assert.deepEqual(await starting.stop("SIGTERM"), kCleanEnd, starting.log());
});
