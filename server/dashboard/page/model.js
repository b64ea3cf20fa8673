// What the service last said, and since when.

/// One for the page. `status` and `messages` are as /dashboard/data tells them.
export const model = {
    status: undefined,
    messages: [],
    receivedAt_ms: undefined,  // Of the page's monotonic clock.
    trouble: undefined,        // Why the last question was not answered.
    troubleSince: undefined,   // A Date.
};

/// The service's time now, in seconds; it goes on between answers.
export function now_s()
{
    if (!model.status)
        return Date.now() / 1000;
    return model.status.now + (performance.now() - model.receivedAt_ms) / 1000;
}

export const findChain = (id) => model.status?.chains.find((chain) => chain.id === id);

/// The levels that block `number` of a chain has reached, as the heads tell.
export function levelsOf(chain, number)
{
    if (!chain)
        return [];
    return Object.entries(chain.heads)
        .filter(([, head]) => head.number >= number)
        .map(([level]) => level);
}

/// Whether there is something to say of the chain.
export const needsAttention = (chain) =>
    chain.state !== "following" || !chain.ready || chain.pending.length > 0 ||
    Boolean(chain.trouble || chain.label_trouble || chain.disagreement || chain.divergence);
