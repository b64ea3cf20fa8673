// Certificates of a service on this machine, and the CA that signs them.
import {execFile} from "node:child_process";
import {promisify} from "node:util";

const run = promisify(execFile);
const kKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc"];

/// Makes ca.crt and ca.key in `dir`.
export const makeAuthority = (dir) => run("openssl", [
    "req", "-x509", ...kKey, "-days", "30", "-subj", "/CN=incident CA",
    "-keyout", "ca.key", "-out", "ca.crt",
], {cwd: dir});

/// Makes service.crt and service.key there, valid for so many days from now; a negative number
/// gives one that has expired.
export async function issue(dir, days)
{
    await run("openssl", [
        "req", ...kKey, "-subj", "/CN=service",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout", "service.key", "-out", "service.csr",
    ], {cwd: dir});
    await run("openssl", [
        "x509", "-req", "-in", "service.csr", "-copy_extensions", "copy",
        "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
        "-days", `${days}`, "-out", "service.crt",
    ], {cwd: dir});
}

/// When a certificate expires, as the service's log has it: "2026-11-29 01:33:39".
export async function expiryOf(file)
{
    const {stdout} = await run("openssl", ["x509", "-in", file, "-noout", "-enddate"]);
    const expiry = new Date(stdout.trim().slice("notAfter=".length));
    return expiry.toISOString().slice(0, 19).replace("T", " ");
}
