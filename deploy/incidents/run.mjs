#!/usr/bin/env node
// Stages an incident on two real chains with an interlockd beside them, and shows what an operator
// sees of it: `run.mjs help`.
import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {parseArgs} from "node:util";

import {incidents} from "./incidents.mjs";
import {see} from "./looks.mjs";
import {prepare} from "./scene.mjs";

const kHelp = `Incidents, staged on two real chains with an interlockd beside them.

  run.mjs list           what there is
  run.mjs NAME [--keep]  stage one, show what an operator sees and that it can be mended;
                         with --keep it is not mended, and all stays until Ctrl-C
  run.mjs all            one after the other

Runs build/release/server/interlockd and build/release/client/cli/interlock, or those of
build/dev; INTERLOCKD and INTERLOCK name others. deploy/install-deps.sh devnet installs
the chains.
`;

const kPrograms = {INTERLOCKD: "server/interlockd", INTERLOCK: "client/cli/interlock"};
const kWidth = 100;

async function main()
{
    const {values: {keep}, positionals: [name = "help", ...rest]} =
        parseArgs({options: {keep: {type: "boolean", default: false}}, allowPositionals: true});
    if (name === "help" || rest.length > 0)
        return process.stdout.write(kHelp);
    if (name === "list")
        return incidents.forEach((one) => console.log(`${one.name.padEnd(22)}${one.title}`));
    const chosen = name === "all" ? incidents : incidents.filter((one) => one.name === name);
    if (chosen.length === 0)
        throw new Error(`no incident "${name}"; try: run.mjs list`);
    usePrograms();
    const interrupted = new Promise((_, reject) => {
        for (const signal of ["SIGINT", "SIGTERM"])
            process.once(signal, () => reject(new Error(`ended by ${signal}`)));
    });
    for (const incident of chosen)
        await run(incident, keep, interrupted);
}

/// Where the programs are, for all that starts them.
function usePrograms()
{
    for (const [variable, path] of Object.entries(kPrograms))
    {
        const places = ["release", "dev"].map((preset) =>
            fileURLToPath(new URL(`../../build/${preset}/${path}`, import.meta.url)));
        process.env[variable] ??= places.find((place) => existsSync(place));
        if (!existsSync(process.env[variable]))
            throw new Error(
                `no ${places[0]}: deploy/quickstart.sh builds it, or ${variable} names one`);
    }
}

/// Leaves nothing behind, however it ends.
async function run(incident, keep, interrupted)
{
    const undone = [];
    try
    {
        await Promise.race([play({after: (f) => undone.push(f)}, incident, keep), interrupted]);
    }
    finally
    {
        for (const undo of undone)
            await undo();
    }
}

async function play(t, incident, keep)
{
    console.log(`${bold(incident.title)}\n${wrapped(incident.happens)}`);
    const scene = await prepare(t, incident);
    await incident.stage(scene);
    await show(scene, incident.looks(scene));
    console.log(`\n${bold("Alerts")}\n${Object.keys(incident.alerts).join("\n")}`);
    console.log(`\n${bold("To do")}\n${wrapped(incident.todo)}`);
    if (keep)
        await keptRunning(scene);
    await incident.mend(scene);
    console.log(`\n${bold("Mended")}`);
    await show(scene, incident.mended(scene));
    console.log("");
}

async function show(scene, looks)
{
    for (const look of looks)
    {
        const output = await see(scene, look);
        console.log(`\n${dim(`$ ${look.typed(scene).join(" ")}`)}\n${output.trimEnd()}`);
    }
}

/// Does not return: a signal ends it all.
function keptRunning({world})
{
    console.log(`\nRunning until Ctrl-C: interlockd at ${world.service.server}, its log ` +
        `${world.logFile}, chains ${world.devnet.chains.map(({url}) => url).join(" and ")}`);
    return new Promise(() => {});
}

const isTerminal = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (isTerminal ? `\x1b[1m${text}\x1b[0m` : text);
const dim = (text) => (isTerminal ? `\x1b[2m${text}\x1b[0m` : text);
const wrapped = (text) => text.replace(new RegExp(`(.{1,${kWidth}})( |$)`, "g"), "$1\n").trimEnd();

main().catch((error) => {
    console.error(`incidents: ${error.message}`);
    process.exitCode = 1;
});
