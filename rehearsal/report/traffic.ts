// Who got how much of the traffic, over the time of a deployment.
import type { DeploymentShown, TrafficAt } from "../screen/model";
import { lasting } from "../screen/words";
import { html, type Html } from "./html";
import { table } from "./marks";

const CHART = { width: 640, height: 180, left: 44, right: 12, top: 14, bottom: 44 };

export function trafficChart({ traffic, began = 0, ended, name, rolledBack }: DeploymentShown, now: number): Html {
    if (traffic.length === 0) return html`<p class="soft">No traffic was moved.</p>`;
    const end = Math.max(ended ?? now, began + 1);
    const { width, height, left, right, top, bottom } = CHART;
    const [inner, tall] = [width - left - right, height - top - bottom];
    const x = (at: number): number =>
        round(left + (inner * (Math.min(Math.max(at, began), end) - began)) / (end - began));
    const y = (share: number): number => round(top + tall * (1 - share / 100));
    // What the deployment brings is what began with nothing; it is drawn from below.
    const groups = Object.entries(traffic[0]?.weights ?? {})
        .sort(([, a], [, b]) => a - b)
        .map(([group]) => group);
    const [fresh = "", old = ""] = groups;
    const corners = traffic.map(({ at, weights }, n) => {
        const share = y(weights[fresh] ?? 0);
        return `${n === 0 ? `M${x(began)} ${share}` : `H${x(at)}V${share}`}`;
    });
    const edge = `${corners.join("")}H${x(end)}`;
    const label = `Traffic of ${name}: ${traffic.map((step) => inWords(step, began)).join("; ")}`;
    return html`<figure class="chart">
            <svg role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
                <rect class="share0" x="${left}" y="${top}" width="${inner}" height="${tall}" />
                <path class="share1" d="${edge}V${y(0)}H${x(began)}z" />
                ${[0, 50, 100].map((share) => html`<text class="soft end" x="${left - 6}" y="${y(share) + 4}">${share} %</text>`)}
                <text class="soft" x="${left}" y="${height - bottom + 18}">0 s</text>
                <text class="soft end" x="${width - right}" y="${height - bottom + 18}">${lasting(end - began)}</text>
                <rect class="share1" x="${left}" y="${height - 16}" width="12" height="12" />
                <text class="soft" x="${left + 18}" y="${height - 6}">${fresh}, new</text>
                <rect class="share0" x="${left + 170}" y="${height - 16}" width="12" height="12" />
                <text class="soft" x="${left + 188}" y="${height - 6}">${old}, before</text>
            </svg>
            <figcaption>
                ${rolledBack ? "The traffic went back to what was live before." : "Shares of the traffic, while the deployment ran."}
            </figcaption>
        </figure>
        ${asTable(traffic, groups, began)}`;
}

function asTable(traffic: readonly TrafficAt[], groups: readonly string[], began: number): Html {
    const columns = groups.map((group) => ({
        head: group,
        cell: ({ weights }: TrafficAt) => `${weights[group] ?? 0} %`,
    }));
    return html`<details>
        <summary>The same as a table</summary>
        <div class="in">${table(traffic, { head: "after", cell: ({ at }) => lasting(at - began) }, ...columns)}</div>
    </details>`;
}

function inWords({ at, weights }: TrafficAt, began: number): string {
    const shares = Object.entries(weights).map(([group, share]) => `${group} ${share} %`);
    return `after ${lasting(at - began)} ${shares.join(", ")}`;
}

function round(value: number): number {
    return Math.round(value * 10) / 10;
}
