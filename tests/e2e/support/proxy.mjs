// A door in front of a node's JSON-RPC: it counts what is asked, can be shut and
// opened, and can keep silent.
import {createServer} from "node:http";

export class Proxy
{
    #server;
    #target;
    #port = 0;
    #sockets = new Set();
    #silent = false;
    /// The methods asked so far, in order.
    methods = [];
    /// How many questions wait for an answer that will not come.
    unanswered = 0;

    constructor(target)
    {
        this.#target = target;
    }

    static async open(t, target)
    {
        const proxy = new Proxy(target);
        await proxy.up();
        t.after(() => proxy.down());
        return proxy;
    }

    get url() { return `http://127.0.0.1:${this.#port}`; }

    /// Opens the door, at the same address as before.
    up()
    {
        this.#server = createServer((request, response) => this.#serve(request, response));
        this.#server.on("connection", (socket) => {
            this.#sockets.add(socket);
            socket.once("close", () => this.#sockets.delete(socket));
        });
        return new Promise((resolve, reject) => {
            this.#server.once("error", reject);
            this.#server.listen(this.#port, "127.0.0.1", () => {
                this.#port = this.#server.address().port;
                resolve();
            });
        });
    }

    /// Shuts it: open connections are cut, new ones refused.
    down()
    {
        const closed = new Promise((resolve) => this.#server.close(resolve));
        for (const socket of this.#sockets)
            socket.destroy();
        return closed;
    }

    /// From now on another node is behind it.
    leadTo(target) { this.#target = target; }

    /// From now on connections are taken and questions heard, but nothing is answered.
    keepSilent() { this.#silent = true; }

    async #serve(request, response)
    {
        try
        {
            const chunks = [];
            for await (const chunk of request)
                chunks.push(chunk);
            const body = Buffer.concat(chunks).toString();
            this.methods.push(...[JSON.parse(body)].flat().map(({method}) => method));
            if (this.#silent)
            {
                this.unanswered++;
                return;
            }
            const reply = await fetch(this.#target, {
                method: "POST", headers: {"content-type": "application/json"}, body,
            });
            response.setHeader("content-type", "application/json");
            response.end(await reply.text());
        }
        catch
        {
            response.destroy();
        }
    }
}
