import assert from "node:assert/strict";

import { needTools, run, unneeded, type Job, type Json } from "./fixture";
import { ana, ben, execution, live, newImage, newRelease, oldRelease, prod, release } from "./samples";

const given = (value: Json): Record<string, string> => ({ "release.json": JSON.stringify(value) });

const checkEnv = {
    PIPELINE: "web-ship",
    STAGE: "Approve",
    ACTION: "Approve",
    EXECUTION: execution,
};
const approvedBy = (who: string, more: Json = {}): Json => ({
    pipelineExecutionId: execution,
    stageName: "Approve",
    actionName: "Approve",
    status: "Succeeded",
    lastUpdateTime: "2026-11-21T12:00:00Z",
    updatedBy: who,
    ...more,
});

function check(
    approvals: Json[][],
    value = newRelease,
    more: Partial<Job> & { files?: Record<string, string> } = {},
): ReturnType<typeof run> {
    return run(["check"], {
        world: prod((world) => {
            world.actions = approvals;
        }),
        ...more,
        env: { ...checkEnv, ...more.env },
        files: { ...given(value), ...more.files },
    });
}
const pushedBy = (who: string | null): Json =>
    release("web-1", newImage.digest, { commit: { id: "abc", pushedBy: who } });

describe("script check", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("lets another person's approval pass", () => {
        const { code, out, err } = check([[approvedBy(ben)]]);
        assert.equal(code, 0, err);
        assert.match(out, /pushed by .*user\/ana and approved by .*approver\/ben: two people/);
    });

    const same = "arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Approver_2/Ana";
    for (const [who, approver] of [
        ["the same user", ana],
        ["the same person through a role in another account", same],
    ] as const) {
        it(`refuses ${who}`, () => {
            const { code, err } = check([[approvedBy(approver)]]);
            assert.equal(code, 1);
            assert.match(err, /was pushed by .* and approved by .*, who is the same person; nothing is deployed/);
        });
    }

    it("mutant: without the comparison, the pusher's own approval passes", () => {
        const { code } = check([[approvedBy(ana)]], newRelease, {
            mutant: ['same_identity "$pusher" "$approver"', "false"],
        });
        assert.equal(code, 0, "the refusal above would not notice a check that compares nothing");
    });

    it("takes the newest approval of this execution and stage only", () => {
        const { code, out, err } = check([
            [
                approvedBy(ana, { lastUpdateTime: "2026-11-21T11:00:00Z", status: "Failed" }),
                approvedBy("arn:aws:iam::1:user/eve", { lastUpdateTime: "2026-11-21T11:30:00Z" }),
                approvedBy(ben),
                approvedBy(ana, { stageName: "Deploy", lastUpdateTime: "2026-11-21T13:00:00Z" }),
                approvedBy(ana, { pipelineExecutionId: "another", lastUpdateTime: "2026-11-21T13:00:00Z" }),
            ],
        ]);
        assert.equal(code, 0, err);
        assert.match(out, /approved by .*approver\/ben/);
    });

    it("waits for a history that is late, and refuses when nobody approved", () => {
        const late = check([[], [], [approvedBy(ben)]]);
        assert.deepEqual([late.code, late.sleeps], [0, 2], late.err);
        const nobody = check([[]]);
        assert.equal(nobody.code, 1);
        assert.match(nobody.err, /asked who approved Approve in execution .* of web-ship, found nobody/);
    });

    it("refuses a commit whose pusher is unknown", () => {
        const refused = check([[approvedBy(ben)]], pushedBy(null));
        assert.equal(refused.code, 1);
        assert.match(refused.err, /asked who pushed release web-1, the release names its commit and not the pusher/);
    });

    it("says what it cannot compare where no commit was pushed at all", () => {
        const { code, out, err } = check([[approvedBy(ben)]], { ...newRelease, commit: null });
        assert.equal(code, 0, err);
        assert.match(out, /no push to compare with[\s\S]*the lock is who may run `pulumi up`/);
    });

    it("learns from CodeBuild which pipeline runs it, and refuses to guess", () => {
        const env = { PIPELINE: "", CODEBUILD_INITIATOR: "codepipeline/web-ship-prod-1234567" };
        const { code, err, calls } = check([[approvedBy(ben)]], newRelease, { env });
        assert.equal(code, 0, err);
        assert.deepEqual(calls, ["codepipeline:ListActionExecutions on web-ship-prod-1234567"]);
        const byHand = check([[approvedBy(ben)]], newRelease, { env: { PIPELINE: "", CODEBUILD_INITIATOR: "ana" } });
        assert.equal(byHand.code, 1);
        assert.match(byHand.err, /asked for the environment variable PIPELINE, found it empty/);
    });

    it("asks nothing about a run that only deploys settings", () => {
        const { code, out, calls } = check([[]], oldRelease, {
            files: { "live.json": JSON.stringify(live(oldRelease)["live.json"]) },
        });
        assert.equal(code, 0);
        assert.match(out, /nothing was pushed for it/);
        assert.deepEqual(calls, []);
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["check"]), []));
});
