// Text with `${{ … }}` in it.
import type { Available } from "./expressions";

interface Part {
    readonly expression: boolean;
    readonly text: string;
}

const OPEN = "${{";

/** In their order; an opening without its end stays text, which `unended` finds. */
export function partsOf(text: string): readonly Part[] {
    const parts: Part[] = [];
    let from = 0;
    for (let at = text.indexOf(OPEN); at !== -1; at = text.indexOf(OPEN, from)) {
        const end = endOf(text, at + OPEN.length);
        if (end === undefined) break;
        if (at > from) parts.push({ expression: false, text: text.slice(from, at) });
        parts.push({ expression: true, text: text.slice(at + OPEN.length, end) });
        from = end + 2;
    }
    if (from < text.length || parts.length === 0) parts.push({ expression: false, text: text.slice(from) });
    return parts;
}

/** Whether an expression begins and does not end: GitHub refuses such a file. */
export function unended(text: string): boolean {
    const last = partsOf(text).at(-1);
    return last?.expression === false && last.text.includes(OPEN);
}

/** The end is the first pair of braces that is in no text of the expression; a quote inside of one is written twice. */
function endOf(text: string, from: number): number | undefined {
    let quoted = false;
    for (let at = from; at < text.length; at++) {
        if (text[at] === "'") quoted = !quoted;
        else if (!quoted && text.startsWith("}}", at)) return at;
    }
    return undefined;
}

// Where which contexts and functions may be used. What stands in no row knows no expressions at all.
// https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability

const RUN = ["github", "inputs", "vars"];
const JOB = ["github", "needs", "strategy", "matrix", "inputs", "vars"];
const STEP = [...JOB, "job", "runner", "env", "secrets", "steps"];
const STATUS = ["always", "cancelled", "success", "failure"];

type Row = readonly [place: string, contexts: readonly string[], functions?: readonly string[]];

/** The first row that fits counts; `*` is one key or number, and a row holds for all that is below it. */
const ROWS: readonly Row[] = [
    ["run-name", RUN],
    ["concurrency", RUN],
    ["env", [...RUN, "secrets"]],
    ["jobs.*.concurrency", JOB],
    ["jobs.*.continue-on-error", JOB],
    ["jobs.*.defaults.run", [...JOB, "env"]],
    ["jobs.*.env", [...JOB, "secrets"]],
    ["jobs.*.environment.url", [...JOB, "job", "runner", "env", "steps"]],
    ["jobs.*.environment", JOB],
    ["jobs.*.if", ["github", "needs", "vars", "inputs"], STATUS],
    ["jobs.*.name", JOB],
    ["jobs.*.outputs.*", STEP],
    ["jobs.*.runs-on", JOB],
    ["jobs.*.steps.*.if", STEP.filter((name) => name !== "secrets"), [...STATUS, "hashFiles"]],
    ...["continue-on-error", "env", "name", "run", "timeout-minutes", "with", "working-directory"].map((key): Row => [
        `jobs.*.steps.*.${key}`,
        STEP,
        ["hashFiles"],
    ]),
    ["jobs.*.strategy", ["github", "needs", "vars", "inputs"]],
    ["jobs.*.timeout-minutes", JOB],
];

export function availableAt(path: readonly PropertyKey[]): Available | undefined {
    const row = ROWS.find(([place]) =>
        place.split(".").every((key, at) => at < path.length && (key === "*" || key === path[at])),
    );
    return row && { contexts: row[1], functions: row[2] ?? [] };
}

/** An `if` is an expression also without its braces. */
export function isCondition(path: readonly PropertyKey[]): boolean {
    return path.at(-1) === "if" && (path.length === 3 || (path.length === 5 && path[2] === "steps"));
}
