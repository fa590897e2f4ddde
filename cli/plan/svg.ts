import { kindOf } from "../../plan/document";
import type { Line, Reading } from "../../plan/lines";
import { isDrawn } from "./subjects";
import { drawLine, page } from "./svg-line";
import { box, escape, label, named, startArrow, style, widthOf } from "../../text/svg";

/** One picture of everything a line does, for a reader who sees it for the first time. */
export function drawPlan(reading: Reading): string {
    const { plan, lines, own, ours } = reading;
    const parts = [label(`${plan.stack}: how a change gets there`, page.margin, 46, "title")];
    let y = 70;
    if (lines.length === 0) {
        const words =
            own.pipelines.length === 0
                ? "No line is named in this stack yet, so nothing gets here."
                : `What is drawn are lines. This program has ${own.pipelines.length} of its own pipelines instead; --format text explains them.`;
        parts.push(label(words, page.margin, y + 13));
        y += 42;
    } else {
        parts.push(...drawLegend(y, lines));
        y += 42;
    }
    for (const line of lines) {
        const drawn = drawLine(line, reading, y);
        parts.push(...drawn.parts);
        y += drawn.height + 26;
    }
    const shared = lines.length + ours.size === 0 ? { parts: [], height: 0 } : drawShared(reading, y);
    const height = Math.round(y + shared.height + 20);
    const words = `${plan.project} ${plan.stack}: ${lines.map(inOneSentence).join(" ")}`;
    return (
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${height}" width="${page.width}" height="${height}" role="img">` +
        `<title>${escape(`How a change gets to ${plan.stack}`)}</title><desc>${escape(words)}</desc><style>${style}</style>` +
        `<rect width="${page.width}" height="${height}" class="page"/>\n${[...parts, ...shared.parts].join("\n")}\n</svg>\n`
    );
}

/** For a screen reader. */
function inOneSentence(line: Line): string {
    const halves = line.pipelines.map(
        (each) =>
            `${each.half} is ${each.stages.map((of) => `${of.name} (${of.actions.map((one) => one.name).join(", ")})`).join(", then ")}`,
    );
    return `Line ${line.name}: ${halves.join("; ")}.`;
}

function drawShared({ shared }: Reading, top: number): { parts: string[]; height: number } {
    const chips = shared.filter(isDrawn);
    const parts = [named("shared by all lines", "name", `${shared.length} resources`, page.margin, top + 12)];
    let x = page.margin;
    let y = top + 28;
    for (const each of chips) {
        const kind = kindOf(each);
        const wide = widthOf(each.name, 13, "bold") + 8 + widthOf(kind, 12) + 28;
        if (x + wide > page.width - page.margin) {
            x = page.margin;
            y += 42;
        }
        parts.push(box(x, y, wide, 32, "chip", 16), named(each.name, "name", kind, x + 14, y + 21));
        x += wide + 12;
    }
    return { parts, height: y + 32 - top };
}

function drawLegend(y: number, lines: readonly Line[]): string[] {
    const actions = lines.flatMap(({ pipelines }) =>
        pipelines.flatMap(({ stages }) => stages.flatMap((of) => of.actions)),
    );
    const entries = [
        ["script", "a script, under a role of its own"],
        ["aws", "AWS does it"],
        ...(actions.some(({ kind }) => kind === "approval") ? [["person", "a person decides"] as const] : []),
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
