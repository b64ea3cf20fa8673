// The picture: a lane for each chain, its heads in it, and the messages that flow between them.
import {marks, place, reachBack} from "./axis.js";
import {describeChains, shownChains} from "./chains.js";
import {byId} from "./dom.js";
import {model, now_s} from "./model.js";
import {colour} from "./theme.js";

const kFlight_ms = 1_400;
/// How long a message is followed by the eye; older ones are faint.
const kFresh_s = 45;
const kFaintest = 0.1;
/// At rest, and while a message flies.
const kFrame_ms = {rest: 250, flight: 33};

const still = matchMedia("(prefers-reduced-motion: reduce)");
const canvas = byId("picture");
const context = canvas.getContext("2d");

/// When each message was first seen here; those of the first answer have flown already.
const seenAt_ms = new Map();
let colours = {};
let lanes = new Map();  // By chain id: {y, height, x, width} within the canvas.

export function readColours()
{
    const names = [
        "unsafe", "cross-unsafe", "local-safe", "safe", "finalized", "valid", "waits", "invalid",
        "grid", "panel"];
    colours = Object.fromEntries(names.map((name) => [name, colour(name)]));
    draw();
}

/// Takes over a new answer.
export function showPicture()
{
    const isFirst = seenAt_ms.size === 0;
    const current = new Set();
    for (const message of model.messages)
    {
        const key = keyOf(message);
        current.add(key);
        if (!seenAt_ms.has(key))
            seenAt_ms.set(key, isFirst ? -Infinity : performance.now());
    }
    for (const key of seenAt_ms.keys())
    {
        if (!current.has(key))
            seenAt_ms.delete(key);
    }
    if (isFirst && seenAt_ms.size === 0)
        seenAt_ms.set("", -Infinity);  // From now on they are new.
    canvas.setAttribute("aria-label", describeChains());
    reachBack(oldestHead_s());
    measure();
    draw();
}

export const keyOf = ({executing: at}) => `${at.chain}/${at.number}/${at.log}`;

function oldestHead_s()
{
    const now = now_s();
    const ages = shownChains().flatMap((chain) =>
        Object.values(chain.heads).map((head) => now - head.time));
    return Math.max(0, ...ages);
}

function measure()
{
    const frame = byId("lanes").getBoundingClientRect();
    const scale = devicePixelRatio || 1;
    lanes = new Map();
    let right = 0;
    let left = Infinity;
    for (const row of byId("rows").children)
    {
        const cell = row.children[1].getBoundingClientRect();
        left = Math.min(left, cell.left - frame.left);
        right = Math.max(right, cell.right - frame.left);
        lanes.set(row.dataset.key, {y: cell.top - frame.top + cell.height / 2, height: cell.height});
    }
    if (lanes.size === 0)
        left = 0;
    const width = Math.max(0, right - left);
    const height = frame.height;
    canvas.style.left = `${left}px`;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const pixels = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== pixels[0] || canvas.height !== pixels[1])
        [canvas.width, canvas.height] = pixels;
}

const widthOf = () => canvas.width / (devicePixelRatio || 1);
const heightOf = () => canvas.height / (devicePixelRatio || 1);
const xOf = (unix_s) => place(now_s() - unix_s) * widthOf();

function draw()
{
    const scale = devicePixelRatio || 1;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, widthOf(), heightOf());
    if (!model.status || lanes.size === 0)
        return;
    drawGrid();
    for (const chain of shownChains())
        drawChain(chain);
    for (const chain of shownChains())
        drawWaits(chain);
    for (const message of [...model.messages].reverse())
        drawMessage(message);
}

function drawGrid()
{
    const [first] = lanes.values();
    const top = first.y - first.height / 2;
    context.fillStyle = colours.grid;
    for (const age of marks())
        context.fillRect(Math.round(place(age) * widthOf()), top, 1, heightOf() - top);
}

/// Two rails: above, what the chain's newest view knows; below, what is derived from L1.
function drawChain(chain)
{
    const lane = lanes.get(chain.id);
    if (!lane)
        return;
    const rail = Math.max(2, Math.min(6, lane.height / 6));
    const gap = rail > 3 ? 1 : 0;
    drawRail(chain, ["unsafe", "cross_unsafe"], lane.y - gap - rail, rail);
    drawRail(chain, ["local_safe", "safe", "finalized"], lane.y + gap, rail);
    for (const {decision, block} of chain.pending)
    {
        if (decision === "invalid")
            drawCross(xOf(block.time), lane.y, Math.min(6, rail + 2));
    }
}

function drawRail(chain, levels, y, height)
{
    for (const level of levels)
    {
        const head = chain.heads[level];
        if (!head)
            continue;
        const x = xOf(head.time);
        context.fillStyle = colours[level.replace("_", "-")];
        context.beginPath();
        context.roundRect(0, y, x, height, [0, height / 2, height / 2, 0]);
        context.fill();
    }
}

function drawCross(x, y, size)
{
    context.strokeStyle = colours.invalid;
    context.lineWidth = 2.5;
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x + size, y - size);
    context.lineTo(x - size, y + size);
    context.stroke();
}

/// From the block that waits to the head of the chain that it waits for.
function drawWaits(chain)
{
    const from = lanes.get(chain.id);
    for (const {decision, level, block, on} of chain.pending)
    {
        const to = lanes.get(on);
        if (decision !== "wait" || !from || !to || on === chain.id)
            continue;
        const head = model.status.chains.find((one) => one.id === on)?.heads[level];
        const x = xOf(block.time);
        context.strokeStyle = colours.waits;
        context.fillStyle = colours.panel;
        context.lineWidth = 1.5;
        context.globalAlpha = level === "cross_unsafe" ? 0.9 : 0.4;
        context.setLineDash([2, 4]);
        context.stroke(curve({x, y: from.y}, {x: head ? xOf(head.time) : 0, y: to.y}));
        context.setLineDash([]);
        context.beginPath();
        context.arc(x, from.y, 4, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
        context.globalAlpha = 1;
    }
}

function curve(from, to)
{
    const path = new Path2D();
    const bow = Math.max(10, Math.abs(to.x - from.x) / 2);
    path.moveTo(from.x, from.y);
    path.bezierCurveTo(from.x + bow, from.y, to.x - bow, to.y, to.x, to.y);
    return path;
}

const styleOf = {valid: "valid", invalid: "invalid", not_yet: "waits", cannot_tell: "waits"};

function drawMessage(message)
{
    const {executing, initiating, state} = message;
    const source = lanes.get(initiating?.chain);
    const target = lanes.get(executing.chain);
    if (!source || !target)
        return;
    const from = {x: xOf(initiating.time), y: source.y};
    const to = {x: xOf(executing.time), y: target.y};
    const flown = still.matches
        ? 1 : Math.min(1, (performance.now() - (seenAt_ms.get(keyOf(message)) ?? 0)) / kFlight_ms);
    const age = now_s() - executing.time;
    const style = colours[styleOf[state]];
    context.globalAlpha = state === "valid"
        ? Math.max(kFaintest, 0.85 * (1 - age / kFresh_s)) * Math.max(0.3, flown) : 0.9;
    context.strokeStyle = style;
    context.lineWidth = 1.6;
    context.setLineDash(state === "not_yet" ? [5, 4] : []);
    context.stroke(curve(from, to));
    context.setLineDash([]);
    drawEnds(from, to, style);
    if (flown < 1)
        drawFlight(from, to, flown, style);
    if (state === "invalid")
        drawCross(to.x, to.y, 4);
    context.globalAlpha = 1;
}

function drawEnds(from, to, style)
{
    context.fillStyle = style;
    context.beginPath();
    context.arc(to.x, to.y, 2.6, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = colours.panel;
    context.lineWidth = 1.4;
    context.beginPath();
    context.arc(from.x, from.y, 2.4, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
}

/// The message on its way, along the same curve.
function drawFlight(from, to, share, style)
{
    const t = share * share * (3 - 2 * share);
    const bow = Math.max(10, Math.abs(to.x - from.x) / 2);
    const at = (a, b, c, d) =>
        (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
    context.globalAlpha = 1;
    context.fillStyle = style;
    context.beginPath();
    context.arc(
        at(from.x, from.x + bow, to.x - bow, to.x), at(from.y, from.y, to.y, to.y),
        5, 0, 2 * Math.PI);
    context.fill();
}

export function startPicture()
{
    let last = 0;
    const frame = (now) => {
        requestAnimationFrame(frame);
        const flying = [...seenAt_ms.values()].some((seen) => now - seen < kFlight_ms);
        const pause = still.matches ? 1_000 : flying ? kFrame_ms.flight : kFrame_ms.rest;
        if (now - last < pause)
            return;
        last = now;
        draw();
    };
    requestAnimationFrame(frame);
    new ResizeObserver(() => {
        measure();
        draw();
    }).observe(byId("lanes"));
}
