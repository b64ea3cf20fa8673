// A node that is reached and knows no method, in place of those that an example names.
import {createServer} from "node:http";

/// A URL on the loopback in place of any other; all of them are `t`'s, and different ones stay so.
export async function openSilentNode(t)
{
    const server = createServer((request, response) => {
        request.resume().once("end", () => response.writeHead(404).end());
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
    }));
    const {port} = server.address();
    const paths = new Map();
    return (url) => {
        if (!paths.has(url))
            paths.set(url, paths.size);
        return `${url.startsWith("ws") ? "ws" : "http"}://127.0.0.1:${port}/${paths.get(url)}`;
    };
}
