import { kindOf } from "./plan";
import type { Action, Line, Reading, Stage, Start } from "./reading";
import { arrow, box, escape, label, lay, person, sheet, startArrow, style, widthOf } from "./svg-shapes";

const page = { width: 1200, margin: 28 };
const action = { height: 46, gap: 8 };
const stage = { head: 30, pad: 10, gap: 22, most: 172, least: 84 };
const release = { width: 84, height: 76 };
const live = { width: 168, height: 112 };
/** Room for an arrow between two things. */
const gap = 32;

interface Drawn {
    readonly parts: string[];
    readonly height: number;
}

/** One picture of everything a line does, for somebody who sees it for the first time. */
export function drawPlan(reading: Reading): string {
    const { plan, lines } = reading;
    const parts = [label(`${plan.stack}: how a change gets there`, page.margin, 46, "title"), ...drawLegend(70)];
    let y = 112;
    for (const line of lines) {
        const drawn = drawLine(line, reading, y);
        parts.push(...drawn.parts);
        y += drawn.height + 26;
    }
    const shared = drawShared(reading, y);
    parts.push(...shared.parts);
    const height = Math.round(y + shared.height + 20);
    const words = `${plan.project} ${plan.stack}: ${lines.map(inOneSentence).join(" ")}`;
    return (
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${height}" width="${page.width}" height="${height}" role="img">` +
        `<title>${escape(`How a change gets to ${plan.stack}`)}</title><desc>${escape(words)}</desc><style>${style}</style>` +
        `<rect width="${page.width}" height="${height}" class="page"/>\n${parts.join("\n")}\n</svg>\n`
    );
}

/** For whoever hears the picture instead of seeing it. */
function inOneSentence(line: Line): string {
    const halves = line.pipelines.map(
        (each) =>
            `${each.half} is ${each.stages.map((of) => `${of.name} (${of.actions.map((one) => one.name).join(", ")})`).join(", then ")}`,
    );
    return `Line ${line.name}: ${halves.join("; ")}.`;
}

function drawLine(line: Line, reading: Reading, top: number): Drawn {
    const made = line.pipelines.find((each) => each.half === "make");
    const ship = line.pipelines.find((each) => each.half === "ship");
    const left = page.margin + 18;
    const right = page.width - page.margin - 18;
    const stages =
        (made?.stages.length ?? 0) + (ship?.stages.length ?? 0) + (made === undefined ? line.jobs.length : 0);
    const halves = (made === undefined ? line.jobs.length : 1) + (ship === undefined ? 0 : 1);
    const fixed =
        release.width + live.width + gap * (halves + 1) + halves * 2 * stage.pad + (stages - halves) * stage.gap;
    const width = Math.max(stage.least, Math.min(stage.most, (right - left - fixed) / Math.max(1, stages)));
    const most = Math.max(1, ...line.pipelines.flatMap((each) => each.stages.map((of) => of.actions.length)));
    const tall = stage.head + most * (action.height + action.gap) + stage.pad;
    const starts = Math.max(
        0,
        ...[...line.pipelines, ...line.jobs].map((each) => labelsOf(each.starts, 300).flat().length),
    );
    const y = top + 66 + starts * 17;
    const middle = y + 30 + tall / 2;

    const parts = [
        label(line.name, left, top + 32, "line"),
        label(
            `${line.resources.length} resources of its own`,
            left + widthOf(line.name, 17, "bold") + 12,
            top + 32,
            "soft",
        ),
    ];
    let x = left;
    const half = (name: string, what: string, shown: readonly Stage[], begins: readonly Start[]): void => {
        const wide = shown.length * width + (shown.length - 1) * stage.gap + 2 * stage.pad;
        parts.push(
            box(x, y, wide, tall + 44, "frame", 10),
            label(name, x + stage.pad + 2, y + 20, "name"),
            label(what, x + stage.pad + 10 + widthOf(name, 13, "bold"), y + 20, "small"),
        );
        parts.push(...drawStarts(begins, x + stage.pad + 14, y, x));
        shown.forEach((each, index) => {
            const at = x + stage.pad + index * (width + stage.gap);
            parts.push(...drawStage(each, at, y + 32, width, tall));
            if (index > 0) {
                parts.push(arrow(at - stage.gap + 2, at - 2, middle));
            }
        });
        x += wide;
    };
    if (made !== undefined) {
        half("make", "a change becomes a release", made.stages, made.starts);
    } else {
        for (const job of line.jobs) {
            const fetch: Action = { name: "Fetch", kind: "job", provider: "CodeBuild", role: job.name };
            half("fetch", width < 130 ? "" : "from before", [{ name: "Promoted", actions: [fetch] }], job.starts);
        }
    }
    if (x > left) {
        parts.push(arrow(x + 2, x + gap - 2, middle));
        x += gap;
    }
    parts.push(
        sheet(x, middle - release.height / 2, release.width, release.height),
        label("release", x + release.width / 2, middle + 2, "name middle"),
    );
    parts.push(label("what moves", x + release.width / 2, middle + 18, "small middle"));
    x += release.width;
    if (ship !== undefined) {
        parts.push(arrow(x + 2, x + gap - 2, middle));
        x += gap;
        half("ship", "a release goes live", ship.stages, ship.starts);
    }
    parts.push(arrow(x + 2, x + gap - 2, middle), ...drawLive(line, reading, x + gap, middle));
    const height = y - top + tall + 62;
    return { parts: [box(page.margin, top, page.width - 2 * page.margin, height, "stage", 12), ...parts], height };
}

function drawStage(of: Stage, x: number, y: number, width: number, height: number): string[] {
    const parts = [box(x, y, width, height, "stage"), label(of.name, x + stage.pad, y + 20, "name")];
    const spare = height - stage.head - stage.pad - of.actions.length * (action.height + action.gap);
    of.actions.forEach((each, index) => {
        const top = y + stage.head + spare / 2 + index * (action.height + action.gap);
        const kinds = { job: "script", source: "aws", deploy: "aws", approval: "person" } as const;
        parts.push(box(x + 8, top, width - 16, action.height, kinds[each.kind], 6));
        parts.push(label(each.name, x + 16, top + 19, "name"), label(doer(each, width), x + 16, top + 36, "small"));
        if (each.kind === "approval") {
            parts.push(person(x + width - 24, top + (width < 130 ? 29 : 20)));
        }
    });
    return parts;
}

function doer({ kind, provider }: Action, width: number): string {
    const known: { readonly [provider: string]: string } = {
        CodeDeployToECS: "CodeDeploy",
        CloudFormation: "CloudFormation",
    };
    return kind === "job"
        ? "script"
        : kind === "approval"
          ? width < 130
              ? "waits"
              : "waits for you"
          : kind === "source"
            ? `reads ${provider}`
            : (known[provider] ?? provider);
}

/** Each start on a row of its own; the topmost goes down leftmost, so that no line crosses a label. */
function drawStarts(starts: readonly Start[], x: number, top: number, from: number): string[] {
    const room = Math.min(300, page.width - page.margin - from - 60);
    const labels = labelsOf(starts, room);
    let y = top - 20 - (labels.flat().length - 1) * 17;
    return labels.flatMap((rows, index) => {
        const at = x + index * 18;
        const drawn = [
            startArrow(at, y - 4, top),
            ...rows.map((row, below) => label(row, at + 10, y + below * 17, "starttext")),
        ];
        y += rows.length * 17;
        return drawn;
    });
}

function labelsOf(starts: readonly Start[], room: number): string[][] {
    return starts.map((each) => lay(each.words, room, 12));
}

/** The environment: what runs there, and who hears of it. */
function drawLive(line: Line, { plan }: Reading, x: number, middle: number): string[] {
    const top = middle - live.height / 2;
    const runs = line.resources.find((each) => each.type === "aws:ecs/service:Service");
    const count = runs?.inputs.desiredCount;
    const next = line.roles
        .flatMap((role) =>
            role.statements.filter((each) => each.actions.includes("events:PutEvents")).flatMap((each) => each.on),
        )
        .map((bus) => bus.replace(/^.*\//, "").replace(new RegExp(`^${plan.project}-(.*)-promotions$`), "$1"));
    const rows = [
        runs === undefined ? "" : `ECS service ${runs.name}`,
        typeof count === "number" ? `${count} ${count === 1 ? "task" : "tasks"}` : "",
        ...[...new Set(next)].map((each) => `then offered to ${each}`),
    ].filter((row) => row !== "");
    return [
        box(x, top, live.width, live.height, "live", 14),
        label(plan.stack, x + 16, top + 30, "line"),
        ...rows.map((row, index) => label(row, x + 16, top + 54 + index * 18, "soft")),
    ];
}

const sharedKinds = ["Vpc", "Cluster", "LoadBalancer", "Bucket", "Topic", "EventBus"];

function drawShared({ shared }: Reading, top: number): Drawn {
    const chips = shared
        .filter((each) => sharedKinds.includes(kindOf(each)))
        .map((each) => ({ name: each.name, kind: kindOf(each) }));
    const parts = [
        label("shared by all lines", page.margin, top + 12, "name"),
        label(`${shared.length} resources`, page.margin + 152, top + 12, "soft"),
    ];
    let x = page.margin;
    let y = top + 28;
    for (const { name, kind } of chips) {
        const wide = widthOf(name, 13, "bold") + widthOf(kind, 12) + 34;
        if (x + wide > page.width - page.margin) {
            x = page.margin;
            y += 42;
        }
        parts.push(
            box(x, y, wide, 32, "chip", 16),
            label(name, x + 14, y + 21, "name"),
            label(kind, x + 20 + widthOf(name, 13, "bold"), y + 21, "small"),
        );
        x += wide + 12;
    }
    return { parts, height: y + 32 - top };
}

function drawLegend(y: number): string[] {
    const entries = [
        ["script", "a script, under a role of its own"],
        ["aws", "AWS does it"],
        ["person", "a person decides"],
        ["release", "a release: what moves"],
    ] as const;
    let x = page.margin;
    const parts: string[] = [];
    for (const [kind, words] of entries) {
        parts.push(box(x, y, 16, 16, kind, 4), label(words, x + 24, y + 13, "soft"));
        x += 52 + widthOf(words, 12);
    }
    return [...parts, startArrow(x + 4, y, y + 18), label("what starts it", x + 18, y + 13, "soft")];
}
