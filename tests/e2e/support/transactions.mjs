// Transactions that a wallet has signed, and nobody has sent.
import {generatePrivateKey, privateKeyToAccount} from "viem/accounts";

import {accessListFor} from "../../../deploy/devnet/lib/message.mjs";

/// One of type 2 for `chain` that executes `message`, as a hexadecimal text.
export const signedTransaction = (chain, message) =>
    privateKeyToAccount(generatePrivateKey()).signTransaction({
        type: "eip1559", chainId: Number(chain.id), nonce: 0, gas: 100_000n, maxFeePerGas: 1n,
        maxPriorityFeePerGas: 1n, accessList: accessListFor(message),
    });
