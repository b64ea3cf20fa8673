import {join} from "node:path";

import {until} from "../devnet/lib/wait.mjs";
import {expiryOf, issue, makeAuthority} from "./certificates.mjs";
import {asked, logged, measured} from "./looks.mjs";

const kReady_s = 60;
const atName = ({world}) => world.service.server.replace("127.0.0.1", "localhost");
/// As an operator asks, with the CA to believe.
const askedOverTls = (args, tells) => asked(args, tells, {server: atName});

export default {
    name: "expired-certificate",
    title: "An expired certificate",
    happens: "The certificate of the gRPC door was not renewed in time: clients refuse the " +
        "door. All else is well.",
    todo: "Put a renewed certificate and its key in their place: they are taken at the next " +
        "connection, without a restart. See why the renewal did not run.",
    alerts: {InterlockCertificateExpired: {door: "grpc"}},

    async build(scene)
    {
        const {dir} = scene.world;
        await makeAuthority(dir);
        await issue(dir, 90);
        scene.certificate = join(dir, "service.crt");
        scene.trust = ["--tls-ca", join(dir, "ca.crt")];
        return {flags: [
            "--grpc.tls_certificate", scene.certificate,
            "--grpc.tls_key", join(dir, "service.key"),
        ]};
    },

    isQuiet: ({world}) => until(
        "both chains to be followed",
        () => [901, 902].every((id) => new RegExp(`chain ${id}.*ready`).test(world.service.log())),
        {deadline_s: kReady_s}),

    // A certificate cannot be made to age faster: this is what is left of one whose time is over.
    async stage(scene)
    {
        await issue(scene.world.dir, -1);
        scene.expiry = await expiryOf(scene.certificate);
    },

    looks: ({certificate, expiry, trust}) => [
        askedOverTls(["doctor", ...trust], [
            "fail service no answer from localhost:",
            "certificate is not trusted: it has expired",
        ]),
        askedOverTls(["status", ...trust], ["certificate is not trusted: it has expired"]),
        logged("the certificate", [
            `the certificate ${certificate} has expired at ${expiry} UTC; clients will refuse it`]),
        measured("interlock_certificate_not_after_timestamp_seconds", [
            `{door="grpc"} ${Date.parse(`${expiry.replace(" ", "T")}Z`) / 1000}`]),
    ],

    mend: ({world}) => issue(world.dir, 90),
    mended: ({trust}) => [
        askedOverTls(["doctor", ...trust], ["ok service answers at localhost", "over TLS"])],
};
