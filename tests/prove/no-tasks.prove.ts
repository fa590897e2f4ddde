// Services of no task: one that somebody lowers to none while it is rolled out, and a worker that has none while it has nothing
// to do, with commands at its hours.
import assert from "node:assert/strict";
import { join } from "node:path";

import { type Plan, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Ecs } from "../../rehearsal/deployments/services/services";
import type { Fact } from "../../rehearsal/engine/journal";
import { changed } from "../iam/support/changed";
import { planOf, root } from "../support/program";
import { type Rehearsed, rehearsed } from "../support/rehearsed";

const source = join(root, "examples", "blue-green-web");
const make = {
    source: { kind: "codecommit", repository: "blue-green-web" },
    build: { kind: "codebuild", testStage: "test" },
};

async function plansOf(example: string, services: object): Promise<readonly Plan[]> {
    const configFile = join("examples", "blue-green-web", example, "Pulumi.staging.yaml");
    const overrides = { "fairlead:services": services, "fairlead:promotesTo": [] };
    return [await planOf("staging", { configFile, overrides })];
}

const lines = ({ facts }: Rehearsed, like: RegExp): readonly string[] =>
    facts
        .filter(({ kind, data }) => kind === "line" && like.test(String(data["text"])))
        .map(({ data }) => String(data["text"]));

describe("a service that is lowered to no task between Prepare and CodeDeploy", function () {
    this.timeout(300_000);
    const deploy = {
        ...{ kind: "ecs", port: 8080, count: 1, rollout: { kind: "blue-green", engine: "codedeploy" } },
        // Users of the release before are answered 503 meanwhile, which would take the deployment back.
        alarms: { pause: true },
    };

    /** Lowers it behind every Prepare but the placeholder's. */
    async function night(plans: readonly Plan[]): Promise<Rehearsed & { readonly tasks: number }> {
        let prepared = 0;
        let tasks = 0;
        const ran = await rehearsed(plans, {
            source,
            sees: ({ kind, about }: Fact, _, account) => {
                if (kind !== "action.ended" || !about.endsWith("/Deploy/Prepare") || ++prepared === 1) return;
                for (const { resource } of account.created(TYPE.service))
                    queueMicrotask(() => account.part(Ecs).scale(text(resource, "arn"), 0));
            },
            then: async (account) => {
                for (const { resource } of account.created(TYPE.service))
                    tasks += account.part(Ecs).service(text(resource, "arn")).desiredCount;
            },
        });
        return { ...ran, tasks };
    }

    it("is proved with tasks by Verify, which CodeDeploy calls steady without one", async () => {
        const ran = await night(await plansOf("", { web: { ...make, deploy } }));
        assert.deepEqual([ran.shortcomings, ran.tasks], [[], 1]);
        assert.equal(lines(ran, /has no task, which proves nothing: it runs 1 now/).length, 1);
    });

    it("mutant: where none of none is steady, the release is called live and nobody is answered", async () => {
        const plans = await plansOf("", { web: { ...make, deploy } });
        const ran = await night(changed(plans, (of) => of.replaceAll(".computedDesiredCount == 0", "false")));
        assert.equal(ran.tasks, 0);
        assert.ok(lines(ran, /is live in staging, the change number 1/).length > 0);
    });
});

describe("a worker with nothing to do, and commands at its hours", function () {
    this.timeout(300_000);
    const jobs = {
        ...make,
        deploy: {
            ...{ kind: "worker", command: ["node", "src/worker.js"], health: { command: ["node", "src/alive.js"] } },
            scaling: { min: 0, max: 3, queue: { name: "jobs" } },
            schedules: {
                nightly: { at: "0 3 * * ? *", command: ["node", "-e", "process.exit(3)"] },
                weekly: { at: "0 4 ? * MON *", command: ["node", "-e", "process.exit(0)"] },
            },
        },
    };

    it("is proved with a task, has none in the end, and tells of the one command that did not end well", async () => {
        const ran = await rehearsed(await plansOf("worker", { jobs }), { source });
        const [running] = ran.story.running;
        assert.deepEqual([running?.carried?.kind, running?.hours], ["image", ["no task while there is nothing to do"]]);
        const counted = lines(ran, /^Service jobs-\S+ runs \d tasks instead of \d\.$/).map((line) =>
            line.replace(/\D+/g, " ").trim().split(" ").slice(-2).join(" instead of "),
        );
        // Of the placeholder, and of the release.
        const [raised, lowered] = ["1 instead of 0", "0 instead of 1"];
        assert.deepEqual(counted, [raised, lowered, raised, lowered]);
        const told = ran.facts
            .filter(({ kind }) => kind === "message")
            .map(({ data }) => JSON.stringify(data["message"]));
        assert.equal(told.length, 1);
        assert.match(told[0] ?? "", /fairlead-staging-jobs-scheduled-nightly did not end well, in task arn:/);
        assert.equal(ran.shortcomings.length, 1);
        assert.match(ran.shortcomings[0] ?? "", /nightly.* its command ended with 3/);
    });
});
