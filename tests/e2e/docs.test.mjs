// The documents hold: links lead somewhere, configurations are taken, and commands are what the
// programs know. Each command is one of these, and the test tells how many of each, and why:
//   run     as it stands there, with placeholders filled, against a service beside real chains
//   asked   by the program itself, of a service that is not there: it must not call it wrong usage
//   looked  the files, presets, targets and variables that it names are there
import assert from "node:assert/strict";
import {execFile, execFileSync} from "node:child_process";
import {randomBytes} from "node:crypto";
import {readdir, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {test} from "node:test";
import {promisify} from "node:util";

import {
    anchorsOf, blocksOf, commandsOf, isThere, kDocuments, kFiles, kRoot, linksOf, spansOf, textOf,
} from "./support/documents.mjs";
import {kEnded, kExit, runClient, runDaemon} from "./support/programs.mjs";
import {alternativesOf, commandsIn, withOptions} from "./support/shell_words.mjs";
import {openSilentNode} from "./support/silent_node.mjs";
import {signedTransaction} from "./support/transactions.mjs";
import {World} from "./support/world.mjs";
import {checkFlags} from "../../deploy/devnet/lib/message.mjs";

const run = promisify(execFile);

test("links lead to what is there", () => {
    for (const file of kDocuments)
    {
        for (const {path, anchor} of linksOf(file))
        {
            assert.ok(isThere(path), `${file} links to ${path}`);
            assert.ok(!anchor || anchorsOf(path).has(anchor), `${file} links to ${path}#${anchor}`);
        }
    }
});

const blocks = kDocuments.flatMap((file) =>
    blocksOf(textOf(file)).map((block) => ({...block, file})));

/// Scripts are run in a folder of their own, so that they must be such as can be.
const scripts = blocks.filter(({language}) => language === "sh");

/// interlock and interlockd are run or asked. Of the others files are looked for: they build, change
/// the machine, need a network or what tests do not have, or take long.
const kOthers = new Set([
    "apt", "apt-get", "base=$(buildah", "buildah", "cd", "cmake", "cpack", "ctest", "curl", "do",
    "docker", "done", "dpkg", "export", "for", "git", "grep", "install", "interlock-conformance",
    "interlock-scenarios", "journalctl", "kubectl", "lintian", "make", "node", "npm", "openssl",
    "promtool", "sudo", "systemctl", "systemd-analyze",
]);
const isVariable = (word) => /^[A-Z]\w*=/.test(word);
const isPath = (word) => /^\.?\/?(build|client|cmake|deploy|docs|proto|server|tests)\//.test(word);
const programOf = (words) => words.find((word) => !isVariable(word));
const isKnown = (word) => /^interlockd?$/.test(word) || kOthers.has(word) || isPath(word);

/// All commands of blocks: [{file, shown, words}]. A block in which no line begins with a program is
/// something else: a log, a drawing.
const commands = blocks.flatMap((block) => {
    const lines = commandsOf(block).map(({command, shown}) => ({
        shown, file: block.file, commands: alternativesOf(withOptions(command)).map(commandsIn)}));
    const isOne = lines.some(({commands}) => isKnown(programOf(commands[0][0]) ?? ""));
    return !isOne ? [] : lines.flatMap(({commands, ...line}) =>
        commands.flatMap((one) => one.map((words) =>
            ({...line, words, chosen: commands.length > 1}))));
});
const ofProgram = (name) => commands.filter(({words}) => programOf(words) === name);

test("every command is one that is checked", () => {
    for (const {file, words} of commands)
        assert.ok(isKnown(programOf(words)), `${file}: docs.test.mjs knows no check for: ${words.join(" ")}`);
    assert.ok(ofProgram("interlock").length > 30);
    for (const {file, text} of scripts)
        assert.match(text, /^openssl /, `${file}: docs.test.mjs runs only scripts that make certificates`);
});

// --- looked for

const kPresets = JSON.parse(textOf("CMakePresets.json"));
const kBuildFiles = [...kFiles].filter((file) => /CMakeLists\.txt$|\.cmake$/.test(file));
const isBuilt = (name) => kBuildFiles.some((file) => textOf(file).includes(name))
    || kFiles.has(`tests/e2e/${name.replace(/^e2e-/, "")}.test.mjs`);

/// What is wrong with one word, or nothing.
function missing(word)
{
    const variable = word.match(/^(INTERLOCK_\w+)=/)?.[1];
    if (variable)
        return isRead(variable) ? undefined : `nothing reads ${variable}`;
    const built = word.match(/^build\/([\w-]+)(?:\/(.*))?$/);
    if (built)
    {
        const [, preset, path] = built;
        if (preset === "quickstart" || path?.startsWith("package/"))
            return undefined;   // What quickstart.sh and package.sh leave.
        if (!kPresets.configurePresets.some(({name}) => name === preset))
            return `no preset ${preset}`;
        return !path || isProgram(path) ? undefined : `${word} is not built`;
    }
    return !isPath(word) || word.includes("*") || isThere(word) || isProgram(word)
        ? undefined : `there is no ${word}`;
}

/// "tests/sim/sim-test": what a build file of that folder makes.
const isProgram = (path) => isThere(dirname(path)) && isBuilt(path.split("/").at(-1));

function isRead(variable)
{
    try
    {
        execFileSync("git", ["-c", `safe.directory=${kRoot.slice(0, -1)}`, "grep", "-q", "--untracked",
            variable, "--", "tests", "client", "server", "deploy", "Dockerfile"], {cwd: kRoot});
        return true;
    }
    catch
    {
        // Each setting is a variable as well: interlockd names them all.
        return execFileSync(process.env.INTERLOCKD, ["--help"], {encoding: "utf8"}).includes(variable);
    }
}

/// What is wrong with a command of another program: what it names must be there.
function complaintsAbout(words)
{
    const after = (option) => words.flatMap((word, i) => word === option ? [words[i + 1]] : []);
    const program = programOf(words);
    const complaints = words.map((word) => missing(word.replace(/^\.\//, ""))).filter(Boolean);
    if (program === "cmake" || program === "ctest")
    {
        const kind = program === "ctest" ? "testPresets"
            : words.includes("--build") ? "buildPresets" : "configurePresets";
        for (const name of after("--preset"))
        {
            if (!kPresets[kind].some((preset) => preset.name === name))
                complaints.push(`no preset ${name} in ${kind}`);
        }
        const names = program === "ctest" ? [...after("-L"), ...after("-R")] : after("--target");
        for (const name of names.flatMap(namesOf))
        {
            if (!/^[A-Z]/.test(name) && !isBuilt(name))
                complaints.push(`no build file knows ${name}`);
        }
    }
    if (words.includes("deploy/devnet/devnet.mjs"))
        complaints.push(...complaintsOfDevnet(words.slice(words.indexOf("deploy/devnet/devnet.mjs") + 1)));
    return complaints;
}

/// "e2e-(docs|tls)" names two tests.
function namesOf(pattern)
{
    const [, before, within] = pattern.match(/^([^(]*)\((.*)\)$/) ?? [];
    return within ? within.split("|").map((name) => before + name) : [pattern];
}

function complaintsOfDevnet([action, ...rest])
{
    const help = execFileSync("node", ["deploy/devnet/devnet.mjs", "help"], {cwd: kRoot, encoding: "utf8"});
    if (action === "help")
        return [];
    const [, about] = help.match(new RegExp(`^  ${action} ([^]*?)(?=^  \\w|^$)`, "m")) ?? [];
    if (!about)
        return [`devnet.mjs has no ${action}`];
    return rest.filter((word) => word.startsWith("--") && !about.includes(word))
        .map((flag) => `devnet.mjs ${action} has no ${flag}`);
}

test("what other programs are told to use is there", (t) => {
    const looked = commands.filter(({words}) => !/^interlockd?$/.test(programOf(words)));
    for (const {file, words} of looked)
        assert.deepEqual(complaintsAbout(words), [], `${file}: ${words.join(" ")}`);
    t.diagnostic(`looked: ${looked.length} commands of ${[...new Set(looked.map(({words}) =>
        programOf(words)))].sort().join(", ")}`);
    assert.match(complaintsAbout(["cmake", "--preset", "deb"]).join(), /no preset deb/);
    assert.match(complaintsAbout(["deploy/instal-deps.sh"]).join(), /there is no/);
    assert.match(complaintsAbout(["INTERLOCK_NOTHING" + "_AT_ALL=1", "x"]).join(), /nothing reads/);
});

// --- mentioned in running text

const help = new Map();
async function helpOf(runProgram, path)
{
    const key = `${runProgram.name} ${path.join(" ")}`;
    if (!help.has(key))
        help.set(key, await runProgram([...path, "--help"]));
    return help.get(key);
}

/// The command's name must be one, and its options known to it.
async function complaintsAboutMention(runProgram, words)
{
    let path = [];
    let {stdout: known} = await helpOf(runProgram, path);
    for (const word of words.filter((word) => /^[a-z][a-z-]*$/.test(word)))
    {
        const {code, stdout} = await helpOf(runProgram, [...path, word]);
        if (code === 0 && stdout !== known)
            [path, known] = [[...path, word], stdout];
        else if (path.length === 0)
            return [`there is no command ${word}`];
    }
    // Options of all commands are told by the first help.
    const all = known + (await helpOf(runProgram, [])).stdout;
    return words.filter((word) => word.startsWith("--"))
        .map((word) => word.split("=")[0])
        .filter((flag) => !new RegExp(`${flag}(?![\\w-])`).test(all))
        .map((flag) => `${path.join(" ")} has no ${flag}`);
}

test("commands in running text are there", async (t) => {
    let count = 0;
    for (const file of kDocuments)
    {
        for (const span of spansOf(textOf(file)))
        {
            for (const words of alternativesOf(withOptions(span)).flatMap(commandsIn))
            {
                const program = programOf(words) ?? "";
                const complaints =
                    program === "interlock" ? await complaintsAboutMention(runClient, words.slice(1))
                    : program === "interlockd" ? await complaintsAboutMention(runDaemon, words.slice(1))
                    : kOthers.has(program) || isPath(words[0]) ? complaintsAbout(words) : [];
                assert.deepEqual(complaints, [], `${file}: ${span}`);
                count += 1;
            }
        }
    }
    t.diagnostic(`looked: ${count} commands and names in running text`);
    assert.match((await complaintsAboutMention(runClient, ["explan"])).join(), /no command explan/);
    assert.match((await complaintsAboutMention(runClient, ["db", "stats", "--cnt"])).join(), /no --cnt/);
});

// --- run, or asked

/// Why a command of interlock is only asked, not run.
const kOnlyAsked = [
    [({shown}) => shown, "shown with its output, from a run (quickstart.sh, bench)"],
    [({words}) => words.some((word) => word.startsWith("--tls")), "run by tls.test.mjs"],
    [({words}) => words[1] === "watch", "goes on until interrupted; run by watch.test.mjs"],
    [({words}) => words[1] === "bench", "takes its time; run by the client's tests"],
    [({chosen}) => chosen, "one of several in a line, without what it needs"],
];

/// A service with all doors beside two chains, a message between them, and what fills placeholders.
async function guidedWorld(t)
{
    const world = await World.build(t);
    const secret = join(world.dir, "jwt.hex");
    await writeFile(secret, randomBytes(32).toString("hex"));
    const flags = ["--admin.listen", "127.0.0.1:0", "--admin.jwt_secret", secret];
    await world.startService({flags});
    const message = await world.a.initiate("hello");
    await world.b.mine();
    await world.service.caughtUp(world.a, world.b);
    const {number, timestamp} = await world.b.head();
    const at = timestamp + BigInt(world.b.blockTime_s);
    const place = checkFlags(message).join(" ");
    const transaction = await signedTransaction(world.b, message);
    const {transactions: [sent]} = await world.a.call("eth_getBlockByNumber", "latest", false);
    const fill = (words) => words.join(" ")
        .replace(/--origin 0x… .*--payload 0x…/, place)
        .replace("0x01…,0x03…", message.entries.join(","))
        .replace("0x02f8…", transaction)
        .replace("transaction 0x…", `transaction ${sent}`)
        .replace(/\bLEVEL\b/, "info")
        .replace(/\bTIMESTAMP\b/, `${at}`).replace(/\bTIME\b/, `${timestamp}`)
        .replace(/\bCHAIN CHAIN\b/, "901 902").replace(/\bCHAIN\b/, "901")
        .replace("--first N --last N", "--first 1 --last 1").replace(/\bCOUNT\b/, "1")
        .replace(/\bNUMBER\b/, `${number}`)
        .replace(/\bDIR\b/, dataDir(world)).replace(/\bBACKUP\b/, join(world.dir, "interlock-1.db"))
        .replace("/var/backups", world.dir)
        .split(" ");
    const env = {
        ...process.env,
        INTERLOCK_SERVER: world.service.server,
        INTERLOCK_ADMIN: world.service.log().match(/admin at (\S+)/)[1],
        INTERLOCK_JWT_SECRET: secret,
    };
    return {world, fill, env};
}

const dataDir = (world) => world.service.log().match(/index in (\S+)/)[1];

/// A service that is not there.
const kNowhere = "127.0.0.1:9";

test("the commands of interlock", async (t) => {
    const {world, fill, env} = await guidedWorld(t);
    for (const {text} of scripts)
        await run("sh", ["-euc", text], {cwd: world.dir});
    const reasons = new Map();
    const answers = new Set([kExit.ok, kExit.invalid, kExit.notYet, kExit.cannotTell, kExit.notFound]);
    for (const command of ofProgram("interlock"))
    {
        const [, why] = kOnlyAsked.find(([applies]) => applies(command)) ?? [];
        reasons.set(why, (reasons.get(why) ?? 0) + 1);
        const [, ...args] = command.words;
        const line = `${command.file}: ${command.words.join(" ")}`;
        if (command.chosen)
        {
            assert.deepEqual(await complaintsAboutMention(runClient, args), [], line);
        }
        else if (why)
        {
            const nowhere = args.map((arg) => arg.replace(/^[\w.]+:\d+$/, kNowhere));
            const {code, stderr} = await runClient(nowhere, {
                cwd: world.dir, env: {...env, INTERLOCK_SERVER: kNowhere, INTERLOCK_ADMIN: kNowhere}});
            assert.equal(code, kExit.unreachable, `${line}\n${stderr}`);
        }
        else
        {
            const {code, stdout, stderr} = await runClient(fill(args), {cwd: world.dir, env});
            assert.ok(answers.has(code), `${line}\nended with ${code}: ${stdout}${stderr}`);
        }
    }
    for (const [why, count] of reasons)
        t.diagnostic(why ? `asked: ${count}, ${why}` : `run: ${count}`);
    assert.ok(reasons.get(undefined) > 20);
    const {code} = await runClient(["block", "901", "--nonsense"], {env});
    assert.equal(code, kExit.usage);
});

test("the commands of interlockd", async (t) => {
    const {world, fill, env} = await guidedWorld(t);
    const backup = await runClient(["db", "backup", join(world.dir, "interlock-1.db")], {env});
    assert.equal(backup.code, kExit.ok, backup.stderr);
    const dir = dirname(await world.devnet.writeConfig({listen: "127.0.0.1:0"}));
    await world.service.stop();
    let ran = 0;
    for (const {file, words} of ofProgram("interlockd"))
    {
        const [, ...args] = words;
        if (args.includes("db") || args.includes("--check-config"))
        {
            const {code, stdout, stderr} = await runDaemon(fill(args).filter(Boolean), {cwd: dir});
            assert.equal(code, kEnded.stopped, `${file}: ${words.join(" ")}\n${stdout}${stderr}`);
            ran += 1;
        }
        else
        {
            // It would run until it is stopped, as in all other tests.
            assert.deepEqual(await complaintsAboutMention(runDaemon, args), [], file);
        }
    }
    t.diagnostic(`run: ${ran}`);
    assert.ok(ran >= 5);
});

test("configurations in documents are taken", async (t) => {
    const world = await World.build(t);
    const dir = dirname(await world.devnet.writeConfig({listen: "127.0.0.1:0"}));
    assert.ok((await readdir(dir)).includes("dependency-set.json"));
    const instead = await openSilentNode(t);
    const tomls = blocks.filter(({language}) => language === "toml");
    assert.ok(tomls.length >= 4);
    for (const {file, text} of tomls)
    {
        const chains = text.includes("[chains.") ? ""
            : '\n[chains.901]\nexecution = ["http://x"]\nrollup_config = "rollup-901.json"\n';
        const whole = (text + chains)
            .replaceAll(/\b(https?|wss?):\/\/[^\s",]+/g, (url) => instead(url));
        await writeFile(join(dir, "document.toml"), whole);
        const {code, stderr} = await runDaemon(
            ["--config", join(dir, "document.toml"), "--check-config"]);
        assert.equal(code, kEnded.stopped, `${file}: ${stderr}\n${whole}`);
    }
});
