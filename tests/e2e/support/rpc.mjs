// The JSON-RPC door as a wallet's library reaches it: viem, which shares nothing with ours.
import {createPublicClient, http, webSocket} from "viem";

const kAnswer_ms = 60_000;

/// `options` are those of viem's transport: {batch: true} sends several calls at once.
export function connect(url, options = {})
{
    return createPublicClient({
        transport: http(url, {retryCount: 0, timeout: kAnswer_ms, ...options}),
    });
}

/// The same over one connection that stays open; `t` closes it.
export async function connectByWebSocket(t, url)
{
    const transport = webSocket(url.replace(/^http/, "ws"), {retryCount: 0, timeout: kAnswer_ms});
    const client = createPublicClient({transport});
    const connection = await client.transport.getRpcClient();
    t.after(() => connection.close());
    return client;
}

/// Where the service says that it serves JSON-RPC.
export function rpcUrlOf(service)
{
    const url = service.log().match(/JSON-RPC at (https?:\/\/127\.0\.0\.1:\d+)/)?.[1];
    if (!url)
        throw new Error("interlockd serves no JSON-RPC; start it with --rpc.listen");
    return url;
}

/// The code and message that a call is refused with; throws when it is not.
export async function refusalOf(call)
{
    let result;
    try
    {
        result = await call;
    }
    catch (error)
    {
        // viem wraps the error of a reply in its own.
        const told = error.walk?.((one) => one.details !== undefined && one.code < 0) ?? error;
        return {code: told.code, message: told.details};
    }
    throw new Error(`not refused, but answered with ${JSON.stringify(result)}`);
}
