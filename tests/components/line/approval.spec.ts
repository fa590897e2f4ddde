import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import type { Stage } from "../../../components/parts";
import { approvalStages } from "../../../components/line/approval";
import { record, type Recording } from "../../support/recorder";
import { allow, makeApprovalTopic, makeContext, out, statements } from "../surroundings";

const RELEASES = "arn:aws:s3:::project-stack-releases-111122223333";

const of = { line: "web", carries: "image" };

/** The two stages of an environment that asks; `loosened` is what its settings do without. */
function asking(
    loosened: readonly string[] = [],
    people: Readonly<Record<string, string>> = {},
): readonly [look: Stage, approve: Stage] {
    const context = makeContext();
    const approval = {
        timeoutHours: 24,
        topic: makeApprovalTopic(context),
        loosened,
        people,
        placeholder: "busybox@sha256:0",
    };
    const [look, approve, ...more] = approvalStages(of, approval, context);
    assert.ok(look && approve && more.length === 0);
    return [look, approve];
}

describe("the approval stages", () => {
    let recording: Recording;
    let look: Stage;
    let stage: Stage;

    before(async () => {
        recording = await record(() => {
            [look, stage] = asking();
            return Object.fromEntries(
                [...look.steps, ...stage.steps].flatMap(({ name, allow: granted, run }) => [
                    [name, renderPolicy(granted)],
                    [`${name}Run`, run],
                ]),
            );
        });
    });

    it("asks after what would change was written down, and checks the answer before anything is deployed", () => {
        assert.equal(stage.name, "Approve");
        assert.deepEqual(
            stage.steps.map(({ name, takes, gives }) => [name, takes, gives]),
            [
                ["Evidence", ["Release"], undefined],
                ["Approve", undefined, undefined],
                ["Check", ["Release"], undefined],
            ],
        );
    });

    it("looks before it asks whether there is something newer, and may end runs of this line's ship alone", () => {
        assert.deepEqual(
            [look.name, look.onlyIf, stage.onlyIf],
            ["Look", undefined, { step: "Look", variable: "STATE", is: "newest" }],
        );
        assert.deepEqual(recording.outputs["LookRun"], {
            job: {
                env: {
                    ASKS_IN: "Approve",
                    CARRIES: "image",
                    LINE: "web",
                    RELEASES_BUCKET: "project-stack-releases-111122223333",
                },
                exports: ["STATE"],
                run: { scripts: ["look"] },
                runEnv: { EXECUTION: { run: "id" }, VERSION: { step: "Release", variable: "VersionId" } },
            },
        });
        const keys = ["releases/web/candidate.zip", "releases/web/live.zip", "blueprints/web.json"];
        assert.deepEqual(statements(recording.outputs["Look"]), [
            allow(
                ["s3:GetObject"],
                keys.map((key) => `${RELEASES}/${key}`),
            ),
            allow(["kms:Decrypt", "kms:DescribeKey"], [out(recording, "aws:kms/key:Key", "releases", "arn")]),
            allow(
                ["codepipeline:GetPipelineState", "codepipeline:StopPipelineExecution"],
                ["arn:aws:codepipeline:eu-west-1:111122223333:web-ship-stack-???????"],
            ),
        ]);
    });

    it("shows the person what the evidence says, and for how long everything waits", () => {
        assert.deepEqual(recording.outputs["ApproveRun"], {
            approval: {
                evidence: [
                    "https://eu-west-1.console.aws.amazon.com/s3/object/",
                    "project-stack-releases-111122223333",
                    "?region=eu-west-1&prefix=evidence/web/",
                    { run: "id" },
                    ".md",
                ],
                says: [{ step: "Evidence", variable: "SUMMARY" }, " Waits 24 h; a newer run ends it and asks instead."],
                timeoutHours: 24,
                topicArn: out(recording, "aws:sns/topic:Topic", "approvals", "arn"),
            },
        });
        assert.deepEqual(recording.outputs["EvidenceRun"], {
            job: {
                env: {
                    CARRIES: "image",
                    ENVIRONMENT: "stack",
                    LINE: "web",
                    PLACEHOLDER: "busybox@sha256:0",
                    RELEASES_BUCKET: "project-stack-releases-111122223333",
                },
                exports: ["SUMMARY", "RELEASE", "BLUEPRINT"],
                run: { scripts: ["identity", "evidence"] },
                runEnv: { EXECUTION: { run: "id" }, VERSION: { step: "Release", variable: "VersionId" } },
            },
        });
    });

    it("checks the action and the stage that it made", () => {
        const { job } = recording.outputs["CheckRun"] as unknown as { job: Record<string, unknown> };
        assert.deepEqual(job["run"], { scripts: ["identity", "check"] });
        assert.deepEqual(job["env"], {
            ACTION: "Approve",
            CARRIES: "image",
            LINE: "web",
            PLACEHOLDER: "busybox@sha256:0",
            STAGE: "Approve",
        });
    });

    it("does without a part of the check where the settings say so, by name", async () => {
        const { outputs } = await record(() => ({
            run: asking(["own-approval", "unnamed-pushers"])[1].steps.at(-1)?.run,
        }));
        const { job } = outputs["run"] as unknown as { job: { env: Record<string, string> } };
        assert.equal(job.env["LOOSENED"], "own-approval unnamed-pushers");
    });

    it("tells who shows and who checks whose login is whose", async () => {
        const { outputs } = await record(() => {
            const { steps } = asking([], { octocat: "ana" })[1];
            return { first: steps[0]?.run, last: steps.at(-1)?.run };
        });
        for (const run of ["first", "last"]) {
            const { job } = outputs[run] as unknown as { job: { env: Record<string, string> } };
            assert.equal(job.env["PEOPLE"], '{"octocat":"ana"}');
        }
    });

    it("gives the evidence what is live and the blueprints, old ones too, and lets it write evidence alone", () => {
        const key = out(recording, "aws:kms/key:Key", "releases", "arn");
        const decrypt = allow(["kms:Decrypt", "kms:DescribeKey"], [key]);
        assert.deepEqual(statements(recording.outputs["Evidence"]), [
            allow(["s3:GetObject"], [`${RELEASES}/releases/web/live.zip`, `${RELEASES}/blueprints/web.json`]),
            decrypt,
            allow(["s3:GetObjectVersion"], [`${RELEASES}/blueprints/web.json`]),
            allow(["s3:PutObject"], [`${RELEASES}/evidence/web/*`]),
            allow(["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"], [key]),
        ]);
    });

    it("gives the question the topic, and the check the history of this line's pipeline", () => {
        assert.deepEqual(statements(recording.outputs["Approve"]), [
            allow(["sns:Publish"], [out(recording, "aws:sns/topic:Topic", "approvals", "arn")]),
            allow(["kms:Decrypt", "kms:GenerateDataKey*"], [out(recording, "aws:kms/key:Key", "artifacts", "arn")]),
        ]);
        assert.deepEqual(statements(recording.outputs["Check"]), [
            allow(
                ["codepipeline:ListActionExecutions", "codepipeline:GetPipelineState"],
                ["arn:aws:codepipeline:eu-west-1:111122223333:web-ship-stack-???????"],
            ),
        ]);
    });
});
