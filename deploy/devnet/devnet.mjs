#!/usr/bin/env node
// Test chains from the command line: `devnet.mjs help` lists what it does.
import {readFile, writeFile} from "node:fs/promises";
import {setTimeout as sleep} from "node:timers/promises";
import {parseArgs} from "node:util";

import {flipBit, toJson} from "./lib/bytes.mjs";
import {kInbox} from "./lib/contracts.mjs";
import {attachDevnet, startDevnet} from "./lib/devnet.mjs";
import {checkFlags, message, moved} from "./lib/message.mjs";

const kHelp = `Test chains with a CrossL2Inbox and a messenger.

  up       --dir D [--chains N] [--block-time S] [--first-port P] [--epoch-slots N]
           [--listen HOST:PORT] [--age S] [--manual]
                                                start them, with a genesis block S seconds ago,
                                                until Ctrl-C
  head     --dir D [--on ID]                    the newest block
  send     --dir D --on ID [--text T] [--out F] emit a log, and write the message that it is
  call     --dir D --on ID --to ID [--out F]    the same through the messenger
  execute  --dir D --on ID MESSAGE.json [--out F]
                                                execute a message, with its access list, and write
                                                where that is
  relay    --dir D --on ID MESSAGE.json [--out F]
                                                the same through the messenger
  traffic  --dir D                              call from chain to chain through the messenger, and
                                                relay each call, until Ctrl-C
  pause    --dir D [--on ID]                    make no blocks by themselves from now on
  resume   --dir D [--on ID]                    make them by themselves from now on
  mine     --dir D [--on ID] [--count N]        make blocks (of paused chains)
  replace  --dir D --on ID --block N            make this block anew, with its deposits only, and
                                                drop what came after it
  reorg    --dir D --on ID --depth N            replace the newest blocks by empty ones
  flags    MESSAGE.json                         what \`interlock check\` takes, one a line
  flip     MESSAGE.json --out F                 the message with one bit of its payload changed
  postpone MESSAGE.json --blocks N --block-time S --out F
                                                the message as if it came N blocks later
`;

const kOptions = {
    dir: {type: "string"},
    on: {type: "string"},
    to: {type: "string"},
    out: {type: "string"},
    text: {type: "string", default: "hello from the other chain"},
    chains: {type: "string", default: "2"},
    "block-time": {type: "string", default: "2"},
    "first-port": {type: "string", default: "0"},
    "epoch-slots": {type: "string", default: "32"},
    listen: {type: "string", default: "127.0.0.1:7545"},
    age: {type: "string", default: "0"},
    block: {type: "string"},
    count: {type: "string", default: "1"},
    depth: {type: "string", default: "1"},
    blocks: {type: "string", default: "1"},
    manual: {type: "boolean", default: false},
};

const kCommands = {
    up: async (options) => {
        const devnet = await startDevnet(required(options, "dir"), {
            count: Number(options.chains),
            mining: !options.manual,
            blockTime_s: Number(options["block-time"]),
            firstPort: Number(options["first-port"]),
            epochSlots: Number(options["epoch-slots"]),
            genesisTime: Math.floor(Date.now() / 1000) - Number(options.age),
            listen: options.listen,
        });
        for (const chain of devnet.chains)
            console.log(`chain ${chain.id}  ${chain.url}`);
        await untilTold(devnet);
        await devnet.stop();
    },
    head: async (options) => showHeads(await chainsOf(options)),
    send: async (options) => keep(options, await (await chainOf(options)).initiate(options.text)),
    call: async (options) => {
        const chain = await chainOf(options);
        await keep(options, await chain.sendMessage({destination: required(options, "to")}));
    },
    execute: (options, file) => executeBy(options, file, (chain, m) => chain.execute(m)),
    relay: (options, file) => executeBy(options, file, (chain, m) => chain.relay(m)),
    traffic: async (options) => converse((await attachDevnet(required(options, "dir"))).chains),
    pause: (options) => onEach(options, (chain) => chain.pause()),
    resume: (options) => onEach(options, (chain) => chain.resume()),
    mine: async (options) =>
        showHeads(await onEach(options, (chain) => chain.mineMany(Number(options.count)))),
    replace: async (options) => {
        const chain = await chainOf(options);
        await chain.replace(required(options, "block"));
        await showHeads([chain]);
    },
    reorg: async (options) => {
        const chain = await chainOf(options);
        await chain.reorg(Number(options.depth));
        await showHeads([chain]);
    },
    flags: async (options, file) => console.log(checkFlags(await load(file)).join("\n")),
    flip: async (options, file) => {
        const {identifier, payload} = await load(file);
        await keep(options, message(identifier, flipBit(payload)));
    },
    postpone: async (options, file) => {
        const original = await load(file);
        const {blockNumber, timestamp} = original.identifier;
        const blocks = BigInt(options.blocks);
        await keep(options, moved(original, {
            blockNumber: BigInt(blockNumber) + blocks,
            timestamp: BigInt(timestamp) + blocks * BigInt(options["block-time"]),
        }));
    },
    help: async () => console.log(kHelp),
};

async function main()
{
    const {values, positionals: [command = "help", ...rest]} =
        parseArgs({options: kOptions, allowPositionals: true});
    if (!Object.hasOwn(kCommands, command))
        throw new Error(`no command "${command}"; try: devnet.mjs help`);
    await kCommands[command](values, ...rest);
}

function required(options, name)
{
    if (options[name] === undefined)
        throw new Error(`--${name} is missing; try: devnet.mjs help`);
    return options[name];
}

async function chainOf(options)
{
    return (await attachDevnet(required(options, "dir"))).chain(required(options, "on"));
}

/// All chains, or the one that the options name.
async function chainsOf(options)
{
    if (options.on !== undefined)
        return [await chainOf(options)];
    return (await attachDevnet(required(options, "dir"))).chains;
}

/// Does it to each of chainsOf(), all at once. Returns them.
async function onEach(options, what)
{
    const chains = await chainsOf(options);
    await Promise.all(chains.map(what));
    return chains;
}

async function load(file)
{
    if (file === undefined)
        throw new Error("the message's file is missing; try: devnet.mjs help");
    return JSON.parse(await readFile(file, "utf8"));
}

const show = (value) => console.log(toJson(value));

async function showHeads(chains)
{
    for (const chain of chains)
    {
        const {number, timestamp, hash} = await chain.head();
        console.log(`chain ${chain.id}: block ${number} ${hash}, at ${timestamp}`);
    }
}

async function keep(options, value)
{
    if (options.out === undefined)
        show(value);
    else
        await writeFile(options.out, toJson(value) + "\n");
}

async function executeBy(options, file, submit)
{
    const chain = await chainOf(options);
    const original = await load(file);
    // A block of the message's own time would do as well, but not to every pool's taste.
    await chain.reached(original.identifier.timestamp);
    const receipt = await submit(chain, original);
    if (receipt.status !== "0x1")
        throw new Error(`transaction ${receipt.transactionHash} was reverted`);
    const {timestamp} = await chain.block(Number(receipt.blockNumber));
    const where = {
        block: BigInt(receipt.blockNumber),
        timestamp: BigInt(timestamp),
        transaction: receipt.transactionHash,
        // The log of the inbox, which relaying leaves others behind.
        log: BigInt(receipt.logs.find(({address}) => address === kInbox).logIndex),
    };
    console.log(`chain ${chain.id}: executed in block ${where.block}, at ${where.timestamp}`);
    if (options.out !== undefined)
        await keep(options, where);
}

/// Each chain in turn calls the next one, which relays the call. A reorg may take one of them back.
async function converse(chains)
{
    for (let turn = 0; ; ++turn)
    {
        const [from, to] = [0, 1].map((step) => chains[(turn + step) % chains.length]);
        try
        {
            const call = await from.sendMessage({destination: to.id});
            await to.reached(call.identifier.timestamp);
            const {blockNumber, status} = await to.relay(call);
            const {blockNumber: sent, logIndex} = call.identifier;
            console.log(`chain ${from.id} block ${sent} log ${logIndex}: ` +
                `${status === "0x1" ? "relayed" : "not relayed"} on chain ${to.id}, block ${BigInt(blockNumber)}`);
        }
        catch (error)
        {
            console.error(`devnet: ${error.message}; going on`);
            await sleep(1_000);
        }
    }
}

/// Until a signal asks to stop, or a node ends by itself.
async function untilTold(devnet)
{
    const told = new Promise((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
            process.once(signal, () => resolve(undefined));
    });
    const died = devnet.chains.map(async ({id}) => {
        await devnet.node(id).ended;
        return id;
    });
    const id = await Promise.race([told, ...died]);
    if (id !== undefined)
    {
        await devnet.stop();
        throw new Error(`the node of chain ${id} ended by itself; see anvil-${id}.log`);
    }
}

main().catch((error) => {
    console.error(`devnet: ${error.message}`);
    process.exitCode = 1;
});
