// A test chain: its blocks, its transactions and its messages. Accounts are anvil's own, unlocked.
import {array, bytes, encodeCall, addressWord, word} from "./abi.mjs";
import {quantity, utf8} from "./bytes.mjs";
import {kInbox, kMessenger, kPlayground} from "./contracts.mjs";
import {
    accessListFor, identifierWords, kRelayMessage, kValidateMany, messageOfLog, validateCall,
} from "./message.mjs";
import {Rpc} from "./rpc.mjs";
import {until} from "./wait.mjs";

const kGas = quantity(2_000_000);
const kChain_s = 60;

export class Chain
{
    #rpc;
    #deposits = 0n;

    constructor({id, url, blockTime_s})
    {
        this.id = BigInt(id);
        this.url = url;
        this.blockTime_s = blockTime_s;
        this.#rpc = new Rpc(url);
    }

    call(method, ...params) { return this.#rpc.call(method, ...params); }

    block(at = "latest")
    {
        return this.call("eth_getBlockByNumber", typeof at === "string" ? at : quantity(at), false);
    }

    async head()
    {
        const block = await this.block();
        return {
            number: BigInt(block.number),
            timestamp: BigInt(block.timestamp),
            hash: block.hash,
        };
    }

    // Blocks

    /// Whether the node makes blocks by itself; otherwise mine() does.
    async isMining() { return await this.call("anvil_getIntervalMining") !== null; }

    /// From now on the node makes blocks by itself, a block time apart.
    resume() { return this.call("evm_setIntervalMining", this.blockTime_s); }
    /// From now on only mine() does.
    pause() { return this.call("evm_setIntervalMining", 0); }

    /// Until the chain's newest block is at `timestamp` or later: waits, or mines what is missing.
    async reached(timestamp)
    {
        const isThere = async () => (await this.head()).timestamp >= BigInt(timestamp);
        if (await this.isMining())
            return until(`chain ${this.id} to reach time ${timestamp}`, isThere,
                {deadline_s: kChain_s});
        while (!await isThere())
            await this.mine();
    }

    /// Mines one block out of the waiting transactions: a block time after the last one, or at
    /// `timestamp`. Returns its head().
    async mine({timestamp} = {})
    {
        await this.call("evm_mine", ...(timestamp ? [{timestamp: Number(timestamp)}] : []));
        return this.head();
    }

    async mineMany(count)
    {
        for (let i = 0; i < count; i++)
            await this.mine();
        return this.head();
    }

    /// Replaces the newest `depth` blocks by as many empty ones.
    async reorg(depth)
    {
        await this.call("anvil_reorg", depth, []);
        return this.head();
    }

    /// Takes the newest `depth` blocks away.
    async rollback(depth)
    {
        await this.call("anvil_rollback", depth);
        return this.head();
    }

    /// Makes block `number` anew with nothing but its deposits, as a chain does with a block that is
    /// invalid; it is the newest block then. Returns its head().
    async replace(number)
    {
        const mining = await this.isMining();
        if (mining)
            await this.pause();
        try
        {
            return await this.#replaceResting(BigInt(number));
        }
        finally
        {
            if (mining)
                await this.resume();
        }
    }

    snapshot() { return this.call("evm_snapshot"); }
    revert(snapshot) { return this.call("evm_revert", snapshot); }

    // Transactions

    /// Hands a transaction in; it waits for the next block. Returns its hash.
    async submit({to, data, accessList, from})
    {
        const sender = from ?? (await this.call("eth_accounts"))[0];
        return this.call(
            "eth_sendTransaction",
            {from: sender, to, data, gas: kGas, ...(accessList && {accessList})});
    }

    /// Hands a deposit in, as the chain's L1 would.
    submitDeposit({to, data = "0x", from = kDepositor, sourceHash = word(++this.#deposits)})
    {
        return this.call("eth_sendTransaction", {
            type: kDepositType, from, to, input: data, gas: kGas, mint: "0x0", value: "0x0",
            isSystemTx: false, sourceHash,
        });
    }

    /// Hands a transaction in, sees it into a block, and returns its receipt.
    async send(transaction)
    {
        const hash = await this.submit(transaction);
        if (!await this.isMining())
            await this.mine();
        return this.receipt(hash);
    }

    receipt(hash)
    {
        return until(
            `the receipt of ${hash} on chain ${this.id}`,
            () => this.call("eth_getTransactionReceipt", hash), {deadline_s: kChain_s});
    }

    // Messages

    /// Every log of a receipt as the message that it is.
    async messagesOf(receipt)
    {
        const block = await this.call("eth_getBlockByHash", receipt.blockHash, false);
        return receipt.logs.map((log) => messageOfLog(this.id, block, log));
    }

    /// Emits a plain log, and returns the message that it is.
    async initiate(text = "hello", topics = [])
    {
        return (await this.messagesOf(await this.send(emitLog(text, topics))))[0];
    }

    /// Sends a call through the messenger, and returns the message that its log is.
    async sendMessage({destination, target = kPlayground, data = ping("hello")})
    {
        const call = encodeCall(
            "sendMessage(uint256,address,bytes)", word(destination), addressWord(target),
            bytes(data));
        return (await this.messagesOf(await this.send({to: kMessenger, data: call})))[0];
    }

    /// Executes messages here, one or several in one transaction. Returns the receipt, also of a
    /// transaction that failed: whoever wants success looks at `status`.
    execute(...messages)
    {
        return this.send(executing(...messages));
    }

    /// Relays a message of the messenger here. Returns the receipt.
    relay(message)
    {
        const data = encodeCall(
            kRelayMessage, identifierWords(message.identifier), bytes(message.payload));
        return this.send({to: kMessenger, data, accessList: accessListFor(message)});
    }

    async #replaceResting(number)
    {
        const block = await this.call("eth_getBlockByNumber", quantity(number), true);
        if (block === null || number === 0n)
            throw new Error(`chain ${this.id} has no block ${number} to replace`);
        await this.rollback(Number((await this.head()).number - number + 1n));
        await this.call("anvil_dropAllTransactions");
        for (const {type, from, to, input, sourceHash} of block.transactions)
        {
            if (type === kDepositType)
                await this.submitDeposit({from, to, data: input, sourceHash});
        }
        return this.mine({timestamp: BigInt(block.timestamp)});
    }
}

const kDepositType = "0x7e";
/// The account that the OP Stack's own deposits come from.
const kDepositor = "0xdeaddeaddeaddeaddeaddeaddeaddeaddead0001";

export const emitLog = (text, topics = []) => ({
    to: kPlayground,
    data: encodeCall("emitLog(bytes32[],bytes)", array(topics), bytes(utf8(text))),
});

export const emitMany = (count, text, topics = []) => ({
    to: kPlayground,
    data: encodeCall(
        "emitMany(uint256,bytes32[],bytes)", word(count), array(topics), bytes(utf8(text))),
});

/// The transaction that executes these messages, with the access list it needs.
export function executing(...messages)
{
    const accessList = accessListFor(...messages);
    if (messages.length === 1)
        return {to: kInbox, data: validateCall(messages[0]), accessList};
    const data = encodeCall(
        kValidateMany, array(messages.map((m) => identifierWords(m.identifier))),
        array(messages.map((m) => m.payloadHash)));
    return {to: kPlayground, data, accessList};
}

/// A call of the playground that says it was called.
export const ping = (text) => encodeCall("ping(bytes)", bytes(utf8(text)));
