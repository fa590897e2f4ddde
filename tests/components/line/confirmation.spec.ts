import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { confirmSteps, TakeBack } from "../../../components/line/confirmation";
import type { Confirmation, Step } from "../../../components/parts";
import { makeStarter } from "../../../components/shared/role";
import { record, type Recording } from "../../support/recorder";
import { allow, makeApprovalTopic, makeContext, may, out } from "../surroundings";

const of = { line: "web", carries: "image" };
const confirm: Confirmation = {
    says: "It answers on the test listener.",
    timeoutHours: 4,
    then: { scripts: ["ecs-finish"], env: { SERVICE: "web" }, runEnv: {}, timeoutMinutes: 125, allow: [] },
    takeBack: { scripts: ["ecs-pause", "ecs-take-back"], env: { SERVICE: "web" }, allow: [] },
};
const RULE = "aws:cloudwatch/eventRule:EventRule";

describe("a question in the middle of a rollout", () => {
    let asked: readonly Step[];
    let after: readonly Step[];
    let recording: Recording;

    before(async () => {
        recording = await record(() => {
            const context = makeContext();
            const gate = {
                ...{ timeoutHours: 24, loosened: ["own-approval"], people: {}, placeholder: "busybox@sha256:0" },
                topic: makeApprovalTopic(context),
            };
            asked = confirmSteps(of, confirm, { ...gate, shown: false }, context);
            after = confirmSteps(of, confirm, { ...gate, shown: true }, context);
            const pipelineName = pulumi.output("web-ship-1");
            const takeBack = new TakeBack(
                "web-take-back",
                { line: "web", takeBack: confirm.takeBack, pipelineName },
                context,
            );
            takeBack.listen(makeStarter("web-start", [takeBack.start()], context, {}), []);
            return {};
        });
    });

    it("shows the evidence where no question before has, asks, checks, and only then goes on", () => {
        const names = (steps: readonly Step[]) => steps.map(({ name }) => name);
        assert.deepEqual(names(asked), ["Evidence", "Confirm", "Finish"]);
        assert.deepEqual(names(after), ["Confirm", "Finish"]);
    });

    it("waits as long as the rollout says, and says what a silence comes to", () => {
        const run = asked[1]?.run;
        assert.ok(run && "approval" in run);
        const { timeoutHours, says } = run.approval;
        assert.equal(timeoutHours, 4);
        assert.deepEqual(says, [
            { step: "Evidence", variable: "SUMMARY" },
            " Waits 4 h; without an answer it goes back. It answers on the test listener.",
        ]);
    });

    it("checks this answer and no other one, and goes on behind that in the same shell", () => {
        const run = asked[2]?.run;
        assert.ok(run && "job" in run);
        const { STAGE, ACTION, OTHERWISE, LOOSENED, SERVICE, PREPARED } = run.job.env ?? {};
        assert.deepEqual(
            [STAGE, ACTION, OTHERWISE, LOOSENED, SERVICE, PREPARED],
            ["Deploy", "Confirm", "the deployment goes back", "own-approval", "web", "Prepared"],
        );
        assert.deepEqual(run.job.run, { scripts: ["identity", "check", "ecs-finish"] });
        assert.deepEqual([asked[2]?.takes, run.job.timeoutMinutes], [["Release", "Prepared"], 125]);
    });

    it("takes the rollout back whatever ended the stage without a yes, told which run that was", () => {
        const { eventPattern } = recording.one(RULE, "web-take-back").inputs;
        assert.deepEqual(JSON.parse(String(eventPattern)), {
            source: ["aws.codepipeline"],
            "detail-type": ["CodePipeline Stage Execution State Change"],
            detail: { pipeline: ["web-ship-1"], stage: ["Deploy"], state: ["FAILED", "STOPPED", "CANCELED"] },
        });
        const project = out(recording, "aws:codebuild/project:Project", "web-take-back", "arn");
        assert.deepEqual(may(recording, "web-start"), [allow(["codebuild:StartBuild"], [project])]);
        const ship = "arn:aws:codepipeline:eu-west-1:111122223333:web-ship-stack-???????";
        const granted = may(recording, "web-take-back") as { Action: string[]; Resource: string[] }[];
        assert.deepEqual(
            granted.filter(({ Action }) => Action.some((each) => each.startsWith("codepipeline:"))),
            [allow(["codepipeline:ListActionExecutions"], [ship])],
        );
    });
});
