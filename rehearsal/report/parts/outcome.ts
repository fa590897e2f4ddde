import { lasting, whyRed } from "../../screen/words";
import { html, type Html } from "../html";
import type { Rehearsed } from "../report";

/** The first thing anybody wants to know. */
export function outcome({ story, shortcomings }: Rehearsed): Html {
    const runs = story.stacks.flatMap(({ pipelines }) => pipelines.flatMap((pipeline) => pipeline.runs));
    const reds = runs.filter(({ status }) => status === "red");
    const took = lasting(story.now - (story.began ?? story.now));
    const green = shortcomings.length === 0;
    const word = green ? "Green" : "Red";
    const list = reds.map(
        (run) => html`<li><a href="#run-${run.id}">${run.pipeline.stack} ${run.name}</a>: ${whyRed(run)}</li>`,
    );
    const { length: denied } = story.calls.denied;
    const missing = html`<li>${denied} calls were denied: <a href="#calls">the statements that are missing</a></li>`;
    const others = shortcomings.map((why) => html`<li>${why}</li>`);
    return html`<div class="outcome ${green ? "green" : "red"}">
        <p>${word}: ${runs.length} runs in ${took}, ${reds.length === 0 ? "none" : reds.length} of them red.</p>
        ${
            list.length + others.length === 0
                ? ""
                : html`<ul>
                      ${others}${list}${denied === 0 ? "" : missing}
                  </ul>`
        }
    </div>`;
}
