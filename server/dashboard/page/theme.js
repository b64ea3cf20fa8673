// Light or dark: as the system has it, until somebody says otherwise.
import {byId, setText} from "./dom.js";

const kKey = "interlock-theme";
const kNext = {auto: "light", light: "dark", dark: "auto"};
const kLabels = {auto: "Theme: system", light: "Theme: light", dark: "Theme: dark"};
const system = matchMedia("(prefers-color-scheme: dark)");

let choice = recall();
let changed = () => {};

function recall()
{
    try
    {
        const kept = localStorage.getItem(kKey);
        return kept in kNext ? kept : "auto";
    }
    catch
    {
        return "auto";  // A browser may refuse to keep anything.
    }
}

function apply()
{
    const dark = choice === "auto" ? system.matches : choice === "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    setText(byId("theme"), kLabels[choice]);
    changed();
}

/// `onChange` is called whenever colours have changed.
export function startTheme(onChange)
{
    changed = onChange;
    system.addEventListener("change", apply);
    byId("theme").addEventListener("click", () => {
        choice = kNext[choice];
        try
        {
            localStorage.setItem(kKey, choice);
        }
        catch {}
        apply();
    });
    apply();
}

/// The colour that a variable of style.css has now.
export const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
