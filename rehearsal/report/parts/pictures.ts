import type { ActionPlanned, PipelineShown, Shown } from "../../screen/model";
import { timeOf, STATUS_WORDS } from "../../screen/words";
import { html, type Html } from "../html";
import { badge } from "../marks";
import type { Part, Rehearsed } from "../report";

/** Every pipeline as planned: its stages in a row, below each other where the window is narrow. */
export function picturesPart({ story }: Rehearsed): Part | undefined {
    const stacks = story.stacks.filter(({ pipelines }) => pipelines.length > 0);
    if (stacks.length === 0) return undefined;
    const body = html`${stacks.map(
        ({ name, pipelines }) =>
            html`<h3>${name}</h3>
                ${pipelines.map((pipeline) => pictureOf(pipeline, story.now))}`,
    )}`;
    return { id: "pipelines", title: "Pipelines", body };
}

type Action = Shown & { readonly planned: ActionPlanned };

/** Drawn by the style alone, so that it is also read in order by whoever hears the page. */
function pictureOf(pipeline: PipelineShown, now: number): Html {
    const planned = pipeline.stages.map(({ name, actions }) => ({ name, actions: actions.map(notBegun) }));
    const stages: readonly { readonly name: string; readonly actions: readonly Action[] }[] =
        pipeline.runs.at(-1)?.stages ?? planned;
    return html`<figure>
        <figcaption>${caption(pipeline)}</figcaption>
        <ol class="line">
            ${stages.map(
                ({ name, actions }) =>
                    html`<li class="stage">
                        <strong>${name}</strong>
                        <ul>
                            ${actions.map((action) => boxOf(action, now))}
                        </ul>
                    </li> `,
            )}
        </ol>
    </figure>`;
}

function notBegun(planned: ActionPlanned): Action {
    return { name: planned.name, status: "pending", planned };
}

function boxOf(action: Action, now: number): Html {
    const { name, status, planned } = action;
    return html`<li class="box ${status}">
        <strong>${name}</strong> <span class="soft small">${planned.provider}</span>
        <p class="row">${badge(status)} <span class="time">${timeOf(action, now)}</span></p>
    </li> `;
}

function caption({ name, stack, runs }: PipelineShown): string {
    const last = runs.at(-1);
    if (!last) return `${name} of ${stack}. It has not run.`;
    const which = runs.length === 1 ? "its only run" : `the last of its ${runs.length} runs`;
    return `${name} of ${stack}, as ${which} left it: ${STATUS_WORDS[last.status]}.`;
}
