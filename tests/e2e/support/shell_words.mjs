// Commands as documents write them, taken apart: quotes, optional parts and alternatives.

/// The commands of a line ("a && b | c; d"), each as its words.
export function commandsIn(line)
{
    const commands = [[]];
    for (const [, word, end] of line.matchAll(/((?:'[^']*'|"[^"]*"|[^\s'";&])+)?\s*(&&|;|\s\|\s)?/g))
    {
        if (word === "|")
            commands.push([]);
        else if (word)
            commands.at(-1).push(word.replaceAll(/'([^']*)'|"([^"]*)"/g, "$1$2"));
        if (end)
            commands.push([]);
    }
    return commands.filter((words) => words.length > 0);
}

/// A command with its optional parts, which stand in brackets; "[a | b]" is a.
export const withOptions = (command) => {
    const opened = command.replaceAll(/\[([^[\]|]*)(?:\|[^[\]]*)?\]/g, "$1");
    return opened === command ? command : withOptions(opened);
};

/// "db stats|check" is two: ["db stats", "db check"].
export function alternativesOf(command)
{
    const found = command.match(/(?<=^|\s)[\w-]+(?:\|[\w-]+)+(?=\s|$)/);
    return found
        ? found[0].split("|").flatMap((one) => alternativesOf(command.replace(found[0], one)))
        : [command];
}
