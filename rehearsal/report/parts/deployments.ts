import type { DeploymentShown, ServiceShown } from "../../screen/model";
import type { Story } from "../../screen/story";
import { lasting } from "../../screen/words";
import { html, type Content, type Html } from "../html";
import { badge, fold, table, time } from "../marks";
import type { Part, Rehearsed } from "../report";
import { trafficChart } from "../traffic";
import { logOf } from "./runs";

/** How the traffic moved, and what moved it back. */
export function deploymentsPart({ story }: Rehearsed): Part | undefined {
    const { all, alarms } = story.deployments;
    const services = story.stacks.flatMap((stack) => stack.services).filter(({ tasks }) => tasks.length > 0);
    if (all.length + alarms.length + services.length === 0) return undefined;
    const body = html`${all.map((deployment) => deploymentOf(deployment, story.now))} ${alarmsOf(story)}
    ${services.map(tasksOf)}`;
    return { id: "deployments", title: "Deployments", body };
}

function deploymentOf(deployment: DeploymentShown, now: number): Html {
    const { id, stack, name, status, why, steps, traffic, began = 0, rolledBack } = deployment;
    const step = ({ at, words }: (typeof steps)[number]) =>
        html`<li>${words} <span class="soft small">after ${lasting(at - began)}</span></li>`;
    return html`<h3>${stack} ${name}</h3>
        <p class="row">
            ${badge(status, rolledBack ? "rolled back" : undefined)} <span class="soft small">${id}</span>
            ${time(deployment, now)}
        </p>
        ${why === undefined ? "" : html`<p class="why">${why}</p>`}
        <div class="side">
            <ol class="files">
                ${steps.map(step)}
            </ol>
            <div>${traffic.length === 0 ? "" : trafficChart(deployment, now)}</div>
        </div>`;
}

function alarmsOf({ deployments: { alarms }, began = 0 }: Story): Content {
    if (alarms.length === 0) return "";
    return html`<h3>Alarms</h3>
        ${table(
            alarms,
            { head: "alarm", cell: ({ name }) => name },
            { head: "after", cell: ({ at }) => lasting(at - began) },
            { head: "state", cell: ({ state }) => state },
            { head: "because", cell: ({ reason }) => reason },
        )}`;
}

function tasksOf({ stack, name, tasks }: ServiceShown): Html {
    const rows = tasks.map(
        ({ name: task, image, status, why, log }) =>
            html`<p class="row">
                    ${badge(status, status === "green" ? "healthy" : undefined)} <code>${task}</code> ${why}
                </p>
                <p class="soft small"><code>${image}</code></p>
                ${logOf(log)}`,
    );
    return fold(
        html`<h3>Tasks of ${stack} ${name}</h3>
            <span class="soft small">${tasks.length}</span>`,
        rows,
    );
}
