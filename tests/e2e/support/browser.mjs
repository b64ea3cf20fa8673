// A real browser, as a test drives it: Debian's chromium, which deploy/install-deps.sh installs.
import {readFile, mkdtemp, rm} from "node:fs/promises";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";

import {chromium} from "playwright-core";

const kBrowser = process.env.INTERLOCK_CHROMIUM ?? "/usr/bin/chromium";
const kFlags = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const kAnswer_ms = 60_000;

/// A page of a browser of its own, which ends with the test `t`. What goes wrong in it is collected
/// in `page.faults`: errors, warnings of the console, and what the page's policy forbids.
export async function openPage(t, {width = 1280, height = 860, colorScheme = "light", ...rest} = {})
{
    const dir = await mkdtemp(join(tmpdir(), "interlock-browser-"));
    const browser = await chromium.launchPersistentContext(dir, {
        executablePath: kBrowser, headless: true, args: kFlags, viewport: {width, height},
        colorScheme, ...rest,
    });
    t.after(async () => {
        await browser.close();
        await rm(dir, {recursive: true, force: true, maxRetries: 5});
    });
    const page = browser.pages()[0] ?? await browser.newPage();
    page.setDefaultTimeout(kAnswer_ms);
    page.faults = [];
    page.on("pageerror", (error) => page.faults.push(error.message));
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type()))
            page.faults.push(message.text());
    });
    return page;
}

/// What axe finds against the page's accessibility, a line each.
export async function inaccessible(page)
{
    const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
    await page.evaluate(await readFile(axe, "utf8"));
    const {violations} = await page.evaluate("axe.run()");
    return violations.map(({id, nodes}) =>
        `${id}: ${nodes.map(({target}) => target.join(" ")).join(", ")}`);
}
