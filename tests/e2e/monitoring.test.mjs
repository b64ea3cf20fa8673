// The alerts for Prometheus and the dashboard for Grafana: that they are what those take, name what
// there is, and are written up.
import assert from "node:assert/strict";
import {readFile, readdir} from "node:fs/promises";
import {join} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";

import {dashboard, rendered} from "../../deploy/grafana/build.mjs";
import {dashboardQueries, familyOf, panels, selectorsOf} from "./support/dashboard.mjs";
import {kFolder, Prometheus, promtool} from "./support/prometheus.mjs";

const kNobody = "127.0.0.1:1";
const read = (path) => readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

const isAlert = ({type}) => type === "alerting";
const rulesOf = async (t) => (await Prometheus.start(t, kNobody)).rules();

async function testsOfAlerts()
{
    const folder = join(kFolder, "rules/tests");
    const files = (await readdir(folder)).map((name) => join(folder, name));
    return {files, text: (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("")};
}

/// Beside those of the service itself: from Prometheus, and of histograms.
const kOtherLabels = ["job", "instance", "le"];

/// The first column of docs/metrics.md's tables: the labels of each metric, by its name.
async function documented()
{
    const rows = (await read("docs/metrics.md")).matchAll(/^\| `(\w+)(?:\{([\w,]*)\})?`/gm);
    return new Map([...rows].map(
        ([, name, labels = ""]) => [name, [...labels.split(","), ...kOtherLabels]]));
}

test("promtool takes the configuration and the rules", async () => {
    const {code, output} = await promtool("check", "config", "prometheus.yml");
    assert.equal(code, 0, output);
    assert.match(output, /SUCCESS: \d+ rules found/);
});

test("each alert fires when it should, and not beside it", async () => {
    const {files} = await testsOfAlerts();
    const {code, output} = await promtool("test", "rules", ...files);
    assert.equal(code, 0, output);
});

test("each alert is tested, has a severity, and is told of in the runbook", async (t) => {
    const alerts = (await rulesOf(t)).filter(isAlert);
    const {text} = await testsOfAlerts();
    for (const {name, labels, annotations} of alerts)
    {
        assert.match(text, new RegExp(`alertname: ${name}\n +exp_alerts:`), `${name} never fires`);
        assert.match(text, new RegExp(`alertname: ${name}}`), `${name} always fires`);
        assert.match(labels.severity, /^(page|ticket)$/, name);
        assert.ok(annotations.summary && annotations.description, name);
        assert.equal(annotations.runbook, `docs/operations.md#${name.toLowerCase()}`);
    }
    const headings = [...(await read("docs/operations.md")).matchAll(/^#+ (Interlock\w+)$/gm)];
    assert.deepEqual(
        headings.map(([, name]) => name).sort(), alerts.map(({name}) => name).sort());
});

test("every metric that is named is one of the service's, with such labels", async (t) => {
    const known = await documented();
    const queries = [
        ...(await rulesOf(t)).map(({name, query}) => [name, query]), ...dashboardQueries()];
    for (const [where, expr] of queries)
    {
        for (const {name, labels} of selectorsOf(expr))
        {
            assert.ok(known.has(familyOf(name)), `${where}: docs/metrics.md has no ${name}`);
            for (const [, label] of labels.matchAll(/(\w+)[=!]/g))
                assert.ok(known.get(familyOf(name)).includes(label), `${where}: ${name}, ${label}`);
        }
    }
});

test("every query of the dashboard can be asked", async (t) => {
    const prometheus = await Prometheus.start(t, kNobody);
    for (const [where, expr] of dashboardQueries())
        await assert.doesNotReject(prometheus.query(expr), where);
});

test("the dashboard is what its script gives", async () => {
    assert.equal(await read("deploy/grafana/interlock.json"), rendered,
        "run: node deploy/grafana/build.mjs");
});

test("the dashboard's panels are told apart and do not cover each other", () => {
    const ids = dashboard.panels.map(({id}) => id);
    assert.equal(new Set(ids).size, ids.length);
    const taken = new Map();
    for (const {title, gridPos: {x, y, w, h}} of dashboard.panels)
    {
        assert.ok(x >= 0 && x + w <= 24, title);
        for (let i = 0; i < w * h; ++i)
        {
            const place = `${x + i % w}, ${y + Math.floor(i / w)}`;
            assert.equal(taken.get(place), undefined, `"${title}" covers it at ${place}`);
            taken.set(place, title);
        }
    }
    const names = panels.map(({title}) => title);
    assert.equal(new Set(names).size, names.length);
});
