// What somebody typed, as a place on the page.
import {byId, setText} from "./dom.js";
import {ask} from "./feed.js";
import {nameOf} from "./messages.js";
import {model} from "./model.js";

const kHint = "Type a chain and a block (901 1234), with a log for a message (901 1234 0), " +
    "or the hash of a block or transaction (0x and 64 digits).";

const findChainBy = (text) => model.status?.chains.find(
    (chain) => chain.id === text || chain.name.toLowerCase() === text.toLowerCase());

/// {place} on the page, {hash} to be looked for, or {problem}, a sentence.
export function read(text)
{
    const parts = text.trim().split(/[\s,:/·]+/).filter(Boolean);
    if (parts.length === 0 || parts.length > 3)
        return {problem: kHint};
    if (parts.length === 1 && /^0x[0-9a-f]{64}$/i.test(parts[0]))
        return {hash: parts[0].toLowerCase()};
    const chain = findChainBy(parts[0]);
    if (!chain)
        return {problem: /^\d+$/.test(parts[0]) || parts.length > 1
            ? `There is no chain ${parts[0]} here. ${kHint}` : kHint};
    const [, block, log] = parts.map((part) => part.replace(/^#/, ""));
    if (parts.length === 1)
        return {place: `#/chain/${chain.id}`};
    if (!/^(\d+|0x[0-9a-f]{64})$/i.test(block) || (log !== undefined && !/^\d+$/.test(log)))
        return {problem: kHint};
    return {place: log === undefined
        ? `#/block/${chain.id}/${block}` : `#/message/${chain.id}/${block}/${log}`};
}

async function placeOf(hash)
{
    const {blocks, transactions, unknown} = await ask(`find/${hash}`);
    if (transactions.length > 0)
        return {place: `#/transaction/${hash}`};
    if (blocks.length > 0)
        return {place: `#/block/${blocks[0].chain}/${hash}`};
    return {problem: unknown.length === 0
        ? "No chain has a block or transaction of that hash."
        : `Not found; but no answer came from ${unknown.map(({chain, why}) =>
            `${nameOf(chain)} (${why})`).slice(0, 3).join(", ")}.`};
}

export function startSearch()
{
    const query = byId("query");
    const note = byId("search-note");
    byId("search").addEventListener("submit", async (event) => {
        event.preventDefault();
        let found = read(query.value);
        if (found.hash)
        {
            setText(note, "Asking the chains …");
            found = await placeOf(found.hash).catch((error) => ({problem: error.message}));
        }
        setText(note, found.problem ?? "");
        if (!found.place)
            return;
        query.value = "";
        if (location.hash === found.place)
            window.dispatchEvent(new HashChangeEvent("hashchange"));
        location.hash = found.place;
    });
    query.addEventListener("input", () => setText(note, ""));
    document.addEventListener("keydown", (event) => {
        const typing = event.target.closest?.("input, select, textarea");
        if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey)
            return;
        event.preventDefault();
        query.focus();
    });
}
