// Asks the service again and again, while somebody looks.
import {model} from "./model.js";

const kInterval_ms = 1_200;
const kAnswer_ms = 10_000;

/// The JSON at a path below data/. Throws an Error with a sentence for people.
export async function ask(path)
{
    let reply;
    try
    {
        reply = await fetch(`data/${path}`, {signal: AbortSignal.timeout(kAnswer_ms)});
    }
    catch (error)
    {
        throw new Error(error.name === "TimeoutError"
            ? `The service at ${location.origin} has not answered for ${kAnswer_ms / 1000} s.`
            : `The service at ${location.origin} cannot be reached.`);
    }
    const type = reply.headers.get("Content-Type") ?? "";
    if (!type.startsWith("application/json"))
        throw new Error(`The service answered with HTTP status ${reply.status}: ` +
            (await reply.text()).slice(0, 200));
    const body = await reply.json();
    if (!reply.ok)
        throw new Error(body.error ?? `The service answered with HTTP status ${reply.status}.`);
    return body;
}

async function refresh()
{
    try
    {
        const [status, {messages}] = await Promise.all([ask("status"), ask("messages")]);
        Object.assign(model, {
            status, messages, receivedAt_ms: performance.now(), trouble: undefined,
            troubleSince: undefined,
        });
    }
    catch (error)
    {
        model.trouble = error.message;
        model.troubleSince ??= new Date();
    }
}

/// Calls `show` after every answer, and when none came. Rests while the page is hidden.
export function follow(show)
{
    let timer;
    let busy = false;
    async function tick()
    {
        clearTimeout(timer);
        if (busy || document.hidden)
            return;
        busy = true;
        await refresh();
        busy = false;
        show();
        timer = setTimeout(tick, kInterval_ms);
    }
    document.addEventListener("visibilitychange", tick);
    tick();
}
