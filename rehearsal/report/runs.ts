import type { Log } from "../screen/log";
import type {
    ActionPlanned,
    ActionShown,
    JobShown,
    PipelineShown,
    RunShown,
    Shown,
    StackShown,
    StageShown,
} from "../screen/model";
import { STATUS_WORDS, timeOf } from "../screen/screen";
import { artifactsOf } from "./evidence";
import { badge, type Content, fold, html, type Html, time } from "./html";
import type { Part, Rehearsed } from "./report";

/** Run by run: stages, actions, what they said, what they gave. */
export function runsPart(rehearsed: Rehearsed): Part | undefined {
    const { stacks } = rehearsed.story;
    const stories = stacks.flatMap(({ name, up, made, pipelines, jobs }) => [
        ...(up.began === undefined ? [] : [{ at: up.began, shown: upOf(name, up, made, rehearsed) }]),
        ...pipelines.flatMap((pipeline) =>
            pipeline.runs.map((run) => ({ at: run.began ?? 0, shown: runOf(run, rehearsed) })),
        ),
        ...jobs.map((job) => ({ at: job.began ?? 0, shown: jobOf(name, job, rehearsed) })),
    ]);
    if (stories.length === 0) return undefined;
    const inOrder = stories.sort((a, b) => a.at - b.at).map(({ shown }) => shown);
    return {
        id: "runs",
        title: "Runs",
        body: html`<p class="soft">In the order they began.</p>
            ${inOrder}`,
    };
}

function runOf(run: RunShown, rehearsed: Rehearsed): Html {
    const { now } = rehearsed.story;
    const title = html`${time(run, now)}
        <h3 id="run-${run.id}">${run.pipeline.stack} ${run.name}</h3>
        ${badge(run.status)} <span class="soft small">${run.trigger}</span>`;
    const stages = run.stages.map((stage) => stageOf(stage, run, rehearsed));
    return fold(
        title,
        html`<p class="soft small">execution <code>${run.id}</code></p>
            ${run.status === "red" ? "" : whyOf(run)} ${stages}`,
        { open: run.status === "red" },
    );
}

function stageOf(stage: StageShown, run: RunShown, rehearsed: Rehearsed): Html {
    const { name, status, actions } = stage;
    return html`<h4>${name} ${status === "skipped" ? badge(status) : ""}</h4>
        ${whyOf(stage)}
        <ul class="actions">
            ${actions.map((action) => html`<li>${actionOf(action, run, rehearsed)}</li> `)}
        </ul> `;
}

function actionOf(action: ActionShown, run: RunShown, rehearsed: Rehearsed): Html {
    const { name, planned, status, variables, outputs } = action;
    return html`<p class="row">
            ${badge(status)} <strong>${name}</strong>
            <span class="soft small">${planned.provider}</span>${time(action, rehearsed.story.now)}
        </p>
        ${bar(action, run, rehearsed.story.now)} ${whyOf(action)} ${logOf(action.log)}
        ${artifactsOf(outputs, rehearsed.blobs)} ${listOf("Variables", Object.entries(variables))}`;
}

/** When in its run an action was at work. */
function bar({ began, ended, status }: ActionShown, run: RunShown, now: number): Html {
    if (began === undefined || run.began === undefined) return html``;
    const whole = Math.max(1, (run.ended ?? now) - run.began);
    const percent = (at: number): number => Math.round(((at - (run.began ?? at)) / whole) * 1000) / 10;
    const [from, to] = [percent(began), percent(ended ?? now)];
    return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="ground" width="100" height="6" />
        <rect
            class="spent ${status}"
            x="${from}"
            width="${Math.max(0.6, Math.round((to - from) * 10) / 10)}"
            height="6"
        />
    </svg>`;
}

function upOf(stack: string, up: StackShown["up"], made: number, { story }: Rehearsed): Html {
    const title = html`${time(up, story.now)}
        <h3>${stack} up</h3>
        ${badge(up.status)} <span class="soft small">${made} resources</span>`;
    return fold(title, html`${whyOf(up)}${logOf(up.log)}`, { open: up.status === "red" });
}

function whyOf({ why }: Shown): Content {
    return why === undefined ? "" : html`<p class="why">${why}</p>`;
}

function jobOf(stack: string, job: JobShown, { story }: Rehearsed): Html {
    const title = html`${time(job, story.now)}
        <h3>${stack} ${job.name}</h3>
        ${badge(job.status)} <span class="soft small">a job outside of pipelines</span>`;
    return fold(title, html`${whyOf(job)}${logOf(job.log)}`, { open: job.status === "red" });
}

export function logOf({ lines }: Log): Content {
    if (lines.length === 0) return "";
    const count = lines.length === 1 ? "1 line" : `${lines.length} lines`;
    return fold(`Log, ${count}`, html`<pre tabindex="0">${lines.join("\n")}</pre>`, { plain: true });
}

function listOf(title: string, entries: readonly (readonly [string, unknown])[]): Content {
    if (entries.length === 0) return "";
    return fold(
        title,
        html`<dl>
            ${entries.map(
                ([name, value]) =>
                    html`<dt>${name}</dt>
                        <dd><code>${String(value)}</code></dd>`,
            )}
        </dl>`,
    );
}

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

/** Drawn by the style alone, so that it is also read in order by a screen reader. */
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
