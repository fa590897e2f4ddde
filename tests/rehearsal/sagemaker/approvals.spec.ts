import assert from "node:assert/strict";

import type { JsonObject } from "../../../plan/document";
import type { ApprovalAnswer, ApprovalRequest } from "../../../rehearsal/actions/types";
import { beginApprovals } from "../../../rehearsal/pipelines/model-approvals";
import { Registry } from "../../../rehearsal/sagemaker/registry";
import { Plans } from "../../../plan/plans";
import { Story } from "../../../rehearsal/screen/story";
import { resource } from "../../support/account";
import { abalone, GROUP, TrainingFixture } from "./fixture";

const GRACE = "arn:aws:sts::111122223333:assumed-role/approver/grace";
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:approved";

/** A rule that hears of approvals alone; its topic stands for what releases them. */
const rule = [
    resource(
        "aws:cloudwatch/eventRule:EventRule",
        "approved",
        {
            eventPattern: JSON.stringify({
                source: ["aws.sagemaker"],
                "detail-type": ["SageMaker Model Package State Change"],
                detail: { ModelPackageGroupName: [GROUP], ModelApprovalStatus: ["Approved"] },
            }),
        },
        { arn: "arn:aws:events:eu-west-1:111122223333:rule/approved", name: "approved" },
    ),
    resource("aws:cloudwatch/eventTarget:EventTarget", "approved", { rule: "approved", arn: TOPIC }),
];

describe("a model that waits in the registry", () => {
    let fixture: TrainingFixture;
    const asked: ApprovalRequest[] = [];
    const answers: ApprovalAnswer[] = [
        { status: "Rejected", by: GRACE, summary: "confuses 3 and 8" },
        { status: "Approved", by: GRACE, summary: "" },
    ];
    const matched = () => fixture.test.facts("matched").length;
    const story = () => {
        const told = new Story(new Plans(fixture.account.plans.all));
        for (const fact of fixture.test.facts()) told.apply(fact);
        return told;
    };

    before(async () => {
        fixture = await new TrainingFixture(abalone(), { more: rule }).up();
        beginApprovals(fixture.account, (question) => {
            asked.push(question);
            return Promise.resolve(answers[asked.length - 1] as ApprovalAnswer);
        });
    });
    after(() => fixture.test.remove());

    it("is shown to a person with its numbers, and how it is answered on AWS; rejected, nothing hears of it", async () => {
        const run = await fixture.start();
        assert.equal(run.end?.status, "Succeeded");
        assert.deepEqual(
            asked.map(({ token, pipeline, stage, action }) => ({ token, pipeline, stage, action })),
            [{ token: `${run.id}/Approval`, pipeline: GROUP, stage: "Registry", action: "version 1" }],
        );
        assert.match(asked[0]?.customData ?? "", /\| metrics\.accuracy \| 0\.93 \|/);
        assert.match(
            asked[0]?.customData ?? "",
            /update-model-package --model-package-arn \S+\/1 --model-approval-status/,
        );
        const [one] = fixture.account.part(Registry).of(GROUP);
        assert.equal(one?.described["ModelApprovalStatus"], "Rejected");
        assert.equal(one.described["ApprovalDescription"], "confuses 3 and 8");
        assert.deepEqual((one.described["LastModifiedBy"] as JsonObject)["IamIdentity"], {
            Arn: GRACE,
            PrincipalId: "AROAREHEARSED0000000:grace",
        });
        assert.equal(matched(), 0);
    });
    it("is no failure of the run when it is rejected, and no success", () => {
        const [pipeline] = story().stacks[0]?.pipelines ?? [];
        const run = pipeline?.runs.at(-1);
        assert.equal(run?.status, "stopped");
        assert.equal(run.why, `the model was rejected by ${GRACE}: confuses 3 and 8`);
        assert.deepEqual(
            run.stages.map(({ name, status }) => `${name} ${status}`),
            [
                "Preprocess green",
                "Train green",
                "Evaluate green",
                "Gate green",
                "Register green",
                "TooWeak skipped",
                "Approval stopped",
            ],
        );
    });
    it("is heard of once it is approved, and again with every edit: whoever releases it has to know", async () => {
        await fixture.start();
        assert.equal(matched(), 1);
        const [, two] = fixture.account.part(Registry).of(GROUP);
        const edit = {
            ModelPackageArn: two?.arn ?? "",
            ModelLifeCycle: { Stage: "Production", StageStatus: "Approved" },
        };
        for (let edits = 0; edits < 4; edits += 1)
            await fixture.call("sagemaker:UpdateModelPackage", two?.arn ?? "", edit);
        await fixture.account.quiet();
        assert.equal(matched(), 5);
        assert.equal(story().stacks[0]?.pipelines[0]?.runs.at(-1)?.status, "green");
    });
    it("keeps the order of answers in the time of their events", async () => {
        const [one, two] = fixture.account.part(Registry).of(GROUP);
        const approve = (arn = "") =>
            fixture.call("sagemaker:UpdateModelPackage", arn, {
                ModelPackageArn: arn,
                ModelApprovalStatus: "Approved",
            });
        await approve(two?.arn);
        await approve(one?.arn);
        const [second, first] = fixture.events(/Model Package/).slice(-2);
        assert.ok(String(second?.["time"]) <= String(first?.["time"]));
        assert.equal((first?.["detail"] as JsonObject)["ModelPackageVersion"], 1);
    });
    it("refuses a state that is none, a package that is not there, and what is not rehearsed", async () => {
        const [one] = fixture.account.part(Registry).of(GROUP);
        const arn = one?.arn ?? "";
        const change = (input: JsonObject, on = arn) => fixture.call("sagemaker:UpdateModelPackage", on, input);
        await assert.rejects(change({ ModelApprovalStatus: "Accepted" }), { code: "ValidationException" });
        await assert.rejects(change({}, `${arn}9`), /does not exist/);
        await assert.rejects(change({ SourceUri: "x" }), /SourceUri is not rehearsed/);
    });
});
