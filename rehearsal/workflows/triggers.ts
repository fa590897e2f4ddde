// What happens in a repository, and whether a workflow runs because of it.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
import type { Events } from "./document";

interface Happened {
    /** The commit that is checked out. */
    readonly sha: string;
    /** Its message. */
    readonly message: string;
    /** When it was made, as ISO 8601 has it. */
    readonly timestamp: string;
    /** Who did it, by their name at GitHub. */
    readonly actor: string;
}

export interface Push extends Happened {
    readonly event: "push";
    /** refs/heads/main, refs/tags/v1 … */
    readonly ref: string;
    /** What it pointed at; nothing where it is new. */
    readonly before?: string;
    /** Paths that differ. */
    readonly changed: readonly string[];
}

interface PullRequest extends Happened {
    readonly event: "pull_request";
    readonly number: number;
    /** The branch it would be merged into, and the one it comes from. */
    readonly base: string;
    readonly head: string;
    /** From a repository of somebody else, which gets neither secrets nor tokens. */
    readonly fork: boolean;
    readonly changed: readonly string[];
}

export interface Dispatch extends Happened {
    readonly event: "workflow_dispatch";
    /** The workflow that somebody starts. @default - every one that may be started by hand */
    readonly file?: string;
    readonly ref: string;
    readonly inputs: Readonly<Record<string, string>>;
}

export type Trigger = Push | PullRequest | Dispatch;

/** Of a pull request, GitHub's own merge of it. */
export function refOf(trigger: Trigger): string {
    return trigger.event === "pull_request" ? `refs/pull/${trigger.number}/merge` : trigger.ref;
}

/** https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs */
const SKIPS = ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"];

export function isStarted(on: Events, trigger: Trigger): boolean {
    if (trigger.event !== "workflow_dispatch" && SKIPS.some((words) => trigger.message.includes(words))) return false;
    switch (trigger.event) {
        case "push":
            return on.push !== undefined && byPush(on.push, trigger);
        case "pull_request":
            return on.pull_request !== undefined && byPullRequest(on.pull_request, trigger);
        case "workflow_dispatch":
            return on.workflow_dispatch !== undefined;
    }
}

function byPush(filters: NonNullable<Events["push"]>, { ref, changed }: Push): boolean {
    const [, kind, name = ""] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
    const forBranches = filters.branches ?? filters["branches-ignore"];
    const forTags = filters.tags ?? filters["tags-ignore"];
    if (kind === "tags") {
        // "If you define only tags or only branches, the workflow won't run for events affecting the undefined Git ref."
        if (forTags === undefined) return forBranches === undefined && onPaths(filters) === undefined;
        // "Path filters are not evaluated for pushes of tags."
        return filters.tags ? accepts(filters.tags, name) : !matches(filters["tags-ignore"] ?? [], name);
    }
    if (forBranches === undefined && forTags !== undefined) return false;
    return byBranch(filters, name) && byPaths(filters, changed);
}

function byPullRequest(filters: NonNullable<Events["pull_request"]>, { base, changed }: PullRequest): boolean {
    // A pull request is opened here, and nothing else ever happens to it.
    return (filters.types ?? ["opened"]).includes("opened") && byBranch(filters, base) && byPaths(filters, changed);
}

interface Filters {
    readonly branches?: readonly string[];
    readonly "branches-ignore"?: readonly string[];
    readonly paths?: readonly string[];
    readonly "paths-ignore"?: readonly string[];
}

function onPaths(filters: Filters): readonly string[] | undefined {
    return filters.paths ?? filters["paths-ignore"];
}

function byBranch(filters: Filters, name: string): boolean {
    if (filters.branches) return accepts(filters.branches, name);
    return !matches(filters["branches-ignore"] ?? [], name);
}

function byPaths(filters: Filters, changed: readonly string[]): boolean {
    if (filters.paths) return changed.some((path) => accepts(filters.paths ?? [], path));
    const ignored = filters["paths-ignore"];
    return ignored === undefined || changed.some((path) => !matches(ignored, path));
}

// GitHub's patterns for branches, tags and paths.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet

/** The last pattern that fits decides; one that begins with ! takes back what those before it let in. */
export function accepts(patterns: readonly string[], name: string): boolean {
    return patterns.reduce((taken, pattern) => {
        const negative = pattern.startsWith("!");
        return fits(negative ? pattern.slice(1) : pattern, name) ? !negative : taken;
    }, false);
}

/** Where a pattern cannot take anything back. */
function matches(patterns: readonly string[], name: string): boolean {
    return patterns.some((pattern) => fits(pattern, name));
}

function fits(pattern: string, name: string): boolean {
    return follows(partsOf(pattern), [...name]);
}

interface Part {
    readonly is: (letter: string) => boolean;
    readonly least: 0 | 1;
    /** 1, or without end. */
    readonly most: number;
    /** The letter that it has to end in, where it is not empty. */
    readonly endsIn?: string;
}

const anything = () => true;
const withinFolder = (letter: string) => letter !== "/";

function partsOf(pattern: string): readonly Part[] {
    const parts: Part[] = [];
    const words = pattern.match(/(?<![^/])\*\*\/|\*\*|\\.|\[[^\]]+\]|[^]/gsu) ?? [];
    for (const word of words) {
        const before = parts.at(-1);
        // Whole folders, or none.
        if (word === "**/") parts.push({ is: anything, least: 0, most: Infinity, endsIn: "/" });
        else if (word === "**") parts.push({ is: anything, least: 0, most: Infinity });
        else if (word === "*") parts.push({ is: withinFolder, least: 0, most: Infinity });
        else if (word === "?" && before) parts.splice(-1, 1, { ...before, least: 0 });
        else if (word === "+" && before) parts.splice(-1, 1, { ...before, most: Infinity });
        else parts.push({ is: oneOf(word), least: 1, most: 1 });
    }
    return parts;
}

function oneOf(word: string): Part["is"] {
    if (word.length > 1 && word.startsWith("\\")) return (letter) => letter === word.slice(1);
    if (word.length < 3 || !word.startsWith("[")) return (letter) => letter === word;
    const ranges = [...word.slice(1, -1).matchAll(/(.)-(.)|(.)/gsu)];
    return (letter) =>
        ranges.some(([, from, to, one]) =>
            one === undefined ? letter >= String(from) && letter <= String(to) : letter === one,
        );
}

/** All places in the name that the parts so far may end at, part by part: no pattern takes longer than both are long. */
function follows(parts: readonly Part[], name: readonly string[]): boolean {
    let ends = new Set([0]);
    for (const { is, least, most, endsIn } of parts) {
        const next = new Set(least === 0 ? ends : []);
        for (let at = 0, run = false; at < name.length; at++) {
            run = (run && most === Infinity) || ends.has(at);
            run &&= is(name[at] ?? "");
            if (run && (endsIn === undefined || name[at] === endsIn)) next.add(at + 1);
        }
        ends = next;
    }
    return ends.has(name.length);
}
