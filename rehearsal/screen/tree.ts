// The tree that a terminal shows, as lines: what runs is unfolded, what ended well is one line.
import type { Paint } from "../../text/terminal";
import { beginning } from "../../text/wrap";
import type { ActionShown, PipelineShown, RunShown, Shown, StackShown, Status } from "./model";
import type { Story } from "./story";
import { STATUS_WORDS, timeOf, whyRed } from "./screen";

interface Viewport {
    readonly width: number;
    readonly height: number;
    readonly now: number;
    readonly paint: Paint;
}

const SPINNER = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const FRAME_MS = 100;
/** Runs of one pipeline that stay in sight; the report has them all. */
const SHOWN_RUNS = 3;
const NAME_WIDTH = 14;

interface Row {
    readonly depth: number;
    readonly shown: Shown;
    readonly detail?: string;
}

export function treeOf(story: Story, sight: Viewport): string[] {
    const room = Math.max(3, sight.height - 1);
    const trees = FOLDS.map((folds) => story.stacks.flatMap((stack) => rowsOf(stack, folds)));
    const rows = trees.find(({ length }) => length <= room) ?? trees.at(-1) ?? [];
    const lines = rows.map((row) => lineOf(row, sight));
    if (lines.length <= room) return lines;
    // What happens now is further down than what was.
    const from = lines.length - room + 1;
    return [sight.paint.dim(`… ${from} lines above`), ...lines.slice(from)];
}

/** What is left out of a run where the window is too low for all of it: first what was, then what is to come. */
const FOLDS: readonly (readonly Status[])[] = [[], ["green"], ["green", "pending"]];

function rowsOf(stack: StackShown, folds: readonly Status[]): Row[] {
    const { up, made, resources, jobs } = stack;
    const counted = up.status === "running" ? `${made} of ${resources} resources` : `${made} resources`;
    const detail = up.status === "running" && up.log.last !== "" ? `${counted}: ${up.log.last}` : counted;
    return [
        { depth: 0, shown: { ...up, name: stack.name }, detail: up.why ?? (up.status === "pending" ? "" : detail) },
        ...jobs.slice(-1).map((job) => ({ depth: 1, shown: job, detail: job.why ?? job.log.last })),
        ...stack.pipelines.flatMap((pipeline) => pipelineRows(pipeline, folds)),
    ];
}

function pipelineRows(pipeline: PipelineShown, folds: readonly Status[]): Row[] {
    const { runs, name } = pipeline;
    if (runs.length === 0) return [{ depth: 1, shown: { name, status: "pending" }, detail: "waits for a start" }];
    const hidden = runs.length - SHOWN_RUNS;
    const earlier: Row[] = [
        { depth: 1, shown: { name, status: "pending" }, detail: `${hidden} earlier ${hidden === 1 ? "run" : "runs"}` },
    ];
    return [...(hidden > 0 ? earlier : []), ...runs.slice(-SHOWN_RUNS).flatMap((run) => runRows(run, folds))];
}

function runRows(run: RunShown, folds: readonly Status[]): Row[] {
    const own = { depth: 1, shown: run, detail: whyRed(run) ?? run.why ?? run.trigger };
    if (run.status !== "running") return [own];
    const shown = <Each extends Shown>(all: readonly Each[]) => all.filter(({ status }) => !folds.includes(status));
    return [
        own,
        ...shown(run.stages).flatMap((stage) => [
            { depth: 2, shown: stage },
            ...(stage.status === "pending" ? [] : shown(stage.actions).map(actionRow)),
        ]),
    ];
}

function actionRow(action: ActionShown): Row {
    const says = { red: action.why ?? action.log.last, asking: STATUS_WORDS.asking, pending: "" }[
        action.status as string
    ];
    return { depth: 3, shown: action, detail: says ?? action.log.last };
}

function lineOf({ depth, shown, detail: given = "" }: Row, { width, now, paint }: Viewport): string {
    const time = timeOf(shown, now);
    const detail = given.replaceAll("\n", " ");
    const name = "  ".repeat(depth) + `${markOf(shown.status, now)} ${shown.name}`;
    const column = 2 * depth + 2 + NAME_WIDTH;
    // One blank before what is said, two before the time.
    const space = width - time.length - 3;
    const left = name.length < column ? name.padEnd(column) : `${upTo(space - 1, name)} `;
    const said = upTo(space - left.length, detail).padEnd(space - left.length);
    return `${colour(shown.status, paint)(depth === 0 ? paint.bold(left) : left)} ${paint.dim(said)}  ${time}`.trimEnd();
}

function upTo(room: number, text: string): string {
    return text.length <= room ? text : beginning(`${beginning(text, room - 1)}…`, room);
}

function markOf(status: Status, now: number): string {
    if (status === "running") return SPINNER[Math.floor(now / FRAME_MS) % SPINNER.length] ?? "*";
    return { pending: "·", queued: "·", asking: "?", green: "✓", red: "✗" }[status as string] ?? "-";
}

function colour(status: Status, paint: Paint): (text: string) => string {
    const { dim, yellow, green, red } = paint;
    const running = (text: string): string => text;
    return { running, asking: yellow, green, red }[status as string] ?? dim;
}
