// The way of every incident: chains and an interlockd beside them, what happens, what is looked at.
import {World} from "../../tests/e2e/support/world.mjs";

const kDoors = ["--metrics.listen", "127.0.0.1:0", "--rpc.listen", "127.0.0.1:0"];

/// Chains and a service for an incident, of which nothing has happened yet. `t.after(f)` is called
/// with what has to be undone.
export async function prepare(t, incident)
{
    const world = await World.build(t, incident.chains?.());
    const scene = {t, world};
    const {flags = [], ...service} = await incident.build?.(scene) ?? {};
    await world.startService({flags: [...kDoors, ...flags], ...service});
    if (incident.isQuiet)
        await incident.isQuiet(scene);
    else
        await world.service.caughtUp(world.a, world.b);
    return scene;
}

/// Where the service serves JSON-RPC and its page.
export const rpcUrlOf = ({world}) => world.service.log().match(/JSON-RPC at (http:\/\/\S+)/)[1];

/// Where the service serves its metrics: "127.0.0.1:…".
export const metricsOf = ({world}) =>
    world.service.log().match(/metrics at http:\/\/(\S+)\/metrics/)[1];
