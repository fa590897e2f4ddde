// Services of no task: one that somebody lowers to none while it is rolled out, and a worker that has none while it has nothing
// to do, with a container beside it, commands at its hours, and a message that raises it.
import assert from "node:assert/strict";
import { join } from "node:path";

import { type Plan, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Ecs } from "../../rehearsal/deployments/services/services";
import type { Fact } from "../../rehearsal/engine/journal";
import { changed } from "../iam/support/changed";
import { resource } from "../support/account";
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

/** Says to whom asks for it at localhost that it is there. */
const beside = {
    image: `public.ecr.aws/docker/library/node@sha256:${"0".repeat(64)}`,
    // The first process of a container ends by no signal that it does not listen to, and an end by force is told of.
    command: [
        "node",
        "-e",
        `process.on("SIGTERM", () => process.exit()); require("node:http").createServer((_, answer) => answer.end("here")).listen(8081)`,
    ],
    port: 8081,
    health: { command: ["node", "-e", `fetch("http://localhost:8081").catch(() => process.exit(1))`] },
};
const asksIt = `const answer = await fetch("http://localhost:8081"); console.log("beside it:", await answer.text()); await import("/app/src/worker.js")`;

describe("a worker with nothing to do, and commands at its hours", function () {
    this.timeout(300_000);
    const queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
    const jobs = {
        ...make,
        deploy: {
            kind: "worker",
            command: ["node", "--input-type=module", "-e", asksIt],
            health: { command: ["node", "src/alive.js"] },
            sidecars: { beside },
            permissions: [{ actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage"], resources: [queue] }],
            scaling: { min: 0, max: 3, queue: { name: "jobs" } },
            schedules: {
                nightly: { at: "0 3 * * ? *", command: ["node", "-e", "console.log('no backup'); process.exit(3)"] },
                weekly: { at: "0 4 ? * MON *", command: ["node", "-e", "process.exit(0)"] },
            },
        },
    };

    it("is proved with a task, has none in the end but for a message, and tells of the one command that did not end well", async () => {
        const plans = (await plansOf("worker", { jobs })).map((plan) => ({
            ...plan,
            resources: [
                ...plan.resources,
                resource("aws:sqs/queue:Queue", "jobs", { name: "jobs" }, { arn: queue, name: "jobs" }),
            ],
        }));
        const ran = await rehearsed(plans, { source });
        const [running] = ran.story.running;
        assert.deepEqual([running?.carried?.kind, running?.hours], ["image", ["no task while there is nothing to do"]]);
        const counted = lines(ran, /^Service jobs-\S+ runs \d tasks instead of \d\.$/).map((line) =>
            line.replace(/\D+/g, " ").trim().split(" ").slice(-2).join(" instead of "),
        );
        // Of the placeholder, and of the release. Whether Verify lowers it again or the alarm of the empty queue, is a matter of moments.
        const raised = "1 instead of 0";
        assert.deepEqual(
            counted.filter((count) => count === raised),
            [raised, raised],
        );
        const told = ran.facts
            .filter(({ kind }) => kind === "message")
            .map(({ data }) => JSON.stringify(data["message"]));
        assert.equal(told.length, 1);
        assert.match(told[0] ?? "", /fairlead-staging-jobs-scheduled-nightly did not end well, in task arn:/);
        // The release's, of its proof and of the message; what is beside it began before each.
        assert.equal(lines(ran, /^beside it: here$/).length, 2);
        assert.deepEqual(
            [...ran.story.queues.values()],
            [
                {
                    says: "a message in jobs raised it from no task to one, which took it; then it had none again",
                    isWell: true,
                    said: [],
                },
            ],
        );
        assert.deepEqual([...ran.story.notRun], []);
        assert.equal(ran.shortcomings.length, 1);
        assert.match(ran.shortcomings[0] ?? "", /nightly.* its command ended with 3/);
        assert.deepEqual(
            [...ran.story.schedules.values()].map(({ said }) => said.at(-1)),
            ["no backup", undefined],
        );
    });
});
