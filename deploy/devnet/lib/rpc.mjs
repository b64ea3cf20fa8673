// A JSON-RPC client for one node.

/// What a node answered with instead of a result.
export class RpcError extends Error
{
    constructor(method, {code, message, data})
    {
        super(`${method}: ${message} (${code})`);
        this.code = code;
        this.data = data;
    }
}

export class Rpc
{
    #url;
    #nextId = 1;

    constructor(url)
    {
        this.#url = url;
    }

    async call(method, ...params)
    {
        const response = await fetch(this.#url, {
            method: "POST",
            headers: {"content-type": "application/json"},
            body: JSON.stringify({jsonrpc: "2.0", id: this.#nextId++, method, params}),
            signal: AbortSignal.timeout(30_000),
        });
        const reply = await response.json();
        if (reply.error)
            throw new RpcError(method, reply.error);
        return reply.result;
    }
}
