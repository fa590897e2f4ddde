import type { DeploymentShown } from "../../screen/model";
import { lasting } from "../../screen/words";
import { html, type Html } from "../html";
import { badge, table, time } from "../marks";
import type { Part, Rehearsed } from "../report";
import { trafficChart } from "../traffic";
import { logOf } from "./runs";

/** How the traffic moved, and what moved it back. */
export function deploymentsPart({ story }: Rehearsed): Part | undefined {
    const { all, alarms } = story.deployments;
    const tasks = story.stacks.flatMap(({ services }) => services.flatMap((service) => service.tasks));
    if (all.length + alarms.length + tasks.length === 0) return undefined;
    const body = html`${all.map((deployment) => deploymentOf(deployment, story.now))}
    ${
        alarms.length === 0
            ? ""
            : html`<h3>Alarms</h3>
                  ${table(
                      alarms,
                      { head: "alarm", cell: ({ name }) => name },
                      { head: "after", cell: ({ at }) => lasting(at - (story.began ?? at)) },
                      { head: "state", cell: ({ state }) => state },
                      { head: "because", cell: ({ reason }) => reason },
                  )}`
    }
    ${tasks.length === 0 ? "" : html`<h3>Tasks</h3>`}
    ${tasks.map(
        ({ name, image, status, why, log }) =>
            html`<p class="row">
                    ${badge(status, status === "green" ? "healthy" : undefined)} <code>${name}</code>
                    <span class="soft small">${image} ${why}</span>
                </p>
                ${logOf(log)}`,
    )}`;
    return { id: "deployments", title: "Deployments", body };
}

function deploymentOf(deployment: DeploymentShown, now: number): Html {
    const { id, stack, name, status, why, steps, began = 0, rolledBack } = deployment;
    return html`<h3>${stack} ${name} <span class="soft small">${id}</span></h3>
        <p class="row">${badge(status, rolledBack ? "rolled back" : undefined)}${time(deployment, now)}</p>
        ${why === undefined ? "" : html`<p class="why">${why}</p>`}
        <ol class="files">
            ${steps.map(({ at, words }) => html`<li>${words} <span class="soft small">after ${lasting(at - began)}</span></li>`)}
        </ol>
        ${trafficChart(deployment, now)} `;
}
