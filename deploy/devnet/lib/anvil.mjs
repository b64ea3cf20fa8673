// One anvil node: an execution chain of the OP Stack's shape, with our contracts in its genesis.
import {rm, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {dirname, join} from "node:path";

import {quantity} from "./bytes.mjs";
import {Process} from "./process.mjs";
import {until} from "./wait.mjs";

const kStart_s = 30;
/// Gas limits differ by chain, since anvil makes the genesis block's hash from little more than
/// its header's plain fields: two equal ones would share a genesis block.
const kGasLimit = 60_000_000;

/// Starts a node and waits until it listens. `port` 0 lets it choose one.
/// Returns {process, url}.
export async function startAnvil(
    {chainId, alloc, dir, port, genesisTime, blockTime_s, mining, epochSlots})
{
    const genesis = join(dir, `genesis-${chainId}.json`);
    await writeFile(genesis, JSON.stringify(genesisOf(chainId, genesisTime, alloc), null, 2));
    const args = [
        "--network", "optimism", "--hardfork", "isthmus", "--chain-id", `${chainId}`,
        "--init", genesis, "--host", "127.0.0.1", "--port", `${port}`,
        "--slots-in-an-epoch", `${epochSlots}`, "--gas-limit", `${kGasLimit + Number(chainId)}`,
        "--cache-path", join(dir, "anvil-cache"), "--order", "fifo",
        ...(mining ? ["--block-time", `${blockTime_s}`] : ["--no-mining"]),
    ];
    const log = join(dir, `anvil-${chainId}.log`);
    await rm(log, {force: true});
    const node = new Process(`anvil ${chainId}`, anvilBinary(), args, {log});
    const bound = await until(
        `anvil ${chainId} to listen`,
        () => {
            node.assertRunning();
            return node.log().match(/^Listening on 127\.0\.0\.1:(\d+)$/m)?.[1];
        },
        {deadline_s: kStart_s});
    return {process: node, url: `http://127.0.0.1:${bound}`};
}

function anvilBinary()
{
    const require = createRequire(import.meta.url);
    const manifest = require.resolve("@foundry-rs/anvil-linux-amd64/package.json");
    return join(dirname(manifest), "bin", "anvil");
}

function genesisOf(chainId, genesisTime, alloc)
{
    return {
        config: {chainId: Number(chainId)},
        timestamp: quantity(genesisTime),
        coinbase: "0x4200000000000000000000000000000000000011",
        difficulty: "0x0",
        gasLimit: quantity(kGasLimit),
        alloc,
    };
}
