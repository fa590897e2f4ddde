// A person asked in the middle of a rollout that ECS moves, at each stage where that may be: the whole of ship with its real scripts, which
// share of the traffic has moved by then, and what follows on a yes and on a no.
import assert from "node:assert/strict";
import { join } from "node:path";

import { below, records, text } from "../../plan/plans";
import { planOf } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const by = "arn:aws:sts::111122223333:assumed-role/approver/grace";
const configFile = join("examples", "blue-green-web", "native", "Pulumi.prod.yaml");

const PRODUCTION = "web-production";
const kinds = {
    canary: { kind: "canary", percent: 10, minutes: 5, bakeMinutes: 5 },
    linear: { kind: "linear", percent: 30, minutes: 1, bakeMinutes: 1 },
    "blue-green": { kind: "blue-green", bakeMinutes: 1 },
};

/** Which shares the new tasks had, one after another, and with which of them the person was asked. */
async function played(kind: keyof typeof kinds, stage: string, status: "Approved" | "Rejected") {
    const rollout = { ...kinds[kind], approval: { stage, timeoutHours: 4 } };
    const certificateArn = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000";
    const deploy = { kind: "ecs", port: 8080, count: 2, certificateArn, rollout };
    const plan = await planOf("prod", { configFile, overrides: { "fairlead:services": { web: { deploy } } } });
    const rule = plan.resources.find(({ type, name }) => type.endsWith(":ListenerRule") && name === PRODUCTION);
    const [action = {}] = records(rule?.inputs["actions"]);
    const [, green] = records(below(action, "forward")["targetGroups"]).map(({ arn }) => String(arn));
    assert.ok(rule && green);
    const shares: number[] = [];
    const asked: number[] = [];
    const { facts } = await rehearsed([plan], {
        approver: () => {
            asked.push(shares.at(-1) ?? -1);
            return Promise.resolve({ status, by, summary: "" });
        },
        sees: ({ kind: what, about, data }) => {
            if (what === "traffic" && about === text(rule, "arn"))
                shares.push(Number((data["weights"] as Readonly<Record<string, number>>)[green]));
        },
        then: async (_, all) => {
            // What takes back is started by an event, behind the run.
            for (let looks = 0; looks < 600 && !all.some(({ kind: what }) => what === "deployment.ended"); looks++)
                await new Promise((resolve) => setTimeout(resolve, 100));
        },
    });
    const ended = (what: string) => facts.filter((fact) => fact.kind === what).map(({ data }) => data["status"]);
    return { shares, asked, runs: ended("run.ended"), deployments: ended("deployment.ended") };
}

describe("a person asked at a stage of a rollout", function () {
    this.timeout(240_000);

    const YES: readonly (readonly [keyof typeof kinds, stage: string, asked: number, shares: readonly number[]])[] = [
        ["canary", "POST_TEST_TRAFFIC_SHIFT", 0, [0, 10, 100]],
        ["canary", "PRE_PRODUCTION_TRAFFIC_SHIFT", 10, [0, 10, 100]],
        ["linear", "PRE_PRODUCTION_TRAFFIC_SHIFT", 30, [0, 30, 60, 90, 100]],
        ["blue-green", "POST_PRODUCTION_TRAFFIC_SHIFT", 100, [0, 100]],
    ];
    for (const [kind, stage, share, shares] of YES)
        it(`${kind} at ${stage}: once, with ${share} % of the traffic, and goes on to all of it on a yes`, async () => {
            assert.deepEqual(await played(kind, stage, "Approved"), {
                ...{ shares, asked: [share], runs: ["Succeeded"], deployments: ["SUCCESSFUL"] },
            });
        });

    const NO: readonly (readonly [keyof typeof kinds, stage: string, shares: readonly number[]])[] = [
        ["canary", "PRE_PRODUCTION_TRAFFIC_SHIFT", [0, 10, 0]],
        ["blue-green", "POST_PRODUCTION_TRAFFIC_SHIFT", [0, 100, 0]],
    ];
    for (const [kind, stage, shares] of NO)
        it(`${kind} at ${stage}: goes back on a no`, async () => {
            const { asked: _, ...ended } = await played(kind, stage, "Rejected");
            assert.deepEqual(ended, {
                ...{ shares, runs: ["Failed"], deployments: ["ROLLBACK_SUCCESSFUL"] },
            });
        });
});
