// The files that tell a service about the chains: op-node's rollup configuration of each, the
// dependency set, and interlock.toml.
import {writeFile} from "node:fs/promises";
import {join} from "node:path";

const kForksAtGenesis = [
    "regolith", "canyon", "delta", "ecotone", "fjord", "granite", "holocene", "isthmus",
];

/// An op-node rollup.json. `lagoonTime` is when messaging begins; undefined means never.
export function rollupConfig({chainId, genesis, blockTime_s, lagoonTime})
{
    const hash = (digit) => "0x" + digit.repeat(64);
    return {
        genesis: {
            // There is no L1 below a test chain.
            l1: {hash: hash("1"), number: 0},
            l2: {hash: genesis.hash, number: Number(genesis.number)},
            l2_time: Number(genesis.timestamp),
            system_config: {
                batcherAddr: "0x0000000000000000000000000000000000000000",
                overhead: hash("0"),
                scalar: hash("0"),
                gasLimit: Number(genesis.gasLimit),
            },
        },
        block_time: blockTime_s,
        max_sequencer_drift: 600,
        seq_window_size: 3600,
        channel_timeout: 300,
        l1_chain_id: 900,
        l2_chain_id: Number(chainId),
        ...Object.fromEntries(kForksAtGenesis.map((fork) => [`${fork}_time`, 0])),
        ...(lagoonTime !== undefined && {lagoon_time: Number(lagoonTime)}),
        batch_inbox_address: "0xff00000000000000000000000000000000000000",
        deposit_contract_address: "0x0000000000000000000000000000000000000000",
        l1_system_config_address: "0x0000000000000000000000000000000000000000",
    };
}

export function dependencySet(chainIds, expiryWindow_s)
{
    return {
        dependencies: Object.fromEntries(chainIds.map((id) => [`${id}`, {}])),
        ...(expiryWindow_s !== undefined && {overrideMessageExpiryWindow: expiryWindow_s}),
    };
}

/// `chains`: [{id, name, url}], or several urls; paths are relative to the file's folder.
export function interlockToml({chains, listen, logLevel = "info"})
{
    const sections = chains.map(({id, name, url}) => [
        `[chains.${id}]`,
        `name = "${name}"`,
        `execution = ${JSON.stringify([url].flat())}`,
        `rollup_config = "rollup-${id}.json"`,
    ]);
    return [
        [`data_dir = "data"`],
        ["[dependency_set]", `file = "dependency-set.json"`],
        ["[grpc]", `listen = "${listen}"`],
        ["[log]", `level = "${logLevel}"`, `format = "text"`],
        ...sections,
    ].map((lines) => lines.join("\n") + "\n").join("\n");
}

export const writeJson = (dir, name, value) =>
    writeFile(join(dir, name), JSON.stringify(value, null, 2) + "\n");
