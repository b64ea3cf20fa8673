// The table of chains: names at the left of the picture, heads at its right.
import {byId, el, keep, setText} from "./dom.js";
import {chainName, kLevels, kStates, levelName, number, timestamp} from "./format.js";
import {model, needsAttention} from "./model.js";

const kColumns = ["unsafe", "cross_unsafe", "safe", "finalized"];
/// From so many chains on, rows are lower; and there is a choice of which to show.
const kMany = 12;
const kVeryMany = 32;

/// The chains that are shown.
export function shownChains()
{
    const chains = model.status?.chains ?? [];
    return byId("only").checked ? chains.filter(needsAttention) : chains;
}

export function showChains()
{
    const {chains} = model.status;
    byId("only-label").hidden = chains.length <= kMany;
    byId("lanes").dataset.density =
        chains.length > kVeryMany ? "dense" : chains.length > kMany ? "middle" : "roomy";
    setText(byId("chains-title"), chains.length === 1 ? "1 chain" : `${chains.length} chains`);
    keep(byId("rows"), shownChains(), {
        key: (chain) => chain.id,
        version: (chain) => JSON.stringify([
            chain.name, chain.state, chain.ready, chain.trouble, kColumns.map((level) =>
                chain.heads[level]?.number), chain.pending.map((one) => one.decision)]),
        make: makeRow,
    });
}

function makeRow(chain)
{
    const state = stateOf(chain);
    return el("tr", {class: state.kind},
        el("th.chain", {scope: "row"},
            el("span.dot"),
            el("a", {href: `#/chain/${chain.id}`}, chainName(chain)),
            chain.name ? el("span.quiet", {}, chain.id) : undefined,
            el("span.word", {}, state.word)),
        el("td.lane"),
        ...kColumns.map((level) => headCell(chain, level)));
}

/// One word for the chain as a whole, and how it is coloured.
export function stateOf(chain)
{
    if (chain.divergence)
        return {kind: "bad", word: "diverged"};
    if (chain.state === "halted")
        return {kind: "bad", word: "halted"};
    if (chain.pending.some((one) => one.decision === "invalid"))
        return {kind: "bad", word: "invalid block"};
    if (chain.state !== "following")
        return {kind: "warn", word: kStates[chain.state]};
    if (chain.trouble || chain.disagreement || !chain.ready)
        return {kind: "warn", word: chain.ready ? "trouble" : "not ready"};
    if (chain.pending.some((one) => one.level === "cross_unsafe"))
        return {kind: "warn", word: "waits"};
    return {kind: "good", word: ""};
}

function headCell(chain, level)
{
    const head = chain.heads[level];
    if (!head)
        return el("td.number.quiet", {title: `no ${levelName(level)} block yet`}, "–");
    const title = `${levelName(level)}: block ${head.number}, ${head.hash}, ${timestamp(head.time)}`;
    if (level === "unsafe")
        return el("td.number", {title}, number(head.number));
    const behind = Math.max(0, (chain.heads.unsafe?.number ?? head.number) - head.number);
    return el("td.number", {title}, behind === 0 ? "·" : `−${number(behind)}`,
        el("span.hidden", {}, behind === 0 ? "the newest" : " blocks behind"));
}

/// What the picture shows, for those who do not see it.
export function describeChains()
{
    const chains = model.status.chains;
    const wrong = chains.filter(needsAttention).map((chain) => {
        const {word} = stateOf(chain);
        return `${chainName(chain)} ${word || "waits"}`;
    });
    const levels = kLevels.map(levelName).join(", ");
    return `Heads of ${chains.length} chains at the levels ${levels}, and ` +
        `${model.messages.length} messages between them. ` +
        (wrong.length === 0 ? "Nothing waits." : `${wrong.slice(0, 10).join("; ")}.`);
}
