import type { Part, Rehearsed } from "../report";
import { html } from "../html";
import { pictureOf } from "../picture";

/** Every pipeline, as planned. */
export function picturesPart({ story }: Rehearsed): Part | undefined {
    const stacks = story.stacks.filter(({ pipelines }) => pipelines.length > 0);
    if (stacks.length === 0) return undefined;
    const body = html`${stacks.map(
        ({ name, pipelines }) =>
            html`<h3>${name}</h3>
                <div class="pictures">${pipelines.map((pipeline) => pictureOf(pipeline, story.now))}</div>`,
    )}`;
    return { id: "pipelines", title: "Pipelines", body };
}
