// Some test chains that may message each other, and the files that describe them.
import {mkdir, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";

import {startAnvil} from "./anvil.mjs";
import {Chain} from "./chain.mjs";
import {genesisAlloc} from "./contracts.mjs";
import {dependencySet, interlockToml, rollupConfig, writeJson} from "./files.mjs";

const kFirstChain = 901;
const kNames = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];
const kDescription = "devnet.json";
const kListen = "127.0.0.1:7545";

export class Devnet
{
    #nodes;

    constructor(dir, chains, nodes)
    {
        this.dir = dir;
        this.chains = chains;
        this.#nodes = nodes;
    }

    chain(id)
    {
        const found = this.chains.find((chain) => chain.id === BigInt(id));
        if (!found)
            throw new Error(`no chain ${id} here, only ${this.chains.map((c) => c.id).join(", ")}`);
        return found;
    }

    /// The node process of a chain (none after attach()).
    node(id) { return this.#nodes.get(BigInt(id)); }

    async stop()
    {
        await Promise.all([...this.#nodes.values()].map((node) => node.stop()));
    }

    /// Writes a configuration for the service, with other addresses for some chains when told so.
    async writeConfig({listen = kListen, file = "interlock.toml", urls = {}, ...rest} = {})
    {
        const chains = this.chains.map((chain, i) => ({
            id: chain.id,
            name: kNames[i] ?? `chain-${chain.id}`,
            url: urls[chain.id] ?? chain.url,
        }));
        const path = join(this.dir, file);
        await writeFile(path, interlockToml({chains, listen, ...rest}));
        return path;
    }
}

/// Starts `count` chains in `dir`. Options:
/// - mining: whether the nodes make blocks by themselves, every `blockTime_s`
/// - firstPort: the first node's port, the others follow; 0 takes free ones
/// - genesisTime, lagoonTime: unix seconds; messaging begins at genesis unless told otherwise
/// - epochSlots: the label `safe` is that many blocks behind the newest, `finalized` twice as many
/// - expiryWindow_s: of the dependency set, the protocol's own unless given
/// - listen: where the configuration tells the service to answer
export async function startDevnet(dir, {
    count = 2, mining = false, blockTime_s = 2, firstPort = 0, epochSlots = 32,
    genesisTime = Math.floor(Date.now() / 1000), lagoonTime = genesisTime, expiryWindow_s,
    listen = kListen,
} = {})
{
    await mkdir(dir, {recursive: true});
    await rm(join(dir, kDescription), {force: true});
    const ids = Array.from({length: count}, (_, i) => BigInt(kFirstChain + i));
    const alloc = await genesisAlloc();
    const nodes = new Map();
    const startChain = async (id, i) => {
        const port = firstPort === 0 ? 0 : firstPort + i;
        const {process, url} = await startAnvil({
            chainId: id, alloc, dir, port, genesisTime, blockTime_s, mining, epochSlots,
        });
        nodes.set(id, process);
        return prepared(new Chain({id, url, blockTime_s}), dir, lagoonTime);
    };
    try
    {
        const chains = await allOf(ids.map(startChain));
        await writeJson(dir, "dependency-set.json", dependencySet(ids, expiryWindow_s));
        const devnet = new Devnet(dir, chains, nodes);
        await devnet.writeConfig({listen});
        // Last, as a sign that all is ready: attachDevnet() looks for it.
        await writeJson(dir, kDescription, {
            blockTime_s, chains: chains.map((c) => ({id: Number(c.id), url: c.url})),
        });
        return devnet;
    }
    catch (error)
    {
        await Promise.all([...nodes.values()].map((node) => node.stop()));
        throw error;
    }
}

/// The chains that another process started in `dir`.
export async function attachDevnet(dir)
{
    const {chains, blockTime_s} = JSON.parse(await readFile(join(dir, kDescription), "utf8"));
    return new Devnet(
        dir, chains.map(({id, url}) => new Chain({id, url, blockTime_s})), new Map());
}

async function prepared(chain, dir, lagoonTime)
{
    // Without it, blocks made by hand or by a reorg would not be one block time apart.
    await chain.call("anvil_setBlockTimestampInterval", chain.blockTime_s);
    const genesis = await chain.block(0);
    await writeJson(
        dir, `rollup-${chain.id}.json`,
        rollupConfig({chainId: chain.id, genesis, blockTime_s: chain.blockTime_s, lagoonTime}));
    return chain;
}

/// Like Promise.all, but nothing is still running when it throws.
async function allOf(promises)
{
    const results = await Promise.allSettled(promises);
    const failed = results.find((result) => result.status === "rejected");
    if (failed)
        throw failed.reason;
    return results.map((result) => result.value);
}
