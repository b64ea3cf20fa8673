// Waiting for a condition with an end, instead of sleeping and hoping.

const kPause_ms = 50;

/// Calls `probe` until it returns something other than undefined, null or false, and returns that.
/// After `deadline_s` it throws, naming what was awaited and the last error or `describe()`.
export async function until(what, probe, {deadline_s = 30, describe = () => ""} = {})
{
    const end_ms = Date.now() + deadline_s * 1000;
    for (;;)
    {
        let trouble = "";
        try
        {
            const result = await probe();
            if (result !== undefined && result !== null && result !== false)
                return result;
        }
        catch (error)
        {
            if (error.final)
                throw error;
            trouble = error.message;
        }
        if (Date.now() >= end_ms)
            throw new Error(
                [`waited ${deadline_s} s for ${what}`, trouble, describe()].filter(Boolean).join(": "));
        await new Promise((resolve) => setTimeout(resolve, kPause_ms));
    }
}
