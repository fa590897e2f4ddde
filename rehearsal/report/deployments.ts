import type { DeploymentShown, InstancesShown, TrafficAt } from "../screen/model";
import { lasting } from "../screen/screen";
import type { Story } from "../screen/story";
import { badge, type Content, fold, html, type Html, table, time } from "./html";
import type { Part, Rehearsed } from "./report";
import { logOf } from "./runs";

/** How the traffic moved, and what moved it back. */
export function deploymentsPart({ story }: Rehearsed): Part | undefined {
    const { all, alarms } = story.deployments;
    const started = story.instances.filter(({ each }) => each.length > 0);
    if (all.length + alarms.length + started.length === 0) return undefined;
    const body = html`${all.map((deployment) => deploymentOf(deployment, story.now))} ${alarmsOf(story)}
    ${started.map(instancesOf)}`;
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

function instancesOf({ stack, name, one, each }: InstancesShown): Html {
    const rows = each.map(
        ({ name: instance, image, status, why, log }) =>
            html`<p class="row">
                    ${badge(status, status === "green" ? "healthy" : undefined)} <code>${instance}</code> ${why}
                </p>
                <p class="soft small"><code>${image}</code></p>
                ${logOf(log)}`,
    );
    return fold(
        html`<h3>${one[0]?.toUpperCase()}${one.slice(1)}s of ${stack} ${name}</h3>
            <span class="soft small">${each.length}</span>`,
        rows,
    );
}

// Who got how much of the traffic, over the time of a deployment.

const EDGE = { left: 44, right: 6, top: 12, bottom: 44 };
const HEIGHT = 190;

function trafficChart(deployment: DeploymentShown, now: number): Html {
    const { traffic, began = 0, rolledBack } = deployment;
    const said = rolledBack ? "The traffic went back to what was live before." : "Shares of the traffic.";
    return html`<figure class="chart">
            ${draw(deployment, { kind: "across", width: 640 }, now)}
            ${draw(deployment, { kind: "down", width: 320 }, now)}
            <figcaption>${said}</figcaption>
        </figure>
        ${fold("The same as a table", asTable(traffic, groupsOf(deployment), began), { plain: true })}`;
}

/** What a deployment brings begins with nothing, so it comes first. */
function groupsOf({ traffic }: DeploymentShown): readonly string[] {
    const first = Object.entries(traffic[0]?.weights ?? {});
    return first.sort(([, a], [, b]) => a - b).map(([group]) => group);
}

interface Size {
    readonly kind: "across" | "down";
    readonly width: number;
}

function draw(deployment: DeploymentShown, { kind, width }: Size, now: number): Html {
    const { traffic, began = 0, ended, name } = deployment;
    const { left, right, top, bottom } = EDGE;
    const [fresh = "", old = ""] = groupsOf(deployment);
    const span = Math.max((ended ?? now) - began, 1);
    const [inner, tall] = [width - left - right, HEIGHT - top - bottom];
    const x = (at: number): number => round(left + (inner * Math.min(Math.max(at - began, 0), span)) / span);
    const y = (share: number): number => round(top + tall * (1 - share / 100));
    const steps = traffic.map(({ at, weights }) => `H${x(at)}V${y(weights[fresh] ?? 0)}`).join("");
    const label = `Traffic of ${name}: ${traffic.map((step) => inWords(step, began)).join("; ")}`;
    const share = (percent: number) =>
        html`<text class="soft end" x="${left - 6}" y="${y(percent) + 4}">${percent} %</text>`;
    const legend = (group: string, word: string, from: number, mark: string) =>
        html`<rect class="${mark}" x="${from}" y="${HEIGHT - 14}" width="12" height="12" />
            <text class="soft" x="${from + 18}" y="${HEIGHT - 4}">${group}, ${word}</text>`;
    return html`<svg
        class="${kind}"
        role="img"
        aria-label="${label}"
        viewBox="0 0 ${width} ${HEIGHT}"
        width="${width}"
        height="${HEIGHT}"
    >
        <rect class="share0" x="${left}" y="${top}" width="${inner}" height="${tall}" />
        <path class="share1" d="M${left} ${y(0)}${steps}H${x(began + span)}V${y(0)}z" />
        ${[0, 50, 100].map(share)}
        <text class="soft" x="${left}" y="${HEIGHT - bottom + 17}">0 s</text>
        <text class="soft end" x="${width - right}" y="${HEIGHT - bottom + 17}">${lasting(span)}</text>
        ${legend(fresh, "new", left, "share1")} ${legend(old, "before", round(left + inner / 2), "share0")}
    </svg>`;
}

function asTable(traffic: readonly TrafficAt[], groups: readonly string[], began: number): Html {
    const columns = groups.map((group) => ({
        head: group,
        cell: ({ weights }: TrafficAt) => `${weights[group] ?? 0} %`,
    }));
    return table(traffic, { head: "after", cell: ({ at }) => lasting(at - began) }, ...columns);
}

function inWords({ at, weights }: TrafficAt, began: number): string {
    const shares = Object.entries(weights).map(([group, share]) => `${group} ${share} %`);
    return `after ${lasting(at - began)} ${shares.join(", ")}`;
}

function round(value: number): number {
    return Math.round(value * 10) / 10;
}
