import type { Line, Reading, Stage, Start } from "../../plan/lines";
import { arrow, box, label, lay, named, sheet, startArrow, widthOf } from "../../text/svg";
import { whatRuns } from "./subjects";
import { drawStage, heightOf } from "./svg-stage";

export const page = { width: 1200, margin: 28 };
const stage = { pad: 10, gap: 20, most: 172, least: 84 };
const release = { width: 84, height: 76 };
const live = { width: 168, pad: 16, row: 18 };
/** Room for an arrow between two things. */
const gap = 30;
/** How far the words of a start may reach, what two arrows beside them take, and how far its rows are apart. */
const start = { room: 300, indent: 36, row: 17 };

/** What stands in a frame of its own: a pipeline, or the job that takes its place. */
interface PipelineDrawing {
    readonly name: string;
    readonly what: string;
    readonly stages: readonly Stage[];
    readonly starts: readonly Start[];
}

/** One line from left to right: what makes the release or fetches it, the release, what ships it, where it runs. */
export function drawLine(line: Line, reading: Reading, top: number): { parts: string[]; height: number } {
    const [before, after] = drawingsOf(line);
    const drawings = [...before, ...after];
    const left = page.margin + 18;
    const width = stageWidth(drawings, page.width - 2 * left);
    const tall = heightOf(
        Math.max(1, ...drawings.flatMap(({ stages }) => stages.map(({ actions }) => actions.length))),
    );
    const wideOf = ({ stages }: PipelineDrawing): number =>
        stages.length * (width + stage.gap) - stage.gap + 2 * stage.pad;
    /** Up to the first start of what is drawn next. */
    const roomOf = (half: PipelineDrawing): number => {
        const behind = half === before.at(-1) ? release.width + 2 * gap : gap;
        return before.includes(half) ? Math.min(start.room, wideOf(half) + behind - start.indent) : start.room;
    };
    const startRows = Math.max(0, ...drawings.map((half) => labelsOf(half.starts, roomOf(half)).flat().length));
    const y = top + 66 + startRows * start.row;
    const middle = y + 30 + tall / 2;
    const height = y - top + tall + 62;

    const parts: string[] = [];
    let x = left;
    const joined = (wide: number, drawn: readonly string[]): void => {
        if (x > left) parts.push(arrow(x - gap + 2, x - 2, middle));
        parts.push(...drawn);
        x += wide + gap;
    };
    const framed = (half: PipelineDrawing): void => {
        const wide = wideOf(half);
        const frame = { x, y, width: wide, height: tall, stageWidth: width, middle, startRoom: roomOf(half) };
        joined(wide, drawPipeline(half, frame));
    };
    before.forEach(framed);
    joined(release.width, drawRelease(x, middle));
    after.forEach(framed);
    joined(live.width, drawLive(line, reading, x, middle));
    return {
        parts: [
            box(page.margin, top, page.width - 2 * page.margin, height, "stage", 12),
            named(line.name, "line", `${line.resources.length} resources of its own`, left, top + 32),
            ...parts,
        ],
        height,
    };
}

/** What stands before the release and what behind it. */
function drawingsOf({ pipelines, jobs }: Line): [readonly PipelineDrawing[], readonly PipelineDrawing[]] {
    const framed = (half: "make" | "ship", what: string): PipelineDrawing[] =>
        pipelines.filter((each) => each.half === half).map((each) => ({ ...each, name: half, what }));
    const made = framed("make", "a change becomes a release");
    // A job that only starts a pipeline is no part of the way: in the picture, the pipeline starts by what is written.
    const fetching = jobs.filter(({ mayStart }) => mayStart.length === 0);
    const fetched = fetching.map(({ name, starts }) => ({
        name: "fetch",
        what: "a verified release",
        stages: [{ name: "Promoted", actions: [{ name: "Fetch", kind: "job" as const, provider: "", role: name }] }],
        starts,
    }));
    return [made.length > 0 ? made : fetched, framed("ship", "a release goes live")];
}

/** All stages of a line are equally wide, and together they fill it. */
function stageWidth(drawings: readonly PipelineDrawing[], room: number): number {
    const stages = drawings.flatMap((half) => half.stages).length;
    const between =
        gap * (drawings.length + 1) + 2 * stage.pad * drawings.length + stage.gap * (stages - drawings.length);
    const each = (room - release.width - live.width - between) / Math.max(1, stages);
    return Math.max(stage.least, Math.min(stage.most, each));
}

interface Frame {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly stageWidth: number;
    readonly middle: number;
    readonly startRoom: number;
}

function drawPipeline({ name, what, stages, starts }: PipelineDrawing, frame: Frame): string[] {
    const { x, y, width, height, stageWidth, middle, startRoom } = frame;
    const isRoomy = widthOf(name, 13, "bold") + 8 + widthOf(what, 12) <= width - 2 * stage.pad;
    return [
        box(x, y, width, height + 44, "frame", 10),
        named(name, "name", isRoomy ? what : "", x + stage.pad + 2, y + 20),
        ...drawStarts(starts, x + stage.pad + 14, y, startRoom),
        ...stages.flatMap((each, index) => {
            const at = x + stage.pad + index * (stageWidth + stage.gap);
            return [
                ...drawStage(each, at, y + 32, stageWidth, height),
                ...(index > 0 ? [arrow(at - stage.gap + 2, at - 2, middle)] : []),
            ];
        }),
    ];
}

/** Each start on a row of its own; the topmost goes down leftmost, so that no line crosses a label. */
function drawStarts(starts: readonly Start[], x: number, top: number, room: number): string[] {
    const labels = labelsOf(starts, Math.min(room, page.width - page.margin - x - start.indent));
    let y = top - 20 - (labels.flat().length - 1) * start.row;
    return labels.flatMap((rows, index) => {
        const at = x + index * 18;
        const drawn = [
            startArrow(at, y - 4, top),
            ...rows.map((row, below) => label(row, at + 10, y + below * start.row, "starttext")),
        ];
        y += rows.length * start.row;
        return drawn;
    });
}

const labelsOf = (starts: readonly Start[], room: number): string[][] =>
    starts.map((each) => lay(each.words, room, 12));

function drawRelease(x: number, middle: number): string[] {
    return [
        sheet(x, middle - release.height / 2, release.width, release.height),
        label("release", x + release.width / 2, middle + 2, "name middle"),
        label("what moves", x + release.width / 2, middle + 18, "small middle"),
    ];
}

/** The environment: what runs there, and who hears of it. */
function drawLive(line: Line, { plan }: Reading, x: number, middle: number): string[] {
    const told = line.roles
        .flatMap((role) => role.permissions.filter((each) => each.actions.includes("events:PutEvents")))
        .flatMap((statement) => statement.on)
        .map((bus) => bus.replace(/^.*\//, "").replace(new RegExp(`^${plan.project}-(.*)-promotions$`), "$1"));
    const rows = [
        ...whatRuns(line),
        ...(told.length === 0 ? [] : [`then offered to ${[...new Set(told)].join(" and ")}`]),
    ].flatMap((row) => lay(row, live.width - 2 * live.pad, 12));
    const [title = "", ...more] = lay(plan.stack, live.width - 2 * live.pad, 17);
    const height = 58 + (rows.length + more.length) * live.row;
    const top = middle - height / 2;
    return [
        box(x, top, live.width, height, "live", 14),
        ...[title, ...more].map((row, index) => label(row, x + live.pad, top + 30 + index * live.row, "line")),
        ...rows.map((row, index) => label(row, x + live.pad, top + 54 + (more.length + index) * live.row, "soft")),
    ];
}
