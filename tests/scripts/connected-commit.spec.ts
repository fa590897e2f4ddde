import assert from "node:assert/strict";

import { needTools, run, type Job, type Json, type World } from "./fixture";
import { candidate, hostile, publishEnv, staging } from "./publishing";
import { commitId, execution, newImage, registry } from "./samples";

const scripts = ["image", "image-ecr", "image-publish", "connected-commit", "publish"];
const trigger = {
    triggerType: "WebhookV2",
    triggerDetail: "arn:aws:codeconnections:eu-west-1:111122223333:connection/1",
};
const said = {
    AuthorDate: "2026-11-21T10:10:02Z",
    AuthorDisplayName: 'Grace "Amazing" $(id)',
    AuthorEmail: "ana@example.com",
    AuthorId: "ana",
    BranchName: "main",
    CommitId: commitId,
    CommitMessage: hostile,
    FullRepositoryName: "acme/shop",
};

function took(outputVariables: Json | undefined, more: Json = {}): Json {
    const output = outputVariables === undefined ? {} : { outputVariables };
    return {
        pipelineExecutionId: execution,
        stageName: "Source",
        actionName: "Source",
        status: "Succeeded",
        output,
        ...more,
    };
}

function world(...actions: readonly Json[]): World {
    return staging((it) => {
        it.actions = [[...actions]];
        it.trigger = trigger;
    });
}

function published(of: World, more: Partial<Job> = {}): ReturnType<typeof run> {
    const { BRANCH: _branch, REPOSITORY: _repository, PUSHED_BY: _who, PUSH_RULE: _rule, ...env } = publishEnv;
    const files = { "imageDetail.json": JSON.stringify({ ImageURI: `${registry}/web@${newImage.digest}` }) };
    return run(scripts, { ...more, env: { ...env, SOURCE: "Source", ...more.env }, world: of, files });
}

describe("a commit by a connection, as script publish records it", function () {
    this.timeout(30_000);
    before(function () {
        needTools(this);
    });

    it("has its message and its author, whatever stands in them, and nobody who pushed it", () => {
        const {
            code,
            err,
            out,
            world: after,
            calls,
        } = published(world(took(said), took({ CommitMessage: "x" }, { actionName: "Build" })));
        assert.equal(code, 0, err);
        assert.deepEqual(candidate(after).commit, {
            id: commitId,
            repository: "acme/shop",
            branch: "main",
            pushedBy: null,
            author: 'Grace "Amazing" $(id)',
            message: hostile,
            at: "2026-11-21T10:10:02Z",
        });
        assert.deepEqual(candidate(after).pushers, [null]);
        assert.match(
            out,
            /Who pushed commit .* is not known: a connection tells no more than who is named as its author/,
        );
        assert.deepEqual(
            calls.filter((call) => call.startsWith("code")),
            ["codepipeline:ListActionExecutions on web-make-1234567"],
        );
    });

    it("is released where the Git provider told less of it", () => {
        const { code, err, world: after } = published(world(took({ AuthorId: "ana", BranchName: "" })));
        assert.equal(code, 0, err);
        const { author, branch, message } = candidate(after).commit as Json;
        assert.deepEqual([author, branch, message], ["ana", null, null]);
        assert.equal(published(world(took(undefined))).code, 0);
        assert.equal(published(world()).code, 0);
    });

    it("of a line of tags is released where a trigger started the run, and else not", () => {
        const env = { TAGS: "v*" };
        assert.equal(published(world(took(said)), { env }).code, 0);
        for (const triggerType of ["CreatePipeline", "StartPipelineExecution", undefined]) {
            const by = world(took(said));
            by.trigger = triggerType === undefined ? {} : { triggerType };
            const { code, err, calls } = published(by, { env });
            assert.equal(code, 1);
            assert.match(err, /this line releases what is tagged \(v\*\) and nothing else; push a tag/);
            assert.ok(!calls.some((call) => call.startsWith("s3:PutObject")));
        }
    });

    it("mutant: without the question what started the run, the first run of a new pipeline releases what has no tag", () => {
        const by = world(took(said));
        by.trigger = { triggerType: "CreatePipeline" };
        const { code } = published(by, { env: { TAGS: "v*" }, mutant: ["    need_tag\n", ""] });
        assert.equal(code, 0, "the refusals above would not notice");
    });
});
