// TLS as the documents tell an operator to set it up: their commands are run as they stand there.
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {readFile, writeFile} from "node:fs/promises";
import {get} from "node:https";
import {join} from "node:path";
import {test} from "node:test";
import {promisify} from "node:util";

import {until} from "../../deploy/devnet/lib/wait.mjs";
import {connect} from "./support/grpc.mjs";
import {kExit, runClient} from "./support/programs.mjs";
import {World} from "./support/world.mjs";

const run = promisify(execFile);
const kDocuments = new URL("../../docs/operations.md", import.meta.url);

/// The shell commands of the section about certificates.
async function commands()
{
    const [, section] = (await readFile(kDocuments, "utf8")).split(/^## Certificates$/m);
    return section.match(/^```sh\n(.*?)^```$/ms)[1];
}

/// Runs them in `dir`: it then has ca, service and operator, .crt and .key each.
const makeCertificates = async (dir) => run("sh", ["-euc", await commands()], {cwd: dir});

/// A world whose doors all speak TLS. Admin asks for certificates; `mutual` are others that do.
async function encrypted(t, mutual = [])
{
    const world = await World.build(t);
    await makeCertificates(world.dir);
    const file = (name) => join(world.dir, name);
    const doors = ["grpc", "admin", "rpc"].flatMap((door) => [
        `--${door}.tls_certificate`, file("service.crt"), `--${door}.tls_key`, file("service.key"),
        ...(door === "admin" || mutual.includes(door) ? [`--${door}.tls_client_ca`, file("ca.crt")] : []),
    ]);
    await world.startService({flags: [
        ...doors, "--admin.listen", "127.0.0.1:0", "--rpc.listen", "127.0.0.1:0"]});
    const log = () => world.service.log();
    const portOf = (pattern) => log().match(pattern)[1];
    const grpc = `localhost:${portOf(/gRPC at 127\.0\.0\.1:(\d+) over TLS/)}`;
    const admin = `localhost:${portOf(/admin at 127\.0\.0\.1:(\d+) over TLS/)}`;
    const rpc = `https://localhost:${portOf(/JSON-RPC at https:\/\/127\.0\.0\.1:(\d+)/)}`;
    const trust = ["--tls-ca", file("ca.crt")];
    const shown = [...trust, "--tls-cert", file("operator.crt"), "--tls-key", file("operator.key")];
    const ask = (...args) => runClient(["--server", grpc, ...args]);
    return {world, file, log, grpc, admin, rpc, trust, shown, ask};
}

test("reading needs a CA to believe, changing a certificate to show", async (t) => {
    const {admin, file, trust, shown, ask} = await encrypted(t);
    assert.equal((await ask("chains", ...trust)).code, kExit.ok);
    assert.equal((await ask("chains", ...shown)).code, kExit.ok);
    const plain = await ask("chains");
    assert.equal(plain.code, kExit.unreachable);
    assert.match(plain.stderr, /^interlock: the service closed the connection at once: .*TLS/);
    assert.doesNotMatch(plain.stderr, /is interlockd running/);
    assert.match((await ask("chains", "--tls")).stderr, /certificate is not trusted/);
    // What gRPC takes for the system's.
    process.env.GRPC_DEFAULT_SSL_ROOTS_FILE_PATH = file("ca.crt");
    assert.equal((await ask("chains", "--tls")).code, kExit.ok);
    delete process.env.GRPC_DEFAULT_SSL_ROOTS_FILE_PATH;

    const on = ["failsafe", "on", "--reason", "TEXT", "--admin", admin];
    assert.equal((await ask(...on, ...trust)).code, kExit.unreachable);
    const raised = await ask(...on, ...shown);
    assert.equal(raised.code, kExit.ok, raised.stderr);
    assert.match((await ask("failsafe", "list", ...trust)).stdout, /TEXT/);
});

test("load is asked over TLS as well, also at the JSON-RPC door", async (t) => {
    const {world, rpc, trust, shown, ask} = await encrypted(t, ["rpc"]);
    await world.a.initiate("hello");
    await world.a.mineMany(2);
    await world.b.mineMany(3);
    await until("both chains to be indexed", async () => {
        const {chains} = JSON.parse((await ask("--json", "status", ...trust)).stdout);
        return chains.every(({ready, newest}) => ready && newest?.number === 3);
    });
    const bench = ["bench", "--json", "--seconds", "1", "--in-flight", "4"];
    const outcomes = async (...args) => JSON.parse((await ask(...bench, ...args)).stdout).outcomes;
    const door = new URL(rpc).host;
    for (const flags of [[], ["--rpc", door], ["--rpc", door, "--connect-anew"]])
        assert.deepEqual(Object.keys(await outcomes(...flags, ...shown)), ["valid"], flags);
    assert.deepEqual(Object.keys(await outcomes("--rpc", door, ...trust)), ["no answer"]);
});

test("a client of another language is asked for its certificate, too", async (t) => {
    const {grpc, file, log, rpc} = await encrypted(t, ["grpc", "rpc"]);
    const [ca, certificate, key] = await Promise.all(
        ["ca.crt", "operator.crt", "operator.key"].map((name) => readFile(file(name))));
    const known = connect(t, grpc, {ca, certificate, key});
    assert.equal((await known.supervisor.GetDependencySet()).chains.length, 2);
    await assert.rejects(connect(t, grpc, {ca}).supervisor.GetDependencySet());
    assert.match(log(), /debug +gRPC: Handshake failed .*peer did not return a certificate/);

    const status = (options) => new Promise((resolve, reject) => {
        get(`${rpc}/healthz`, options, (reply) => resolve(reply.resume().statusCode))
            .once("error", reject);
    });
    assert.equal(await status({ca, cert: certificate, key}), 200);
    await assert.rejects(status({ca}));
});

test("certificates are renewed without a restart", async (t) => {
    const {world, file, log, grpc, trust, ask} = await encrypted(t);
    const shownOf = async () => (await run("sh", ["-c",
        `openssl s_client -connect ${grpc} -alpn h2 </dev/null | openssl x509 -noout -enddate ` +
        "-serial"])).stdout;
    const before = await shownOf();
    assert.match(before, /^notAfter=/);

    await makeCertificates(world.dir);
    const after = await shownOf();
    assert.match(after, /^notAfter=/);
    assert.notEqual(after, before);
    assert.equal((await ask("chains", ...trust)).code, kExit.ok);
    assert.match(log(), /gRPC: the changed TLS files are in use/);

    await writeFile(file("service.crt"), "garbage");
    assert.equal((await ask("chains", ...trust)).code, kExit.ok);
    assert.equal(await shownOf(), after);
    const complaints = log().match(/gRPC: the certificate \S+ cannot be used: .*/g);
    assert.equal(complaints.length, 1, complaints.join("\n"));
    assert.match(complaints[0], /it holds no certificate in PEM; the former TLS files stay in use/);
    assert.doesNotMatch(log(), /PRIVATE KEY/);
});
