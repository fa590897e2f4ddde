import { FIDELITY_COLUMNS } from "../fidelity";
import type { RunningShown } from "../screen/model";
import { brief, lasting, whyRed } from "../screen/screen";
import { html, type Html, table } from "./html";
import type { Part, Rehearsed } from "./report";

/** The verdict, and the reasons for it. */
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

/** What each environment runs, and answers. */
export function whatRunsPart({ story: { running, answers } }: Rehearsed): Part | undefined {
    if (running.length + answers.size === 0) return undefined;
    const body = html`<div class="cards">
        ${running.map(card)}
        ${[...answers].map(
            ([url, { status, body }]) =>
                html`<div class="card">
                    <h3>${url}</h3>
                    <p>answers ${status}: <code>${body}</code></p>
                </div>`,
        )}
    </div>`;
    return { id: "runs-now", title: "What runs", body };
}

function card({ stack, name, carried, more, answered, noticed }: RunningShown): Html {
    const unknown = `none known: the ${carried?.kind ?? "release"} came without one`;
    return html`<div class="card">
        <h3>${stack} ${name}</h3>
        <dl>
            <dt>${carried?.kind ?? "release"}</dt>
            <dd>${carried === undefined ? "nothing runs" : html`<code>${carried.digest}</code>`}</dd>
            <dt>commit</dt>
            <dd>${carried?.commit === undefined ? unknown : html`<code>${brief(carried.commit)}</code>`}</dd>
            ${more.map(
                ([what, value]) =>
                    html`<dt>${what}</dt>
                        <dd>${value}</dd>`,
            )}
            ${
                noticed === undefined
                    ? ""
                    : html`<dt>noticed</dt>
                          <dd>${noticed}</dd>`
            }
            ${
                answered === undefined
                    ? ""
                    : html`<dt>address</dt>
                          <dd><a href="${answered.url}">${answered.url}</a></dd>
                          <dt>answers</dt>
                          <dd>${answered.status} <code>${answered.body}</code></dd>`
            }
        </dl>
    </div> `;
}

/** What was broken on purpose. */
export function faultsPart({ story }: Rehearsed): Part | undefined {
    const { faults, began = 0 } = story;
    if (faults.length === 0) return undefined;
    const body = html`<p>The world was changed on purpose; no result was.</p>
        ${table(
            faults,
            { head: "fault", cell: ({ name }) => name },
            { head: "after", cell: ({ at }) => lasting(at - began) },
            { head: "what was changed", cell: ({ text }) => text },
        )}`;
    return { id: "faults", title: "Faults", body };
}

/** How true all of the above is. */
export function fidelityPart({ fidelity, story: { standIns, leftOut } }: Rehearsed): Part {
    const columns = FIDELITY_COLUMNS.map(([key, head]) => ({
        head,
        cell: (row: (typeof fidelity)[number]) => row[key],
    }));
    const what = {
        head: "what",
        cell: ({ what, source }: (typeof fidelity)[number]) => html`<a href="${source}">${what}</a>`,
    };
    const bases = [
        ...[...leftOut].map(([line, why]) => html`<li>The line ${line} was not rehearsed: ${why}</li>`),
        ...[...standIns].map((text) => html`<li>A base image was not the real one: ${text}</li>`),
    ];
    const body = html`<p>A rehearsal executes what is yours and stands in for what is AWS's.</p>
        ${
            bases.length === 0
                ? ""
                : html`<ul>
                      ${bases}
                  </ul>`
        }
        ${table(fidelity, what, ...columns)}`;
    return { id: "fidelity", title: "What this does not prove", body };
}
