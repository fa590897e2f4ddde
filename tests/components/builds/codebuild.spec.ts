import * as assert from "node:assert/strict";

import { codeBuild } from "../../../components/builds/codebuild";
import { renderPolicy } from "../../../components/documents/policy";
import type { Platform } from "../../../components/shell";
import { codeCommit } from "../../../components/sources/codecommit";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, makeStore, statements } from "../surroundings";

const ARN = "arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web";
const RELEASES = "arn:aws:s3:::project-stack-releases-111122223333";
const URL = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web";

async function made(settings: object, platform?: Platform): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const source = codeCommit.make("web", { branch: "main" }, {}, context, {});
        const from = { source, store: makeStore(context), platform };
        const { steps, ...build } = codeBuild.make("web", codeBuild.settings.parse(settings), from, context, {});
        const [step] = steps;
        assert.ok(step);
        const { allow: granted, ...rest } = step;
        return {
            step: rest,
            steps: steps.length,
            allow: renderPolicy(granted),
            candidate: build.candidate,
            before: build.before,
            fromSource: build.source === source.step && build.starts === source.starts,
        };
    });
}

function job({ outputs }: Recording): Record<string, unknown> {
    return (outputs["step"] as unknown as { run: { job: Record<string, unknown> } }).run.job;
}

describe("codebuild", () => {
    it("without settings builds the Dockerfile at the top, from the commit of the source", async () => {
        const recording = await made({});
        assert.deepEqual(recording.outputs["step"], {
            gives: "Image",
            name: "Build",
            run: {
                job: {
                    docker: true,
                    platform: "linux/amd64",
                    env: {
                        CONTEXT: ".",
                        DOCKERFILE: "Dockerfile",
                        LINE: "web",
                        PLATFORM: "linux/amd64",
                        RELEASES_BUCKET: "project-stack-releases-111122223333",
                        REPOSITORY_NAME: "project-stack/web",
                        REPOSITORY_URI: URL,
                    },
                    run: { scripts: ["image", "image-ecr", "build-image"] },
                    runEnv: {
                        BRANCH: { step: "Source", variable: "BranchName" },
                        COMMIT_ID: { step: "Source", variable: "CommitId" },
                        REPOSITORY: { step: "Source", variable: "RepositoryName" },
                    },
                    timeoutMinutes: 60,
                },
            },
            takes: ["Source"],
        });
        assert.equal(recording.outputs["steps"], 1);
        assert.equal(recording.outputs["candidate"], "Image");
        assert.deepEqual(recording.outputs["before"], []);
        assert.equal(recording.outputs["fromSource"], true);
    });

    it("with every setting builds what it was given, and tests first", async () => {
        const recording = await made({ context: "app", dockerfile: "ci/Dockerfile", testStage: "test" });
        const { CONTEXT, DOCKERFILE, TEST_STAGE } = job(recording)["env"] as Record<string, unknown>;
        assert.deepEqual([CONTEXT, DOCKERFILE, TEST_STAGE], ["app", "ci/Dockerfile", "test"]);
    });

    it("builds for the processor of the target, on one like it", async () => {
        const { platform, env } = job(await made({}, "linux/arm64"));
        assert.equal(platform, "linux/arm64");
        assert.equal((env as Record<string, unknown>)["PLATFORM"], "linux/arm64");
    });

    it("reads what is live where the image says numbers, and nothing of it else", async () => {
        const measured = await made({ metrics: "/app/metrics.json" });
        const { run, env } = job(measured) as { run: object; env: Record<string, unknown> };
        assert.deepEqual(run, { scripts: ["image", "image-ecr", "image-metrics", "build-image"] });
        assert.equal(env["METRICS"], "/app/metrics.json");
        const read = (recording: Recording): unknown[] =>
            (statements(recording.outputs["allow"]) as { Resource: string[] }[])
                .flatMap(({ Resource }) => Resource)
                .filter((on) => on.endsWith("live.zip"));
        assert.deepEqual([read(measured), read(await made({}))], [[`${RELEASES}/releases/web/live.zip`], []]);
    });

    it("keeps what it made for the next build where somebody says so, with the rights it has anyway", async () => {
        const cached = await made({ cache: true });
        const { run, env } = job(cached) as { run: object; env: Record<string, unknown> };
        assert.deepEqual(run, { scripts: ["image", "image-ecr", "image-cache", "build-image"] });
        assert.equal(env["CACHE"], "yes");
        const plain = await made({});
        assert.deepEqual(cached.outputs["allow"], plain.outputs["allow"]);
        const caches = (settings: object): boolean | undefined =>
            codeBuild.caches?.(codeBuild.settings.parse(settings));
        assert.deepEqual([caches({ cache: true }), caches({ cache: false }), caches({})], [true, false, false]);
    });

    it("refuses a cache beside a buildspec, which builds by commands of its own", () => {
        const settings = codeBuild.settings.parse({ cache: true, buildspec: "b.yml" });
        const found = codeBuild.rules?.flatMap((rule) => rule(settings, {} as never)) ?? [];
        assert.deepEqual(
            found.map(({ at }) => at),
            [["cache"]],
        );
    });

    it("refuses metrics beside a buildspec, which may not read what is live", () => {
        const [rule] = codeBuild.rules ?? [];
        const refused = (settings: object): unknown => rule?.(codeBuild.settings.parse(settings), {} as never);
        assert.deepEqual(refused({ metrics: "/m.json", buildspec: "b.yml" }), [
            {
                at: ["metrics"],
                is: "is there beside buildspec",
                allowed: "one of the two: a buildspec writes metrics into out/build.json itself",
            },
        ]);
        assert.deepEqual([refused({ metrics: "/m.json" }), refused({ buildspec: "b.yml" })], [[], []]);
    });

    it("runs the repository's own buildspec under the same role", async () => {
        const recording = await made({ buildspec: "ci/build.yml" });
        assert.deepEqual(job(recording)["run"], { buildspec: "ci/build.yml" });
        const actions = (statements(recording.outputs["allow"]) as { Action: string[] }[]).flatMap(
            ({ Action }) => Action,
        );
        assert.deepEqual(
            actions.filter((action) => !action.startsWith("ecr:")),
            [],
            "what was released is read by our own script alone",
        );
    });

    it("may push to the line's registry", async () => {
        const recording = await made({});
        const [login, push] = statements(recording.outputs["allow"]) as [
            unknown,
            { Action: string[]; Resource: string[] },
        ];
        assert.deepEqual(login, allow(["ecr:GetAuthorizationToken"], ["*"]));
        assert.deepEqual(push.Resource, [ARN]);
        assert.ok(push.Action.includes("ecr:PutImage"));
    });

    it("reads what Publish released, and may never write it", async () => {
        const recording = await made({});
        const [, , read, ...more] = statements(recording.outputs["allow"]) as unknown[];
        assert.deepEqual(read, allow(["s3:GetObject"], [`${RELEASES}/releases/web/published.json`]));
        assert.deepEqual(
            (more as { Action: string[] }[]).flatMap(({ Action }) => Action),
            ["kms:Decrypt", "kms:DescribeKey"],
        );
    });

    it("refuses to be made without a source", async () => {
        const without = record(() => {
            const context = makeContext();
            codeBuild.make("web", codeBuild.settings.parse({}), { store: makeStore(context) }, context, {});
        });
        await assert.rejects(without, /the build of web needs a source/);
    });

    for (const [what, wrong] of Object.entries({
        "an empty context": { context: "" },
        "an empty stage for tests": { testStage: "" },
        "metrics at no path of the image": { metrics: "app/metrics.json" },
        "metrics by a way up": { metrics: "/app/../metrics.json" },
        "a setting it does not know": { image: "ubuntu" },
    })) {
        it(`refuses ${what}`, () => {
            assert.equal(codeBuild.settings.safeParse(wrong).success, false);
        });
    }
});
