// Values as people read them.

const kUnits = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]];

/// "12 s", "3 min", "2 h".
export function duration(seconds)
{
    const whole = Math.max(0, Math.round(seconds));
    const [unit, size] = kUnits.find(([, length]) => whole >= length) ?? kUnits.at(-1);
    return `${Math.floor(whole / size)} ${unit}`;
}

export const number = (value) => value.toLocaleString("en-US");

/// "0x1234abcd…" of a hash; any other text as it is.
export const shortHash = (text) =>
    (/^0x[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 10)}…` : text);

export const clock = (unix_s) => new Date(unix_s * 1000).toISOString().slice(11, 19);

/// With a capital at the start, where a sentence begins.
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/// "12:03:11 UTC", with the date when that is not today.
export function moment(unix_s, now_s)
{
    const text = new Date(unix_s * 1000).toISOString();
    const isToday = text.slice(0, 10) === new Date(now_s * 1000).toISOString().slice(0, 10);
    return `${isToday ? "" : `${text.slice(0, 10)} `}${text.slice(11, 19)} UTC`;
}

export const timestamp = (unix_s) =>
    `${new Date(unix_s * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC (${unix_s})`;

/// "initiating_not_seen" → "initiating not seen"
export const words = (name) => name.replaceAll("_", " ");

export const kLevels = ["unsafe", "cross_unsafe", "local_safe", "safe", "finalized"];
export const levelName = (level) => level.replace("_", "-");

/// What a chain is called: its name, else its id.
export const chainName = (chain) => chain.name || chain.id;

export const kDecisions = {
    valid: "valid", invalid: "invalid", not_yet: "not yet", cannot_tell: "cannot tell",
};

export const kStates = {
    connecting: "connecting", catching_up: "catching up", following: "following",
    troubled: "troubled", halted: "halted",
};
