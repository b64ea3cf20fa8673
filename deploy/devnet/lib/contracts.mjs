// The contracts of the test chains: their addresses, and their code, compiled on first use and kept
// under node_modules/.cache until a source or the compiler changes.
import {createHash} from "node:crypto";
import {mkdir, readFile, readdir, rename, writeFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const kRoot = dirname(dirname(fileURLToPath(import.meta.url)));
const kSources = join(kRoot, "contracts");
const kCache = join(kRoot, "node_modules", ".cache", "interlock-devnet");

export const kInbox = "0x4200000000000000000000000000000000000022";
export const kMessenger = "0x4200000000000000000000000000000000000023";
/// Not a predeploy of the OP Stack, only ours.
export const kPlayground = "0x00000000000000000000000000000000000e1117";

const kPlaces = {
    CrossL2Inbox: kInbox,
    L2ToL2CrossDomainMessenger: kMessenger,
    Playground: kPlayground,
};

/// The run-time code by address, as a genesis block takes it: {address: {code, balance}}.
export async function genesisAlloc()
{
    const code = await compiled();
    return Object.fromEntries(
        Object.entries(kPlaces).map(([name, at]) => [at, {balance: "0x0", code: code[name]}]));
}

async function compiled()
{
    const input = await compilerInput();
    const version = JSON.parse(
        await readFile(join(kRoot, "node_modules", "solc", "package.json"), "utf8")).version;
    const key = createHash("sha256").update(version).update(input).digest("hex").slice(0, 16);
    const cached = join(kCache, `${key}.json`);
    try
    {
        return JSON.parse(await readFile(cached, "utf8"));
    }
    catch
    {
        const code = await compile(input);
        await store(cached, JSON.stringify(code));
        return code;
    }
}

async function compilerInput()
{
    const names = (await readdir(kSources)).filter((name) => name.endsWith(".sol")).sort();
    const sources = {};
    for (const name of names)
        sources[name] = {content: await readFile(join(kSources, name), "utf8")};
    return JSON.stringify({
        language: "Solidity",
        sources,
        settings: {
            evmVersion: "cancun",
            optimizer: {enabled: true, runs: 200},
            outputSelection: {"*": {"*": ["evm.deployedBytecode.object"]}},
        },
    });
}

async function compile(input)
{
    // Loaded only when needed: the compiler takes a second to start.
    const {default: solc} = await import("solc");
    const output = JSON.parse(solc.compile(input));
    const faults = (output.errors ?? []).filter((e) => e.severity !== "info");
    if (faults.length > 0)
        throw new Error(faults.map((e) => e.formattedMessage).join("\n"));
    return Object.fromEntries(Object.keys(kPlaces).map((name) => {
        const {object} = output.contracts[`${name}.sol`][name].evm.deployedBytecode;
        return [name, "0x" + object];
    }));
}

/// Whole or not at all: tests run side by side and read the same cache.
async function store(path, text)
{
    await mkdir(dirname(path), {recursive: true});
    const draft = `${path}.${process.pid}`;
    await writeFile(draft, text);
    await rename(draft, path);
}
