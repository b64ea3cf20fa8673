// The project's documents, taken apart: commands, configurations, links and the places that links
// can lead to.
import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {dirname, join, normalize} from "node:path";
import {fileURLToPath} from "node:url";

export const kRoot = fileURLToPath(new URL("../../../", import.meta.url));

/// What is under version control, or is about to be.
const git = (...args) => execFileSync("git", ["-c", `safe.directory=${kRoot.slice(0, -1)}`, ...args],
    {cwd: kRoot, encoding: "utf8"}).split("\n").filter(Boolean);
export const kFiles = new Set(git("ls-files", "--cached", "--others", "--exclude-standard"));
export const kDocuments = [...kFiles].filter((file) => file.endsWith(".md")).sort();
export const textOf = (file) => readFileSync(join(kRoot, file), "utf8");

/// Whether a path of the repository is a file, or a folder of files.
export const isThere = (path) => {
    const clean = normalize(path).replace(/\/$/, "");
    return clean === "." || kFiles.has(clean)
        || [...kFiles].some((file) => file.startsWith(`${clean}/`));
};

const kFence = /^```(\w*)\n([^]*?)^```$/gm;

/// Fenced blocks, and indented ones as blocks without a language: [{language, text}].
export function blocksOf(text)
{
    const fenced = [...text.matchAll(kFence)].map(([, language, text]) => ({language, text}));
    const indented = text.replaceAll(kFence, "").match(/(?:^ {4}.*\n?)+/gm) ?? [];
    return [...fenced, ...indented
        .map((block) => ({language: "", text: block.replaceAll(/^ {4}/gm, "")}))];
}

/// Commands of a block, continuation lines joined and comments taken off: [{command, shown}].
/// `shown` ones have a "$" before them and their output after them.
export function commandsOf({language, text})
{
    const lines = text.replaceAll(/\\\n\s*/g, "").split("\n");
    const shown = lines.some((line) => line.startsWith("$ "));
    if (language === "sh")
        return [];   // Whole scripts: see the test that runs them.
    if (language !== "")
        return [];
    return lines.flatMap((line) => {
        if (shown)
            return line.startsWith("$ ") ? [{command: line.slice(2), shown}] : [];
        const command = line.replace(/(^|\s+)#.*$/, "");
        return command.trim() ? [{command, shown}] : [];
    });
}

/// What stands between backticks in running text and tables.
export const spansOf = (text) => [...text.replaceAll(kFence, "").matchAll(/`([^`\n]+)`/g)]
    .map(([, span]) => span.replaceAll("\\|", "|"));

/// Links to places in the repository: [{path, anchor}], relative to its root.
export function linksOf(file)
{
    const text = textOf(file).replaceAll(kFence, "").replaceAll(/`[^`\n]*`/g, "");
    return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => {
            const [path, anchor] = target.split("#");
            return {path: path ? normalize(join(dirname(file), path)) : file, anchor};
        });
}

/// The anchors that headings make, by GitHub's rules.
export function anchorsOf(file)
{
    const seen = new Map();
    return new Set([...textOf(file).replaceAll(kFence, "").matchAll(/^#+ (.*)$/gm)].map(([, title]) => {
        const slug = title.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
        const times = seen.get(slug) ?? 0;
        seen.set(slug, times + 1);
        return times ? `${slug}-${times}` : slug;
    }));
}
