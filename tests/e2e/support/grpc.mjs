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

/// grpc.reflection, as far as listing the services needs it.
const kReflection = {
    nested: {grpc: {nested: {reflection: {nested: {v1alpha: {nested: {
        ServerReflectionRequest: {fields: {list_services: {type: "string", id: 7}}},
        ServerReflectionResponse: {
            fields: {list_services_response: {type: "ListServiceResponse", id: 6}},
        },
        ListServiceResponse: {
            fields: {service: {rule: "repeated", type: "ServiceResponse", id: 1}},
        },
        ServiceResponse: {fields: {name: {type: "string", id: 1}}},
        ServerReflection: {methods: {
            ServerReflectionInfo: {
                requestType: "ServerReflectionRequest", requestStream: true,
                responseType: "ServerReflectionResponse", responseStream: true,
            },
        }},
    }}}}}}},
};

/// The names of the services that the server says it has.
export function listServices(server)
{
    const {grpc} = loadPackageDefinition(fromJSON(kReflection, kOptions));
    const client = new grpc.reflection.v1alpha.ServerReflection(
        server, credentials.createInsecure());
    return new Promise((resolve, reject) => {
        const call = client.ServerReflectionInfo({deadline: Date.now() + 10_000});
        call.on("error", reject);
        call.on("data", (reply) => {
            resolve(reply.list_services_response.service.map(({name}) => name));
            call.end();
        });
        call.write({list_services: "*"});
    }).finally(() => client.close());
}

export {status};
export const chainIdBytes = (id) => toBytes(uint(id, 32));
export const hexOf = (buffer) => toHex(new Uint8Array(buffer));

const loadContract = () => loadPackageDefinition(loadSync(
    ["supervisor", "index"].map((name) => `interlock/v1/${name}.proto`),
    {...kOptions, includeDirs: [kProtos]})).interlock.v1;

/// Follows a stream of the supervisor, until the test ends. Returns the `changes` so far, and the
/// promise `ended` of gRPC's status.
export function follow(t, server, method, request = {})
{
    const {Supervisor} = loadContract();
    const client = new Supervisor(server, credentials.createInsecure());
    const call = client[method](request);
    const changes = [];
    call.on("data", (change) => changes.push(change));
    call.on("error", () => {});  // The status tells it.
    const ended = new Promise((resolve) => call.once("status", resolve));
    t.after(async () => {
        call.cancel();
        await ended;
        client.close();
    });
    return {changes, ended};
}

/// Clients of every service; calls return promises, and reject with gRPC's error. With `shown`, over
/// TLS: {ca, certificate, key}, in PEM.
export function connect(t, server, shown)
{
    const channel = shown === undefined
        ? credentials.createInsecure()
        : credentials.createSsl(shown.ca, shown.key, shown.certificate);
    const {Supervisor, Index} = loadContract();
    const {grpc} = loadPackageDefinition(fromJSON(kHealth, kOptions));
    const clients = {supervisor: Supervisor, index: Index, health: grpc.health.v1.Health};
    return Object.fromEntries(Object.entries(clients).map(([name, Service]) => {
        const client = new Service(server, channel);
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
