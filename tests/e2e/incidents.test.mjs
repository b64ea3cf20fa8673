// Each staged incident: what an operator looks at names the cause, the alerts that are named are
// raised, and what is to be done about it helps.
import assert from "node:assert/strict";
import {readFile} from "node:fs/promises";
import {test} from "node:test";

import {until} from "../../deploy/devnet/lib/wait.mjs";
import {incidents} from "../../deploy/incidents/incidents.mjs";
import {see} from "../../deploy/incidents/looks.mjs";
import {metricsOf, prepare, rpcUrlOf} from "../../deploy/incidents/scene.mjs";
import {openPage} from "./support/browser.mjs";
import {Prometheus} from "./support/prometheus.mjs";

const kScraped_s = 60;
const kRaised_s = 120;

/// A Prometheus that has seen the service with nothing wrong yet: it counts what comes after.
async function watching(t, scene)
{
    const prometheus = await Prometheus.start(t, metricsOf(scene));
    const kTwice = 'count_over_time(up{job="interlock"}[1m]) > 1';
    await until(
        "the service to be scraped", async () => (await prometheus.query(kTwice)).length === 1,
        {deadline_s: kScraped_s});
    return prometheus;
}

/// That the alert's condition holds: it fires, or does once it has held for as long as its rule
/// says.
function raised(prometheus, name, labels)
{
    let last;
    return until(
        `the alert ${name}`,
        async () => {
            last = (await prometheus.get("alerts")).alerts.map((alert) => alert.labels);
            return last.some((found) => found.alertname === name
                && Object.entries(labels).every(([label, value]) => found[label] === value));
        },
        {deadline_s: kRaised_s, describe: () => JSON.stringify(last)});
}

/// That the page tells it, among what needs attention.
async function seeOnPage(t, scene, texts)
{
    const page = await openPage(t);
    await page.goto(rpcUrlOf(scene));
    for (const hasText of texts)
        await page.locator("#matters", {hasText}).waitFor();
}

for (const incident of incidents)
{
    test(`${incident.name}: seen, alarmed of, mended`, async (t) => {
        const scene = await prepare(t, incident);
        const prometheus = await watching(t, scene);
        await incident.stage(scene);
        for (const look of incident.looks(scene))
            await see(scene, look);
        if (incident.onPage)
            await seeOnPage(t, scene, incident.onPage(scene));
        for (const [name, labels] of Object.entries(incident.alerts))
            await raised(prometheus, name, labels);
        await incident.mend(scene);
        for (const look of incident.mended(scene))
            await see(scene, look);
    });
}

test("the document tells of each, with its alerts", async () => {
    const text = await readFile(new URL("../../docs/incidents.md", import.meta.url), "utf8");
    for (const {name, title, alerts} of incidents)
    {
        const section = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
        assert.ok(section, `docs/incidents.md has no section "${title}"`);
        assert.ok(section.includes(`run.mjs ${name}`), `${title}: how to stage it`);
        for (const alert of Object.keys(alerts))
            assert.ok(
                section.includes(`](operations.md#${alert.toLowerCase()})`), `${title}: ${alert}`);
    }
});
