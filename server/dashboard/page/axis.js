// Where a time is in the picture: ages on a logarithmic scale, now on the right. So the seconds in
// which messages flow and the minutes until blocks are final are seen together.
import {byId, el} from "./dom.js";
import {duration} from "./format.js";

const kSpans_s = [600, 3_600, 6 * 3_600, 24 * 3_600, 7 * 24 * 3_600];
const kMarks_s = [
    2, 10, 30, 120, 600, 1_800, 2 * 3_600, 6 * 3_600, 24 * 3_600, 72 * 3_600];
/// Ages below it are spread out evenly.
const kSoft_s = 4;
/// Room at both ends, of the whole.
const kMargin = 0.02;

let span_s = kSpans_s[0];

/// Makes the axis reach back so far, and draws its marks when that changes.
export function reachBack(age_s)
{
    const fitting = kSpans_s.find((span) => span >= age_s) ?? kSpans_s.at(-1);
    const axis = byId("axis");
    if (fitting === span_s && axis.childElementCount > 0)
        return;
    span_s = fitting;
    const marks = kMarks_s.filter((age) => age <= span_s);
    axis.replaceChildren(...[0, ...marks].map((age) => {
        const mark = el("span", {}, age === 0 ? "now" : duration(age));
        mark.style.left = `${100 * place(age)}%`;
        return mark;
    }));
}

/// From 0 (left, long ago) to 1 (right, now).
export function place(age_s)
{
    const age = Math.min(Math.max(0, age_s), span_s);
    const share = Math.log1p(age / kSoft_s) / Math.log1p(span_s / kSoft_s);
    return 1 - kMargin - share * (1 - 2 * kMargin);
}

export const marks = () => [0, ...kMarks_s.filter((age) => age <= span_s)];
