// A message that was never sent: what an invalid block executes.
import {flipBit} from "../devnet/lib/bytes.mjs";
import {message} from "../devnet/lib/message.mjs";

/// Chain 902 executes a message of chain 901 with one bit of its payload changed. Returns the
/// number of the block that does.
export async function executeForged({a, b})
{
    const {identifier, payload} = await a.initiate("hello");
    await b.mineMany(2);
    return Number((await b.execute(message(identifier, flipBit(payload)))).blockNumber);
}
