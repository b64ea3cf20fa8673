// A real Prometheus beside a real service: what the rules and the dashboard ask for is there from
// the start, before anything has happened.
import assert from "node:assert/strict";
import {test} from "node:test";

import {until} from "../../deploy/devnet/lib/wait.mjs";
import {dashboardQueries, familyOf, selectorsOf} from "./support/dashboard.mjs";
import {freePort, Prometheus} from "./support/prometheus.mjs";
import {World} from "./support/world.mjs";

const kScraped_s = 60;

/// Series that only some configurations have: they need certificates, or a subscription.
const kConditional = /^interlock_(certificate|subscription)_/;

async function scraped(t)
{
    const world = await World.build(t);
    const target = `127.0.0.1:${await freePort()}`;
    await world.startService({
        flags: ["--metrics.listen", target, "--rpc.listen", "127.0.0.1:0"]});
    const prometheus = await Prometheus.start(t, target);
    await until("the service to be scraped",
        async () => (await prometheus.query('up{job="interlock"} == 1')).length === 1,
        {deadline_s: kScraped_s});
    return {prometheus, target};
}

test("the service is scraped, and all rules are evaluated", async (t) => {
    const {prometheus, target} = await scraped(t);
    const [{discoveredLabels, lastError}] = (await prometheus.get("targets")).activeTargets;
    assert.deepEqual([discoveredLabels.__address__, lastError], [target, ""]);
    const rules = await until("all rules to be evaluated", async () => {
        const all = await prometheus.rules();
        return all.length > 0 && all.every(({health}) => health !== "unknown") && all;
    }, {deadline_s: kScraped_s});
    for (const {name, health, lastError: trouble} of rules)
        assert.equal(health, "ok", `${name}: ${trouble}`);
    const firing = await prometheus.query('ALERTS{alertstate="firing"}');
    assert.deepEqual(firing.map(({metric}) => metric.alertname), []);
});

test("every series that is asked for is there before it counts anything", async (t) => {
    const {prometheus, target} = await scraped(t);
    const queries = [
        ...(await prometheus.rules()).map(({name, query}) => [name, query]),
        ...dashboardQueries(target),
    ];
    for (const [where, expr] of queries)
    {
        for (const {name, labels} of selectorsOf(expr))
        {
            if (kConditional.test(familyOf(name)))
                continue;
            const series = await prometheus.query(`${name}${labels}`);
            assert.ok(series.length > 0, `${where}: there is no ${name}${labels}`);
        }
    }
});
