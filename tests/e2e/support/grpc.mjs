// interlockd's gRPC services as any client of another language sees them: through the .proto files
// alone.
import {credentials, loadPackageDefinition, status} from "@grpc/grpc-js";
import {fromJSON, loadSync} from "@grpc/proto-loader";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

import {toBytes, toHex, uint} from "../../../deploy/devnet/lib/bytes.mjs";

const kProtos = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "proto");
const kOptions = {longs: String, enums: String, defaults: false, oneofs: true, keepCase: true};

/// grpc.health.v1, as far as a load balancer uses it.
const kHealth = {
    nested: {grpc: {nested: {health: {nested: {v1: {nested: {
        HealthCheckRequest: {fields: {service: {type: "string", id: 1}}},
        HealthCheckResponse: {
            fields: {status: {type: "ServingStatus", id: 1}},
            nested: {ServingStatus: {values: {UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2}}},
        },
        Health: {methods: {
            Check: {requestType: "HealthCheckRequest", responseType: "HealthCheckResponse"},
        }},
    }}}}}}},
};

export {status};
export const chainIdBytes = (id) => toBytes(uint(id, 32));
export const hexOf = (buffer) => toHex(new Uint8Array(buffer));

/// Clients of every service; calls return promises, and reject with gRPC's error.
export function connect(t, server)
{
    const {interlock} = loadPackageDefinition(loadSync(
        ["supervisor", "index"].map((name) => `interlock/v1/${name}.proto`),
        {...kOptions, includeDirs: [kProtos]}));
    const {grpc} = loadPackageDefinition(fromJSON(kHealth, kOptions));
    const clients = {
        supervisor: interlock.v1.Supervisor, index: interlock.v1.Index, health: grpc.health.v1.Health,
    };
    return Object.fromEntries(Object.entries(clients).map(([name, Service]) => {
        const client = new Service(server, credentials.createInsecure());
        t.after(() => client.close());
        return [name, promised(client)];
    }));
}

function promised(client)
{
    return new Proxy({}, {
        get: (_, method) => (request = {}) => new Promise((resolve, reject) => {
            const options = {deadline: Date.now() + 10_000};
            client[method](request, options, (error, reply) =>
                (error ? reject(error) : resolve(reply)));
        }),
    });
}

/// A message as CheckMessages takes it.
export const messageProto = ({identifier, payload}) => ({
    identifier: {
        origin: toBytes(identifier.origin),
        block_number: `${identifier.blockNumber}`,
        log_index: Number(identifier.logIndex),
        timestamp: `${identifier.timestamp}`,
        chain_id: chainIdBytes(identifier.chainId),
    },
    payload: toBytes(payload),
});
