// The page, in a real browser, on two real chains.
import assert from "node:assert/strict";
import {test} from "node:test";

import {flipBit} from "../../deploy/devnet/lib/bytes.mjs";
import {message as makeMessage} from "../../deploy/devnet/lib/message.mjs";
import {inaccessible, openPage} from "./support/browser.mjs";
import {messagesOf, statusOf} from "./support/many_chains.mjs";
import {rpcUrlOf} from "./support/rpc.mjs";
import {World} from "./support/world.mjs";

const forge = ({identifier, payload}) => makeMessage(identifier, flipBit(payload));

/// Two chains with a message from alpha, in its block 1, that bravo has not executed yet.
async function prepared(t, {flags = [], listen = "127.0.0.1:0", ...options} = {})
{
    const world = await World.build(t);
    await world.startService({flags: ["--rpc.listen", listen, ...flags]});
    const {a, b} = world;
    const message = await a.initiate("hello");
    await b.mineMany(2);
    await world.service.caughtUp(a, b);
    const url = rpcUrlOf(world.service);
    const page = await openPage(t, options);
    return {world, a, b, message, url, page};
}

const row = (page, chain) => page.locator(`#rows tr[data-key="${chain}"]`);

async function search(page, text)
{
    await page.fill("#query", text);
    await page.press("#query", "Enter");
}

async function details(page, title)
{
    await page.locator("#details-title", {hasText: title}).waitFor();
    return page.locator("#details-body").innerText();
}

test("chains, a message that flows, an invalid block and its reason", async (t) => {
    const {a, b, message, url, page, world} = await prepared(t);
    await page.goto(url);
    assert.equal(new URL(page.url()).pathname, "/dashboard/");
    assert.match(await row(page, 901).innerText(), /alpha\s*901/);
    await row(page, 902).waitFor();
    await page.locator("#chains-title", {hasText: "2 chains"}).waitFor();
    await page.locator("#state", {hasText: /^ready/}).waitFor();
    await page.locator("#matters", {hasText: "Nothing waits, and nothing is wrong."}).waitFor();
    await page.locator("#message-note", {hasText: "No messages"}).waitFor();

    const {blockNumber} = await b.execute(message);
    const flowing = page.locator("#message-rows tr").first();
    await flowing.waitFor();
    assert.match(await flowing.innerText(),
        new RegExp(`alpha 1 · 0\\s+bravo ${Number(blockNumber)} · 0\\s+valid\\s+cross-unsafe`));
    assert.match(await page.locator("#picture").getAttribute("aria-label"),
        /^Heads of 2 chains .* 1 messages between them. Nothing waits.$/);

    const invalid = await b.execute(forge(message));
    const matter = page.locator(".matter.bad");
    await matter.waitFor();
    assert.match(await matter.innerText(), new RegExp(
        `Block bravo ${Number(invalid.blockNumber)} breaks a rule: payload mismatch. ` +
        "It executes alpha 1 · 0."));
    assert.match(await matter.innerText(), /Expected 0x\w{8}…, found 0x\w{8}…/);
    await page.locator("#state", {hasText: "invalid blocks on 1 chain"}).waitFor();
    assert.match(await row(page, 902).innerText(), /invalid block/);

    await b.replace(Number(invalid.blockNumber));
    await page.locator("#state", {hasText: /^ready/}).waitFor();
    await world.service.caughtUp(a, b);
    assert.deepEqual(page.faults, []);
});

test("blocks, messages and transactions are found, and what they say", async (t) => {
    const {a, b, url, page, world} = await prepared(t);
    const sent = await a.sendMessage({destination: b.id});
    await b.mineMany(3);
    const relayed = await b.relay(sent);
    assert.equal(relayed.status, "0x1");
    await world.service.caughtUp(a, b);
    await page.goto(`${url}/dashboard/`);
    await row(page, 902).waitFor();

    await search(page, "901 1");
    const block = await details(page, "Block 1 of alpha");
    assert.ok(block.includes((await a.block(1)).hash));
    assert.match(block, /cross-unsafe/);
    await search(page, (await b.block(1)).hash);
    await details(page, "Block 1 of bravo");
    await search(page, "bravo");
    assert.match(await details(page, "bravo (902)"), /following, ready/);

    const {blockNumber, logIndex} = sent.identifier;
    await search(page, `alpha ${blockNumber} ${logIndex}`);
    assert.match(await details(page, /^Log 0 of block 2 of alpha/), /Executed by\s*.*bravo/s);
    await page.click("text=Ask the chain's node");
    assert.match(await details(page, "says"), /to chain\s+bravo[\s\S]+nonce\s+0[\s\S]+Relayed: bravo/);

    await search(page, relayed.transactionHash);
    const transaction = await details(page, /^Transaction$/);
    assert.ok(transaction.includes(relayed.transactionHash));
    assert.match(transaction, /bravo[\s\S]+Its logs[\s\S]+alpha 2 · 0 → bravo/);

    await search(page, `0x${"ab".repeat(32)}`);
    await page.locator("#search-note", {hasText: "No chain has a block or transaction"}).waitFor();
    await search(page, "nonsense");
    await page.locator("#search-note", {hasText: "Type a chain and a block"}).waitFor();
    await search(page, "901 999");
    assert.match(await details(page, "Not to be shown"), /blocks 0 to \d+ are/);
    assert.deepEqual(page.faults.filter((fault) => !fault.includes("404")), []);
});

test("it is used by keyboard, in light and dark, and nothing bars anybody", async (t) => {
    const {b, message, url, page} = await prepared(t, {reducedMotion: "reduce"});
    await b.execute(message);
    await b.execute(forge(message));
    for (const colorScheme of ["light", "dark"])
    {
        await page.emulateMedia({colorScheme});
        await page.goto(`${url}/dashboard/`);
        await page.locator(".matter.bad").waitFor();
        assert.equal(await page.locator("html").getAttribute("data-theme"), colorScheme);
        assert.deepEqual(await inaccessible(page), [], colorScheme);
        await page.goto(`${url}/dashboard/#/block/902/4`);
        await details(page, "Block 4 of bravo");
        assert.deepEqual(await inaccessible(page), [], `${colorScheme}, with details`);
    }
    await page.goto(`${url}/dashboard/`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate("document.activeElement.textContent"), "Skip to the chains");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate("document.activeElement.id"), "chains");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate("document.activeElement.id"), "query");

    const link = row(page, 901).locator("a");
    await link.focus();
    await page.keyboard.press("Enter");
    await details(page, "alpha (901)");
    assert.equal(await page.evaluate("document.activeElement.id"), "details-title");
    await page.keyboard.press("Escape");
    assert.ok(await page.locator("#details").isHidden());
    assert.equal(await page.evaluate("document.activeElement.textContent"), "alpha");

    await page.click("#theme");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
    await page.reload();
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");
    assert.deepEqual(page.faults, []);
});

test("a service that is gone is missed, and found again", async (t) => {
    const {url, page, world} = await prepared(t);
    await page.goto(`${url}/dashboard/`);
    await row(page, 901).waitFor();
    await world.service.stop();
    const notice = page.locator("#notice");
    await notice.waitFor();
    assert.match(await notice.innerText(), /cannot be reached.*does not move on.*Is interlockd running\?/);
    await page.locator("#state", {hasText: "not reachable"}).waitFor();
    assert.ok(await row(page, 901).isVisible());
    await world.startService({flags: ["--rpc.listen", `127.0.0.1:${new URL(url).port}`]});
    await notice.waitFor({state: "hidden"});
    await page.locator("#state", {hasText: /^ready/}).waitFor();
});

test("a hundred chains are seen at a glance", async (t) => {
    const {url, page} = await prepared(t);
    const kMany = 100;
    const fulfil = (path, make) =>
        page.route(`**/data/${path}`, (route) => route.fulfill({json: make(kMany)}));
    await fulfil("status", statusOf);
    await fulfil("messages", messagesOf);
    await page.goto(`${url}/dashboard/`);
    await page.locator("#chains-title", {hasText: "100 chains"}).waitFor();
    assert.equal(await page.locator("#rows tr").count(), kMany);
    assert.equal(await page.locator("#message-rows tr").count(), 40);
    await page.check("#only");
    await page.waitForFunction("document.querySelectorAll('#rows tr').length === 10");
    assert.deepEqual(await inaccessible(page), []);
    const {width} = page.viewportSize();
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
    assert.deepEqual(page.faults, []);
});

test("what is turned off is not there", async (t) => {
    const world = await World.build(t);
    await world.startService(
        {flags: ["--rpc.listen", "127.0.0.1:0", "--rpc.dashboard", "off"]});
    const url = rpcUrlOf(world.service);
    assert.equal((await fetch(`${url}/dashboard/`)).status, 404);
    assert.equal((await fetch(url, {headers: {Accept: "text/html"}})).status, 405);
    assert.doesNotMatch(world.service.log(), /page at/);
});
