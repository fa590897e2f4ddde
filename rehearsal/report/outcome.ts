import { FIDELITY_COLUMNS } from "../fidelity";
import { courseOf } from "../screen/course";
import type { AnswerShown, RunningShown, RunShown } from "../screen/model";
import { madeGood, stillRed } from "../screen/red";
import { brief, lasting, whyRed } from "../screen/screen";
import { badge, html, type Html, table } from "./html";
import type { Part, Rehearsed } from "./report";

/** The verdict, and the reasons for it; what later runs made good is no reason. */
export function outcome({ story, shortcomings }: Rehearsed): Html {
    const histories = story.stacks.flatMap(({ pipelines }) => pipelines.map((pipeline) => pipeline.runs));
    const [runs, reds, overcome] = [histories.flat(), histories.flatMap(stillRed), histories.flatMap(madeGood)];
    const took = lasting(story.now - (story.began ?? story.now));
    const green = shortcomings.length === 0;
    const word = green ? "Green" : "Red";
    const list = reds.map(
        (run) => html`<li><a href="#run-${run.id}">${run.pipeline.stack} ${run.name}</a>: ${whyRed(run)}</li>`,
    );
    const { length: denied } = story.calls.denied;
    const calls = denied === 1 ? "call was" : "calls were";
    const missing = html`<li>${denied} ${calls} denied: <a href="#calls">the statements that are missing</a></li>`;
    const others = shortcomings.map((why) => html`<li>${why}</li>`);
    const since =
        overcome.length === 0 ? "" : `; ${overcome.length} more were red on the way, and later runs got past that`;
    return html`<div class="outcome ${green ? "green" : "red"}">
        <p>${word}: ${runs.length} runs in ${took}, ${reds.length === 0 ? "none" : reds.length} of them red${since}.</p>
        ${
            list.length + others.length === 0
                ? ""
                : html`<ul>
                      ${others}${list}${denied === 0 ? "" : missing}
                  </ul>`
        }
    </div>`;
}

/** The course of it in sentences, for who reads no further. */
export function coursePart({ story, blobs }: Rehearsed): Part | undefined {
    const passages = courseOf(story, blobs);
    if (passages.length === 0) return undefined;
    const more = (runs: readonly RunShown[]) =>
        runs.length === 1 ? html` <a href="#run-${runs[0]?.id}">details</a>` : "";
    const body = html`<ol class="files">
        ${passages.map(({ says, status, runs }) => html`<li>${badge(status)} ${says}${more(runs)}</li> `)}
    </ol>`;
    return { id: "course", title: "What happened", body };
}

/** What each environment runs, and answered; an address only while it leads somewhere. */
export function whatRunsPart({ story: { running, answers, nameOf }, stays = false }: Rehearsed): Part | undefined {
    if (running.length + answers.size === 0) return undefined;
    const body = html`<div class="cards">
        ${running.map((each) => card(each, stays))}
        ${[...answers].map(([listener, answer]) => {
            const { stack, name } = nameOf(listener);
            return html`<div class="card">
                <h3>${stack} ${name}</h3>
                <dl>${answerOf(answer, stays)}</dl>
            </div>`;
        })}
    </div>`;
    return { id: "runs-now", title: "What runs", body };
}

function card({ stack, name, carried, more, answered, noticed }: RunningShown, stays: boolean): Html {
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
            ${answered === undefined ? "" : answerOf(answered, stays)}
        </dl>
    </div> `;
}

function answerOf({ url, status, body }: AnswerShown, stays: boolean): Html {
    const address = html`<dt>address</dt>
        <dd><a href="${url}">${url}</a></dd>`;
    return html`${stays ? address : ""}
        <dt>${stays ? "answers" : "answered"}</dt>
        <dd>${status} <code>${body}</code></dd>`;
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
export function fidelityPart({ fidelity, story: { standIns, notRun, leftOut } }: Rehearsed): Part {
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
        ...[...notRun.keys()].map((text) => html`<li>A container was not run: ${text}</li>`),
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
