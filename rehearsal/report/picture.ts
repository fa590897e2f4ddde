// A pipeline as planned, coloured by how its last run ended.
import { lay } from "../../cli/plan/svg-shapes";
import type { ActionPlanned, PipelineShown, Shown } from "../screen/model";
import { timeOf, WORDS } from "../screen/words";
import { html, type Html } from "./html";
import { SIGNS } from "./marks";

const STAGE = { width: 176, head: 30, pad: 10, gap: 30 };
const ACTION = { height: 46, gap: 8 };
/** Wide enough for a phone held upright. */
const NARROW = 320;

type Action = Shown & { readonly planned: ActionPlanned };
interface Stage {
    readonly name: string;
    readonly actions: readonly Action[];
}

/** The same picture twice: stages side by side, and one below the other for narrow windows. */
export function pictureOf(pipeline: PipelineShown, now: number): Html {
    const stages: readonly Stage[] = pipeline.runs.at(-1)?.stages ?? pipeline.stages.map(notBegun);
    const label = inWords(pipeline, stages);
    return html`<figure class="picture">
        ${across(stages, label, now)} ${down(stages, label, now)}
        <figcaption>${caption(pipeline)}</figcaption>
    </figure>`;
}

function notBegun({ name, actions }: PipelineShown["stages"][number]): Stage {
    return { name, actions: actions.map((planned) => ({ name: planned.name, status: "pending", planned })) };
}

function caption({ name, stack, runs }: PipelineShown): string {
    const last = runs.at(-1);
    if (!last) return `${name} of ${stack}. It has not run.`;
    const which = runs.length === 1 ? "its only run" : `the last of its ${runs.length} runs`;
    return `${name} of ${stack}, as ${which} left it: ${WORDS[last.status]}.`;
}

/** For whoever hears the picture instead of seeing it. */
function inWords({ name }: PipelineShown, stages: readonly Stage[]): string {
    const said = stages.map(
        (stage) => `${stage.name}: ${stage.actions.map((each) => `${each.name} ${WORDS[each.status]}`).join(", ")}`,
    );
    return `${name}. ${said.join(". ")}.`;
}

function across(stages: readonly Stage[], label: string, now: number): Html {
    const tall = Math.max(...stages.map(heightOf));
    const drawn = stages.map((stage, at) => {
        const x = 1 + at * (STAGE.width + STAGE.gap);
        const middle = tall / 2 + 1;
        const arrow = html`<path class="arrow" d="M${x - STAGE.gap + 4} ${middle}H${x - 10}" /><path
                class="head"
                d="M${x - 4} ${middle}l-9 -5v10z"
            />`;
        return [at === 0 ? "" : arrow, drawStage(stage, x, 1, STAGE.width, tall, now)];
    });
    const width = stages.length * (STAGE.width + STAGE.gap) - STAGE.gap + 2;
    return sheet("across", label, width, tall + 2, drawn);
}

function down(stages: readonly Stage[], label: string, now: number): Html {
    let y = 1;
    const drawn = stages.map((stage, at) => {
        const middle = NARROW / 2;
        const arrow = html`<path class="arrow" d="M${middle} ${y - STAGE.gap + 4}V${y - 10}" /><path
                class="head"
                d="M${middle} ${y - 4}l-5 -9h10z"
            />`;
        const parts = [at === 0 ? "" : arrow, drawStage(stage, 1, y, NARROW - 2, heightOf(stage), now)];
        y += heightOf(stage) + STAGE.gap;
        return parts;
    });
    return sheet("down", label, NARROW, y - STAGE.gap + 1, drawn);
}

function sheet(kind: string, label: string, width: number, height: number, drawn: Parameters<typeof html>[1]): Html {
    return html`<svg
        class="${kind}"
        role="img"
        aria-label="${label}"
        viewBox="0 0 ${width} ${height}"
        width="${width}"
        height="${height}"
    >
        ${drawn}
    </svg>`;
}

function heightOf({ actions }: Stage): number {
    return STAGE.head + actions.length * (ACTION.height + ACTION.gap) - ACTION.gap + STAGE.pad;
}

function drawStage({ name, actions }: Stage, x: number, y: number, width: number, height: number, now: number): Html {
    const boxes = actions.map((action, at) => {
        const top = y + STAGE.head + at * (ACTION.height + ACTION.gap);
        return drawAction(action, x + 8, top, width - 16, now);
    });
    return html`<rect class="stage" x="${x}" y="${y}" width="${width}" height="${height}" rx="8" />
        <text class="name" x="${x + STAGE.pad}" y="${y + 20}">${name}</text>${boxes}`;
}

function drawAction(action: Action, x: number, y: number, width: number, now: number): Html {
    const { name, status, planned } = action;
    const [shown = name] = lay(name, width - 44, 13);
    return html`<rect class="box ${status}" x="${x}" y="${y}" width="${width}" height="${ACTION.height}" rx="6" />
        <text class="name" x="${x + 9}" y="${y + 19}">${shown}</text>
        <text class="end ${status}" x="${x + width - 9}" y="${y + 19}">${SIGNS[status]}</text>
        <text class="soft" x="${x + 9}" y="${y + 36}">${planned.provider}</text>
        <text class="soft end" x="${x + width - 9}" y="${y + 36}">${timeOf(action, now)}</text>`;
}
