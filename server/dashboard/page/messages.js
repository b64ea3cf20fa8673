// The newest messages that were executed, as a list.
import {byId, el, keep, setText} from "./dom.js";
import {chainName, duration, kDecisions, levelName, words} from "./format.js";
import {findChain, levelsOf, model, now_s} from "./model.js";
import {keyOf} from "./picture.js";

const kMost = 40;
/// The levels of a meter, in the order in which a message passes them.
const kSteps = ["unsafe", "cross_unsafe", "safe", "finalized"];

export function showMessages()
{
    const filter = byId("message-filter").value;
    const fitting = model.messages.filter((message) => !filter || message.state === filter);
    keep(byId("message-rows"), fitting.slice(0, kMost), {
        key: keyOf,
        version: (message) => `${message.state} ${message.reason} ${reached(message)}`,
        make: (message, before) => makeRow(message, !before && isNew(message)),
    });
    for (const cell of byId("message-rows").querySelectorAll("[data-time]"))
        setText(cell, duration(now_s() - Number(cell.dataset.time)));
    setText(byId("message-note"), fitting.length > 0 ? "" : filter
        ? `None of the newest ${model.messages.length} messages is ${kDecisions[filter]}.`
        : "No messages between the chains have been executed lately.");
}

const isNew = ({executing}) => now_s() - executing.time < 10;

const reached = ({executing}) =>
    kSteps.filter((level) => levelsOf(findChain(executing.chain), executing.number).includes(level))
        .length;

export const nameOf = (id) => {
    const chain = findChain(id);
    return chain ? chainName(chain) : `chain ${id}`;
};

/// "alpha 12", to the block.
export const blockLink = (chain, number) =>
    el("a", {href: `#/block/${chain}/${number}`}, `${nameOf(chain)} ${number}`);

/// "alpha 12 · 0", to the log.
export const logLink = ({chain, number, log}) =>
    el("a", {href: `#/message/${chain}/${number}/${log}`}, `${nameOf(chain)} ${number} · ${log}`);

/// The decision, as a mark with a word in it.
export const decisionMark = ({state, reason, explanation}) =>
    el(`span.mark-${state}.chip`, {title: explanation || undefined},
        state === "invalid" ? `invalid: ${words(reason)}` : kDecisions[state]);

function meter(message)
{
    const count = reached(message);
    const level = kSteps[count - 1];
    return el("span.meter", {title: "how far the executing block has come"},
        ...kSteps.map((step, i) => el(i < count ? `i.on.${levelName(step)}` : "i", {"aria-hidden": "true"})),
        el("span.word", {}, level ? levelName(level) : "gone"));
}

function makeRow(message, fresh)
{
    const {executing, initiating} = message;
    return el(fresh ? "tr.fresh" : "tr", {},
        el("td", {}, initiating ? logLink(initiating) : "malformed"),
        el("td", {}, logLink(executing)),
        el("td", {}, decisionMark(message)),
        el("td", {}, meter(message)),
        el("td.number", {"data-time": executing.time}));
}
