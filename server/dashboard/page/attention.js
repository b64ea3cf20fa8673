// What is not as it should be, the worst first: each matter a sentence, and where to look.
import {byId, el, keep} from "./dom.js";
import {levelName, moment, sentence, shortHash, words} from "./format.js";
import {model, now_s} from "./model.js";
import {blockLink, logLink, nameOf} from "./messages.js";

const kMost = 60;

export function showAttention()
{
    const {disk, failsafes, chains} = model.status;
    const matters = [
        ...chains.filter((chain) => chain.divergence).map(divergence),
        ...failsafes.map(failsafe),
        ...diskSpace(disk),
        ...chains.flatMap(invalidBlocks),
        ...chains.flatMap(troubles),
        ...chains.flatMap(waits),
    ];
    const shown = matters.slice(0, kMost);
    if (matters.length > kMost)
        shown.push(matter("more", "quiet", "more", [`and ${matters.length - kMost} more`]));
    if (matters.length === 0)
        shown.push(matter("none", "good", "", [chains.length === 0
            ? "No chains are followed."
            : "Nothing waits, and nothing is wrong."]));
    keep(byId("matters"), shown, {
        key: (one) => one.key,
        version: (one) => one.version,
        make: (one) => one.element(),
    });
}

/// `parts` are texts and elements; `more` is said below, smaller.
function matter(key, kind, label, parts, more = "")
{
    const text = (part) => part.textContent ?? part;
    return {
        key,
        version: `${kind} ${label} ${parts.map(text).join("")} ${more}`,
        element: () => el(`li.matter.${kind}`, {},
            label ? el("span.chip", {}, label) : undefined,
            el("p", {}, ...parts),
            more ? el("p.quiet", {}, more) : undefined),
    };
}

const begun = (unix_s) => (unix_s ? `Since ${moment(unix_s, now_s())}.` : "");

function divergence(chain)
{
    const {claimed, block, initiating_chain: other, reason, explanation, failsafe: stands} =
        chain.divergence;
    return matter(`divergence ${chain.id}`, "bad", "divergence", [
        "The node of ", chainLink(chain.id), ` calls block `, blockLink(chain.id, block.number),
        ` ${levelName(claimed)}, but it is invalid: ${words(reason)}.`],
    `${sentence(explanation)}. ${stands
        ? `Messages between it and ${nameOf(other)} are not judged meanwhile.` : ""} ` +
        "Compare the chains' nodes; it ends by itself when they agree.");
}

const chainLink = (id) => el("a", {href: `#/chain/${id}`}, nameOf(id));

function failsafe({chains, cause, reason, by, since: raised, held})
{
    const whom = ["all chains", "a chain", "two chains"][chains.length];
    const parts = chains.length === 0
        ? [`Messages of ${whom} are not judged: ${words(cause)}.`]
        : chains.length === 1
            ? ["Messages of ", chainLink(chains[0]), ` are not judged: ${words(cause)}.`]
            : ["Messages between ", chainLink(chains[0]), " and ", chainLink(chains[1]),
                ` are not judged: ${words(cause)}.`];
    return matter(`failsafe ${chains.join(" ")} ${cause}`, "bad", "failsafe", parts,
        `${reason ? `${sentence(reason)}. ` : ""}Raised by ${by}. ${begun(raised)} ` +
        (held ? "It stays until an operator clears it." : "It ends when its cause does."));
}

function diskSpace(disk)
{
    if (!disk || disk.severity === "ok")
        return [];
    return [matter("disk", disk.severity === "fail" ? "bad" : "warn", "disk",
        [`${sentence(disk.text)}.`], "Free space on it, or keep less (retention.window_s).")];
}

/// A block that is invalid in both views is one matter.
function invalidBlocks(chain)
{
    const found = new Map();
    for (const one of chain.pending.filter(({decision}) => decision === "invalid"))
        found.set(one.block.number, one);
    return [...found.values()].map((one) => matter(
        `invalid ${chain.id} ${one.block.number}`, "bad", "invalid block", [
            "Block ", blockLink(chain.id, one.block.number), ` breaks a rule: ${words(one.reason)}.`,
            ...(one.message ? [" It executes ", logLink(one.message), "."] : [])],
        `${sentence(one.explanation)}. ${one.expected ? `Expected ${shortHash(one.expected)}, ` : ""}` +
            `${one.found ? `found ${shortHash(one.found)}. ` : ""}The chain has to replace it. ` +
            begun(one.since)));
}

function troubles(chain)
{
    const out = [];
    const add = (key, kind, label, what, more) => out.push(matter(
        `${key} ${chain.id}`, kind, label, [chainLink(chain.id), `: ${what}`], more));
    if (chain.state === "halted")
        add("halted", "bad", "halted", chain.trouble || "going on would be wrong");
    else if (chain.trouble)
        add("trouble", "warn", chain.state === "troubled" ? "trouble" : words(chain.state),
            chain.trouble);
    else if (chain.state === "catching_up")
        add("behind", "warn", "catching up", behindText(chain));
    else if (chain.state !== "following")
        add("state", "warn", words(chain.state), "its node has not been reached yet");
    for (const {name, state, reason} of unfitNodes(chain))
        add(`node ${name}`, "warn", `node ${words(state)}`, `${name} is not asked`, reason);
    if (chain.disagreement)
        add("disagreement", "warn", "disagreement", chain.disagreement);
    if (chain.label_trouble)
        add("labels", "warn", "labels stand still", chain.label_trouble);
    return out;
}

/// Of a chain that has others; what is wrong with an only one is the chain's trouble.
const unfitNodes = ({nodes}) =>
    nodes.length > 1 ? nodes.filter(({state}) => state !== "fit") : [];

function behindText(chain)
{
    const head = chain.heads.unsafe?.number;
    return head === undefined || chain.node_head === undefined
        ? "indexing has begun"
        : `at block ${head} of ${chain.node_head}`;
}

/// Most explanations go on from "block 12"; some are sentences of their own.
const waitText = (explanation) =>
    `${/^(waits|is) /.test(explanation) ? " " : " waits: "}${explanation}.`;

function waits(chain)
{
    return chain.pending.filter(({decision}) => decision === "wait").map((one) => matter(
        `wait ${chain.id} ${one.level}`, "warn", `${levelName(one.level)} waits`, [
            "Block ", blockLink(chain.id, one.block.number), waitText(one.explanation),
            ...(one.message ? [" It executes ", logLink(one.message), "."] : [])],
        begun(one.since)));
}
