import type { ServiceShown } from "../../screen/model";
import type { Story } from "../../screen/story";
import { brief } from "../../screen/words";
import { html, type Html } from "../html";
import type { Part, Rehearsed } from "../report";

/** What each environment runs, and answers. */
export function whatRunsPart({ story }: Rehearsed): Part | undefined {
    const services = story.stacks.flatMap((stack) => stack.services);
    const others = [...story.services.answers];
    if (services.length + others.length === 0) return undefined;
    const body = html`<div class="cards">
        ${services.map((service) => card(service, story))}
        ${others.map(
            ([url, { status, body }]) =>
                html`<div class="card">
                    <h3>${url}</h3>
                    <p>answers ${status}: <code>${body}</code></p>
                </div>`,
        )}
    </div>`;
    return { id: "runs-now", title: "What runs", body };
}

function card(service: ServiceShown, story: Story): Html {
    const { stack, name, answered } = service;
    const runs = story.runsNow(service);
    const tasks = story.services.inTraffic(service, story.deployments);
    return html`<div class="card">
        <h3>${stack} ${name}</h3>
        <dl>
            <dt>image</dt>
            <dd>${runs === undefined ? "nothing runs" : html`<code>${runs.digest}</code>`}</dd>
            <dt>commit</dt>
            <dd>
                ${runs?.commit === undefined ? "none known: the image came without one" : html`<code>${brief(runs.commit)}</code>`}
            </dd>
            <dt>tasks</dt>
            <dd>${tasks.length}</dd>
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
