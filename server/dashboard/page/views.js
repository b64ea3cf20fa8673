// What the panel at the side says of a chain, a block, a message or a transaction.
import {el} from "./dom.js";
import {
    chainName, duration, kLevels, kStates, levelName, moment, number, timestamp, words,
} from "./format.js";
import {blockLink, decisionMark, logLink, nameOf} from "./messages.js";
import {findChain, now_s} from "./model.js";

/// Pairs of a name and what is said under it; those without a value are left out.
const facts = (pairs) => el("dl", {}, ...pairs.filter(([, value]) => (value ?? "") !== "")
    .flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, ...[value].flat())]));

const hash = (text) => el("code", {}, text);
const chainLink = (id) => el("a", {href: `#/chain/${id}`}, nameOf(id));
const title = (text) => el("h3", {}, text);
const levels = (reached) => (reached.length === 0
    ? "none yet" : reached.map((level) => el(`span.chip.level.${levelName(level)}`, {}, levelName(level))));

export function viewChain([id])
{
    const chain = findChain(id);
    if (!chain)
        throw new Error(`There is no chain ${id} here.`);
    return {
        title: chain.name ? `${chainName(chain)} (${chain.id})` : `Chain ${chain.id}`,
        body: [
            facts([
                ["state", `${kStates[chain.state]}, ${chain.ready ? "ready" : "not ready"}`],
                ["trouble", chain.trouble],
                ["labels", chain.label_trouble],
                ["disagreement", chain.disagreement],
                ["indexed from", chain.first && blockLink(chain.id, chain.first.number)],
                ["its node is at", chain.node_head === undefined ? undefined : number(chain.node_head)],
                ["reorgs since start", number(chain.reorgs)],
                ["blocks refused since start", number(chain.refused_blocks)]]),
            title("Heads"), heads(chain),
            ...pending(chain),
            title("Nodes"), el("ul.plain-list", {}, ...chain.nodes.map(node)),
            ...(chain.subscription ? [title("Announcements"), facts([
                ["from", chain.subscription.endpoint],
                ["state", words(chain.subscription.state)],
                ["trouble", chain.subscription.trouble],
                ["since start", number(chain.subscription.announcements)]])] : []),
        ],
    };
}

function heads(chain)
{
    return el("table.list", {},
        el("thead", {}, el("tr", {}, ...["level", "block", "age", "hash"].map((name) =>
            el("th", {scope: "col"}, name)))),
        el("tbody", {}, ...kLevels.filter((level) => chain.heads[level]).map((level) => {
            const head = chain.heads[level];
            return el("tr", {},
                el("th", {scope: "row"}, levelName(level)),
                el("td", {}, el("a", {href: `#/block/${chain.id}/${head.number}`}, number(head.number))),
                el("td", {}, duration(now_s() - head.time)),
                el("td", {}, el("code.cut", {title: head.hash}, head.hash)));
        })));
}

const pending = (chain) => (chain.pending.length === 0 ? [] : [
    title("What comes next"), el("ol.steps", {}, ...chain.pending.map(step))]);

function node({name, state, in_use: inUse, reason, head, failures})
{
    const notes = [
        words(state), inUse ? "in use" : undefined, head === undefined ? undefined : `at ${number(head)}`,
        failures > 0 ? `${number(failures)} failures since start` : undefined, reason || undefined];
    return el("li", {}, el("code", {}, name), el("span.quiet", {}, ` ${notes.filter(Boolean).join(", ")}`));
}

/// One block of an explanation.
function step({chain, level, block, decision, reason, explanation, expected, found, message, since: begun})
{
    const kind = {accept: "good", wait: "warn", invalid: "bad"}[decision];
    return el(`li.${kind}`, {},
        el("p", {}, el("span.chip", {}, decision === "accept"
            ? levelName(level) : `${levelName(level)}: ${decision === "wait" ? "waits" : "invalid"}`),
        " ", blockLink(chain, block.number)),
        decision === "accept" ? undefined : facts([
            ["why", `${explanation} (${words(reason)})`],
            ["executes", message && logLink(message)],
            ["expected", expected], ["found", found],
            ["since", begun ? moment(begun, now_s()) : undefined]]));
}

export function viewBlock(_, {chain, block, canonical, levels: reached, log_count: logs, executing, views})
{
    return {
        title: `Block ${number(block.number)} of ${nameOf(chain)}`,
        body: [
            canonical ? undefined : el("p.warn", {}, "The chain no longer has this block."),
            facts([
                ["chain", chainLink(chain)], ["hash", hash(block.hash)],
                ["parent", el("a", {href: `#/block/${chain}/${block.parent}`}, hash(block.parent))],
                ["time", timestamp(block.time)], ["levels", levels(reached)],
                ["logs", number(logs)]]),
            title("Decision"),
            ...views.flatMap(({steps, explanation}) => [
                el("ol.steps", {}, ...steps.map(step)),
                explanation ? el("p.quiet", {}, explanation) : undefined]),
            title(executing.length === 0 ? "It executes no messages" : "It executes"),
            executedList(executing),
        ].filter(Boolean),
    };
}

function executedList(messages)
{
    return el("ul.plain-list", {}, ...messages.map((message) => el("li", {},
        message.initiating ? logLink(message.initiating) : "malformed", " → ",
        logLink(message.executing), " ", decisionMark(message),
        message.state === "valid" ? undefined : el("p.quiet", {}, message.explanation))));
}

export function viewMessage([, , log], told)
{
    const {chain, block, log_hash: logHash, checksum, levels: reached, executes} = told;
    return {
        title: `Log ${log} of block ${number(block.number)} of ${nameOf(chain)}`,
        body: [
            facts([
                ["chain", chainLink(chain)], ["block", blockLink(chain, block.number)],
                ["time", timestamp(block.time)], ["levels", levels(reached)],
                ["log hash", hash(logHash)], ["checksum", hash(checksum)]]),
            ...(executes ? [title("It executes"), executedList([executes])] : []),
            title(told.executed_by.length === 0 ? "Nobody executes it" : "Executed by"),
            executedList(told.executed_by),
            told.more_executed_by ? el("p.quiet", {}, "and more") : undefined,
            title("What it says"),
            el("a", {href: `#/said/${chain}/${block.number}/${log}`}, "Ask the chain's node"),
        ].filter(Boolean),
    };
}

export function viewSaid([chain, block, log], {sent, why, relays})
{
    const place = {chain, number: Number(block), log: Number(log)};
    return {
        title: `What log ${log} of block ${number(place.number)} of ${nameOf(chain)} says`,
        body: [
            el("p", {}, logLink(place)),
            ...(sent ? said(sent) : [el("p.quiet", {}, `Not decoded: ${why}.`)]),
            ...relays.map((relay) => el("p", {}, "Relayed: ", logLink(relay))),
        ],
    };
}

function said({destination, target, nonce, sender, message, transfer})
{
    return [
        ...(transfer ? [title("Token transfer"), facts([
            ["amount", transfer.amount], ["token", hash(transfer.token)],
            ["from", hash(transfer.from)], ["to", hash(transfer.to)]])] : []),
        title("Message of the L2ToL2CrossDomainMessenger"),
        facts([
            ["to chain", nameOf(destination)], ["target", hash(target)], ["sender", hash(sender)],
            ["nonce", nonce], ["data", hash(message.length > 1_000
                ? `${message.slice(0, 1_000)}…` : message)]])];
}

export function viewTransaction([transaction], {found})
{
    return {
        title: "Transaction",
        body: [hash(transaction), ...found.flatMap((one) => [
            facts([
                ["chain", chainLink(one.chain)], ["block", blockLink(one.chain, one.block.number)],
                ["time", timestamp(one.block.time)], ["levels", levels(one.levels)],
                ["succeeded", one.succeeded ? "yes" : "no"]]),
            title(one.logs.length === 0 ? "It has no logs" : "Its logs"),
            ...one.logs.flatMap((log) => logOf(one, log)),
            one.more_logs ? el("p.quiet", {}, "and more") : undefined,
        ])].filter(Boolean),
    };
}

function logOf({chain, block}, log)
{
    return [
        el("p", {}, logLink({chain, number: block.number, log: log.index})),
        ...(log.executes ? [executedList([log.executes])] : []),
        ...(log.sent ? said(log.sent) : []),
        ...(log.executed_by.length > 0 ? [el("p.quiet", {}, "Executed by"),
            executedList(log.executed_by)] : []),
    ];
}
