import assert from "node:assert/strict";

import { needTools, run, unneeded, type Job, type Json } from "./fixture";
import { ana, ben, execution, live, newImage, newRelease, oldRelease, placeholder, prod, release } from "./samples";

const given = (value: Json): Record<string, string> => ({ "release.json": JSON.stringify(value) });

const checkEnv = {
    PIPELINE: "web-ship",
    STAGE: "Approve",
    ACTION: "Approve",
    EXECUTION: execution,
    PLACEHOLDER: String(placeholder.what),
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
    return run(["identity", "check"], {
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
            mutant: ['select(.is == "person" and .who == $one.who)', "select(false)"],
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

    /** What get-pipeline-state says of the stage; CodePipeline's history may leave out who approved. */
    const stateOf = (of: string, status = "Succeeded"): Json => ({
        stageStates: [
            {
                stageName: "Approve",
                latestExecution: { pipelineExecutionId: of, status: "InProgress" },
                actionStates: [
                    { actionName: "Evidence", latestExecution: { status: "Succeeded" } },
                    { actionName: "Approve", latestExecution: { status, lastUpdatedBy: ben } },
                ],
            },
            { stageName: "Deploy", actionStates: [] },
        ],
    });
    it("finds in the state of the stage who approved, where the history does not say it", () => {
        const silent = [[{ ...approvedBy(ben), updatedBy: undefined }]];
        const found = check(silent, newRelease, {
            world: prod((w) => ((w.actions = silent), (w.state = stateOf(execution)))),
        });
        assert.equal(found.code, 0, found.err);
        assert.match(found.out, /approved by .*approver\/ben: two people/);
        for (const state of [stateOf("another"), stateOf(execution, "Failed")]) {
            const refused = check(silent, newRelease, {
                world: prod((w) => ((w.actions = silent), (w.state = state))),
            });
            assert.equal(refused.code, 1);
            assert.match(refused.err, /found nobody/);
        }
    });

    const generated = "arn:aws:sts::444455556666:assumed-role/approver/botocore-session-1732795200";
    it("refuses an approver whose session a tool has named, and says how to name it", () => {
        const { code, err } = check([[approvedBy(generated)]]);
        assert.equal(code, 1);
        assert.match(
            err,
            /was approved by .*botocore-session-\d+, which names no person; nothing is deployed\..*role_session_name/,
        );
    });

    it("knows a login of GitHub by the settings alone", () => {
        const value = pushedBy("github.com/octocat");
        const PEOPLE = JSON.stringify({ octocat: "ana" });
        assert.equal(check([[approvedBy(ben)]], value).code, 1);
        assert.equal(check([[approvedBy(ben)]], value, { env: { PEOPLE } }).code, 0);
        const own = check([[approvedBy(ana)]], value, { env: { PEOPLE } });
        assert.match(own.err, /pushed by github\.com\/octocat and approved by .*user\/ana, who is the same person/);
        assert.equal(own.code, 1);
    });

    const unnamed: [string, unknown, RegExp][] = [
        ["is unknown", null, /was pushed by an unknown pusher, which names no person/],
        [
            "is a session that a tool has named",
            generated,
            /was pushed by .*botocore-session-\d+, which names no person/,
        ],
        [
            "is a build",
            "arn:aws:sts::1:assumed-role/ci/AWSCodeBuild-1",
            /was pushed by .*AWSCodeBuild-1, which names no person/,
        ],
    ];
    for (const [what, pusher, says] of unnamed)
        it(`stops where a pusher ${what}, unless unnamed-pushers is loosened`, () => {
            const value = { ...newRelease, pushers: [ana, pusher] };
            const refused = check([[approvedBy(ben)]], value);
            assert.equal(refused.code, 1);
            assert.match(refused.err, says);
            const { code, out, err } = check([[approvedBy(ben)]], value, { env: { LOOSENED: "unnamed-pushers" } });
            assert.equal(code, 0, err);
            assert.match(out, /That passes because of unnamed-pushers in the setting loosen/);
        });

    it("counts every pusher whose push is not live yet, and not the last alone", () => {
        const value = { ...newRelease, pushers: [ben, ana] };
        const { code, err } = check([[approvedBy(ben)]], value);
        assert.equal(code, 1);
        assert.match(err, /was pushed by .*approver\/ben and approved by .*approver\/ben, who is the same person/);
        assert.equal(check([[approvedBy(ben)]], value, { env: { LOOSENED: "own-approval" } }).code, 0);
    });

    it("stops where a release names neither pushers nor a commit: an image that was pushed by hand", () => {
        const { code, err } = check([[approvedBy(ben)]], { ...newRelease, commit: null });
        assert.equal(code, 1);
        assert.match(err, /was pushed by an unknown pusher/);
        assert.equal(check([[approvedBy(ben)]], pushedBy(null)).code, 1);
    });

    it("takes any person's approval of the placeholder, and believes no other release that it is one", () => {
        const { code, out, err } = check([[approvedBy(ben)]], placeholder);
        assert.equal(code, 0, err);
        assert.match(out, /is the placeholder, nothing was pushed for it/);
        assert.equal(check([[approvedBy(generated)]], placeholder).code, 1);
        assert.equal(check([[approvedBy(ben)]], { ...newRelease, commit: null, placeholder: true }).code, 1);
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

    it("asks of a run that only deploys settings that a person approved it", () => {
        const files = { "live.json": JSON.stringify(live(oldRelease)["live.json"]) };
        const { code, out, err } = check([[approvedBy(ana)]], oldRelease, { files });
        assert.equal(code, 0, err);
        assert.match(out, /nothing was pushed for it. It was approved by .*user\/ana/);
        assert.equal(check([[approvedBy(generated)]], oldRelease, { files }).code, 1);
    });

    it("stops where it has no verdict", () => {
        const { code, err } = check([[approvedBy(ben)]], newRelease, {
            mutant: [".passes == true", ".unheard == true"],
        });
        assert.equal(code, 1);
        assert.match(err, /found no verdict; nothing is deployed/);
    });

    it("needs every call its header names", () => assert.deepEqual(unneeded(["identity", "check"]), []));
});
