// Both doctors, on real chains.
import assert from "node:assert/strict";
import {test} from "node:test";

import {kExit, runDaemon} from "./support/programs.mjs";
import {Proxy} from "./support/proxy.mjs";
import {World} from "./support/world.mjs";

const findings = ({stdout}) => JSON.parse(stdout).findings;
const about = (all, subject) => all.filter((finding) => finding.subject === subject);

test("interlockd doctor examines the nodes and the machine before the first start", async (t) => {
    const world = await World.build(t);
    const proxy = await Proxy.open(t, world.a.url);
    const config = await world.devnet.writeConfig({urls: {901: proxy.url}});
    const doctor = () => runDaemon(["doctor", "--config", config, "--json", "--grpc.listen=127.0.0.1:0"]);
    const well = findings(await doctor());
    const texts = about(well, "alpha (901)").map(({what}) => what).join("\n");
    assert.match(texts, /serves the chain with its genesis, newest block \d+, answers in \d+ ms/);
    assert.match(texts, /prove themselves/);
    assert.match(about(well, "index")[0].what, /there is none yet/);
    assert.deepEqual(well.filter(({severity}) => severity === "fail"), []);

    await proxy.down();
    const sick = await doctor();
    assert.equal(sick.code, 1, sick.stdout);
    const [failed] = about(findings(sick), "alpha (901)");
    assert.equal(failed.severity, "fail");
    assert.match(failed.mend, /see that it runs and can be reached from here/);

    const refused = await runDaemon(["doctor", "--config", config, "--log.level", "loud"]);
    assert.equal(refused.code, 2);
    assert.match(refused.stdout, /^fail +configuration +.*log\.level/m);
});

test("interlock doctor tells what to mend, and its exit code whether", async (t) => {
    const world = await World.start(t);
    await world.service.caughtUp(world.a, world.b);
    const {stdout} = await world.service.cli("doctor");
    assert.match(stdout, /^ok +service +answers at /m);
    assert.match(stdout, /^ok +readiness +ready/m);
    const {server} = world.service;
    await world.service.stop();
    const gone = await world.service.cli("doctor");
    assert.equal(gone.code, kExit.unreachable ?? 5, gone.stdout);
    assert.match(gone.stdout, new RegExp(`^fail +service +no answer from ${server}`));
});
