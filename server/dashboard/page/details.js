// The panel at the side: one chain, block, message or transaction, named by the page's address.
import {byId, el, setText} from "./dom.js";
import {ask} from "./feed.js";
import {model} from "./model.js";
import {viewBlock, viewChain, viewMessage, viewSaid, viewTransaction} from "./views.js";

/// What an address means: what is asked of the service, and how the answer is shown. A chain is
/// shown of what is known already.
const kViews = {
    chain: {parts: 1, view: viewChain},
    block: {parts: 2, ask: (parts) => `block/${parts.join("/")}`, view: viewBlock},
    message: {parts: 3, ask: (parts) => `message/${parts.join("/")}`, view: viewMessage},
    said: {parts: 3, once: true, ask: (parts) => `said/${parts.join("/")}`, view: viewSaid},
    transaction: {parts: 1, once: true, ask: ([hash]) => `transaction/${hash}`, view: viewTransaction},
};

const kRefresh_ms = 3_000;

let shown;       // The address that is shown.
let opener;      // What had the focus before.
let refreshed = 0;
let asked = 0;   // Answers to earlier questions are dropped.

function route()
{
    const [, kind, ...parts] = location.hash.split("/");
    const view = kViews[kind];
    return view && parts.length === view.parts && parts.every((part) => /^\w+$/.test(part))
        ? {...view, parts} : undefined;
}

async function show()
{
    const target = route();
    if (!target)
        return hide();
    if (target.once && shown === location.hash)
        return undefined;  // Nodes are not asked again and again.
    const isNew = shown !== location.hash;
    if (isNew && !shown)
        opener = document.activeElement;
    shown = location.hash;
    refreshed = performance.now();
    byId("details").hidden = false;
    document.body.classList.add("with-details");
    if (isNew)
    {
        setText(byId("details-title"), "…");
        byId("details-body").replaceChildren();
    }
    return fill(target, isNew);
}

async function fill(target, isNew)
{
    const turn = ++asked;
    let told;
    try
    {
        told = target.view(target.parts, target.ask ? await ask(target.ask(target.parts)) : undefined);
    }
    catch (error)
    {
        told = {title: "Not to be shown", body: [el("p", {}, error.message)]};
    }
    if (turn !== asked)
        return;
    setText(byId("details-title"), told.title);
    replace(byId("details-body"), told.body);
    if (isNew)
        byId("details-title").focus();
}

/// Only when something has changed, so that focus and selection stay.
function replace(body, children)
{
    const fresh = el("div", {}, ...children);
    if (body.firstElementChild?.isEqualNode(fresh))
        return;
    const focused = [...body.querySelectorAll("a")].indexOf(document.activeElement);
    body.replaceChildren(fresh);
    if (focused >= 0)
        body.querySelectorAll("a")[focused]?.focus();
}

function hide()
{
    asked += 1;
    byId("details").hidden = true;
    document.body.classList.remove("with-details");
    if (shown && opener?.isConnected)
        opener.focus();
    shown = undefined;
}

/// Called after every answer of the feed.
export function refreshDetails()
{
    if (!model.status || model.trouble)
        return;
    if (!shown || performance.now() - refreshed > kRefresh_ms || route()?.ask === undefined)
        show();
}

export function startDetails()
{
    window.addEventListener("hashchange", show);
    const close = () => {
        if (!shown)
            return;
        history.pushState(null, "", location.pathname);
        hide();
    };
    byId("close").addEventListener("click", close);
    document.addEventListener("keydown", (event) => {
        if (event.key === "Escape")
            close();
    });
}
