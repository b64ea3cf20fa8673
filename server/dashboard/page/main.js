// Starts the page, and shows each answer.
import {showAttention} from "./attention.js";
import {showChains} from "./chains.js";
import {refreshDetails, startDetails} from "./details.js";
import {byId, setText} from "./dom.js";
import {follow} from "./feed.js";
import {clock, duration} from "./format.js";
import {showMessages} from "./messages.js";
import {model, now_s} from "./model.js";
import {readColours, showPicture, startPicture} from "./picture.js";
import {startSearch} from "./search.js";
import {startTheme} from "./theme.js";

/// The line at the top: whether all is well, in a few words.
function showState()
{
    const state = byId("state");
    const say = (kind, text) => {
        state.className = `state ${kind}`;
        setText(state.lastElementChild, text);
    };
    if (model.trouble)
        return say("bad", model.status ? "not reachable" : "no answer yet");
    const {chains, failsafes} = model.status;
    const late = chains.filter((chain) => !chain.ready).length;
    const invalid = chains.filter(
        (chain) => chain.divergence || chain.pending.some((one) => one.decision === "invalid")).length;
    if (failsafes.length > 0)
        return say("bad", failsafes.length === 1 ? "a failsafe is on" : `${failsafes.length} failsafes are on`);
    if (invalid > 0)
        return say("bad", `invalid blocks on ${invalid === 1 ? "1 chain" : `${invalid} chains`}`);
    if (late > 0)
        return say("warn", `${late} of ${chains.length} chains are not ready`);
    return say("good", `ready, for ${duration(now_s() - model.status.started_at)}`);
}

function showNotice()
{
    const notice = byId("notice");
    notice.hidden = !model.trouble;
    document.body.classList.toggle("stale", Boolean(model.trouble && model.status));
    if (!model.trouble)
        return setText(notice, "");
    const shown = model.status
        ? `What is shown is from ${clock(model.status.now)} UTC, and does not move on. ` : "";
    setText(notice, `${model.trouble} ${shown}Is interlockd running? It is asked again and again ` +
        `since ${model.troubleSince.toISOString().slice(11, 19)} UTC.`);
}

function show()
{
    showNotice();
    showState();
    if (!model.status || model.trouble)
        return;
    setText(byId("version"), model.status.version);
    showChains();
    showPicture();
    showAttention();
    showMessages();
    refreshDetails();
}

function start()
{
    startTheme(readColours);
    startPicture();
    startSearch();
    startDetails();
    byId("message-filter").addEventListener("change", () => model.status && showMessages());
    byId("only").addEventListener("change", show);
    document.querySelector("[data-skip]").addEventListener("click", (event) => {
        event.preventDefault();
        byId("chains").focus();
    });
    follow(show);
}

start();
