// The function that tells GitHub how runs go: its own text, as it stands in a plan.
import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { github } from "../../../components/sources/github";
import type { Json, Plan } from "../../../plan/document";
import { text } from "../../../plan/plans";
import { functionServices } from "../../../rehearsal/functions/invoke";
import { CONNECTION } from "../../support/connection";
import { accountOf } from "../../support/account";
import { record } from "../../support/recorder";
import { makeContext } from "../../components/surroundings";
import { needsWalls } from "../hosts/fixture";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const IMAGE = `sha256:${"0".repeat(64)}`;
const tokenSecretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-status-AbCdEf";

describe("the function that tells GitHub how runs go", function () {
    this.timeout(60_000);
    before(needsWalls);
    let plan: Plan;
    before(async () => {
        const made = await record(() => {
            const context = makeContext({ connections: { github: CONNECTION } });
            const asked = github.settings.parse({ repository: "acme/web", commitStatus: { tokenSecretArn } });
            const source = github.make("web", asked, {}, context, {});
            if ("awaits" in source) throw new Error("there is a connection");
            source.reports?.({ make: pulumi.output("web-make-1"), check: pulumi.output("web-check-1") }, {});
        });
        ({ plan } = made);
    });

    /**
     * Hears of a run that has read these revisions, and says this of itself each time it is asked; tells what GitHub was told, and what
     * the function answered.
     */
    async function hears(
        detail: object,
        revisions?: readonly string[],
        says: readonly string[] = [],
        of: Plan = plan,
    ): Promise<readonly [told: Json[], answer: Json]> {
        const artifactRevisions = revisions?.map((revisionId): Json => ({ revisionId }));
        let asked = 0;
        const { account, facts, remove } = accountOf([of], {
            services: new Map([
                ...functionServices,
                [
                    "codepipeline:GetPipelineExecution",
                    () => ({
                        pipelineExecution: {
                            ...(artifactRevisions ? { artifactRevisions } : {}),
                            status: says[asked++] ?? "InProgress",
                        },
                    }),
                ],
                ["secretsmanager:GetSecretValue", () => ({ SecretString: "github_pat_0\n" })],
            ]),
        });
        const [made] = of.resources.filter(({ type }) => type === "aws:lambda/function:Function");
        assert.ok(made);
        try {
            const answer = await account.gateway.call({
                by: { role: "events.amazonaws.com", as: "EventBridge" },
                action: "lambda:InvokeFunction",
                on: text(made, "arn"),
                input: { Payload: { detail: { "execution-id": "1", ...detail } } },
            });
            const told = facts("commit.status").map(({ about, data }): Json => [about, { ...data }]);
            return [told, (answer as { readonly Payload: Json }).Payload];
        } finally {
            await account.end();
            remove();
        }
    }
    const address = (pipeline: string): string =>
        `https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline}/executions/1/timeline?region=eu-west-1`;

    for (const [pipeline, state, word, words] of [
        ["web-make-1", "SUCCEEDED", "success", "ended well"],
        ["web-check-1", "FAILED", "failure", "is red"],
        ["web-check-1", "STOPPED", "error", "was stopped by somebody"],
        ["web-make-1", "CANCELED", "error", "was cancelled, as its pipeline was changed"],
    ] as const)
        it(`says ${word} of ${pipeline} that ended ${state}, beside the commit it has read`, async () => {
            const [told, answer] = await hears({ pipeline, state }, [IMAGE, COMMIT]);
            const said = {
                state: word,
                context: `project/stack/web/${pipeline.split("-")[1] ?? ""}`,
                description: `the run of ${pipeline} ${words}`,
                target_url: address(pipeline),
            };
            assert.deepEqual(told, [[`acme/web@${COMMIT}`, said]]);
            assert.deepEqual(answer, { about: COMMIT, state: word });
        });

    const SOURCE = { pipeline: "web-make-1", stage: "Source", state: "SUCCEEDED" };
    const words = (told: readonly Json[]): unknown[] =>
        told.map((each) => (each as [string, { state: string }])[1].state);

    for (const [what, detail, says, said] of [
        ["that it is under way, once it has read a commit", SOURCE, ["InProgress"], ["pending"]],
        ["what it is, where it ended before anybody heard that it began", SOURCE, ["Succeeded"], ["success"]],
        ["how it ended, where it did so meanwhile", SOURCE, ["InProgress", "Cancelled"], ["pending", "error"]],
        [
            "that it went well, where it is told late of the stage that was red before",
            { pipeline: "web-make-1", state: "FAILED" },
            ["Succeeded"],
            ["success"],
        ],
    ] as const)
        it(`says of a run ${what}`, async () => {
            const [told] = await hears(detail, [COMMIT], says);
            assert.deepEqual(words(told), said);
        });

    for (const [what, from, to, says, said] of [
        [
            "is told after its end, and said",
            "end ?? (stage",
            "(stage",
            ["Succeeded", "Succeeded"],
            ["pending", "success"],
        ],
        ["is overtaken by its end, and stays", "if (last)", "if (false)", ["InProgress", "Succeeded"], ["pending"]],
    ] as const)
        it(`mutant: the beginning ${what}`, async () => {
            const written = JSON.stringify(plan);
            assert.equal(written.split(from).length, 2, from);
            const wrong = JSON.parse(written.replace(from, to)) as Plan;
            const [told] = await hears(SOURCE, [COMMIT], says, wrong);
            assert.deepEqual(words(told), said);
        });

    for (const [what, revisions] of [
        ["no commit", [IMAGE]],
        ["nothing", undefined],
    ] as const)
        it(`says nothing of a run that has read ${what}`, async () => {
            const [told, answer] = await hears({ pipeline: "web-make-1", state: "FAILED" }, revisions);
            assert.deepEqual([told, answer], [[], { about: "no commit" }]);
        });
});
