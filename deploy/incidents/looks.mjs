// What an operator looks at: a command and what its output has to tell. A look is
// {typed(scene): words, read(scene): its output, tells: texts and patterns}.
import {until} from "../devnet/lib/wait.mjs";
import {runClient} from "../../tests/e2e/support/programs.mjs";
import {metricsOf} from "./scene.mjs";

const kSeen_s = 90;

/// `interlock ARGS`, asked of the service. `server` is where that is when it has several names.
export const asked = (args, tells, {server} = {}) => {
    const all = ({world}) => ["--server", server?.({world}) ?? world.service.server, ...args];
    return {
        typed: (scene) => ["interlock", ...all(scene)],
        read: async (scene) => {
            const {stdout, stderr} = await runClient(all(scene));
            return stdout + stderr;
        },
        tells,
    };
};

/// `interlock explain block`: why the block is at that level, or is not.
export const explained = (id, number, tells, level = "cross-unsafe") =>
    asked(["explain", "block", id, `${number}`, "--level", level], tells);

/// Lines of the service's log that have `text`.
export const logged = (text, tells) => ({
    typed: () => ["grep", `"${text}"`, "interlockd.log"],
    read: async ({world}) => linesWith(world.service.log(), text),
    tells,
});

/// Series of /metrics that begin with `name`.
export const measured = (name, tells) => ({
    typed: (scene) => [
        "curl", "-s", `http://${metricsOf(scene)}/metrics`, "|", "grep", `'^${name}'`],
    read: async (scene) => {
        const text = await (await fetch(`http://${metricsOf(scene)}/metrics`)).text();
        return linesWith(text, name, (line) => line.startsWith(name) && !line.endsWith(" 0"));
    },
    tells,
});

const linesWith = (text, what, has = (line) => line.includes(what)) =>
    text.split("\n").filter(has).map((line) => `${line}\n`).join("");

/// The output of a look, once it tells what it has to; throws with what it does not tell.
export async function see(scene, look)
{
    let output = "";
    const missing = () => look.tells.filter((what) => !hasText(output, what));
    await until(
        `this to be told by: ${look.typed(scene).join(" ")}`,
        async () => {
            output = await look.read(scene);
            return missing().length === 0;
        },
        {
            deadline_s: kSeen_s,
            describe: () => `nothing of ${missing().join(" | ")} in:\n${output}`,
        });
    return output;
}

/// However columns are set and lines broken.
function hasText(output, what)
{
    const flat = output.replace(/\s+/g, " ");
    return typeof what === "string" ? flat.includes(what) : what.test(flat);
}
