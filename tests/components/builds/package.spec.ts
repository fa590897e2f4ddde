import * as assert from "node:assert/strict";

import { packaged } from "../../../components/builds/package";
import { bundle } from "../../../components/carries/bundle";
import { renderPolicy } from "../../../components/documents/policy";
import type { Platform } from "../../../components/shell";
import { codeCommit } from "../../../components/sources/codecommit";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, statements } from "../surroundings";

const RELEASES = "arn:aws:s3:::project-stack-releases-111122223333";

async function made(settings: object, platform?: Platform): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const source = codeCommit.make("web", { branch: "main" }, {}, context, {});
        const from = { source, store: bundle.makeStore("web", {}, context, {}), platform };
        const { steps, ...build } = packaged.make("web", packaged.settings.parse(settings), from, context, {});
        const [step] = steps;
        assert.ok(step);
        const { allow: granted, ...rest } = step;
        return {
            step: rest,
            steps: steps.length,
            allow: renderPolicy(granted),
            candidate: build.candidate,
            fromSource: build.source === source.step && build.starts === source.starts,
        };
    });
}

function job({ outputs }: Recording): Record<string, unknown> {
    return (outputs["step"] as unknown as { run: { job: Record<string, unknown> } }).run.job;
}

describe("package", () => {
    it("without settings makes a bundle of the commit as it is, in a container without privileges", async () => {
        const recording = await made({});
        assert.deepEqual(job(recording), {
            run: { scripts: ["bundle", "commands", "build-package"] },
            platform: "linux/amd64",
            timeoutMinutes: 60,
            env: {
                LINE: "web",
                RELEASES_BUCKET: "project-stack-releases-111122223333",
                CONTEXT: ".",
                FILES: ".",
            },
            runEnv: {
                BRANCH: { step: "Source", variable: "BranchName" },
                COMMIT_ID: { step: "Source", variable: "CommitId" },
                REPOSITORY: { step: "Source", variable: "RepositoryName" },
            },
        });
        const { steps, candidate, fromSource } = recording.outputs;
        assert.deepEqual([steps, candidate, fromSource], [1, "Bundle", true]);
    });

    it("with every setting runs what it was given, on a processor like the target's", async () => {
        const settings = {
            context: "app",
            install: "npm ci",
            test: "npm test",
            package: "npm run build",
            files: "dist",
        };
        const { env, platform } = job(await made(settings, "linux/arm64"));
        assert.deepEqual(env, {
            LINE: "web",
            RELEASES_BUCKET: "project-stack-releases-111122223333",
            CONTEXT: "app",
            FILES: "dist",
            INSTALL_COMMANDS: "npm ci",
            TEST_COMMANDS: "npm test",
            PACKAGE_COMMANDS: "npm run build",
        });
        assert.equal(platform, "linux/arm64");
    });

    it("reads what Publish released and its bundles, and may write neither", async () => {
        const [published, key, bundles, ...more] = statements((await made({})).outputs["allow"]) as unknown[];
        assert.deepEqual(published, allow(["s3:GetObject"], [`${RELEASES}/releases/web/published.json`]));
        assert.deepEqual((key as { Action: string[] }).Action, ["kms:Decrypt", "kms:DescribeKey"]);
        assert.deepEqual(bundles, allow(["s3:GetObject"], [`${RELEASES}/bundles/web/*`]));
        assert.deepEqual(more, []);
    });

    it("runs the repository's own buildspec without any right of its own", async () => {
        const recording = await made({ buildspec: "ci/build.yml" });
        assert.deepEqual([job(recording)["run"], job(recording)["env"]], [{ buildspec: "ci/build.yml" }, {}]);
        assert.deepEqual(statements(recording.outputs["allow"]), []);
    });

    it("refuses to be made without a source", async () => {
        const without = record(() => {
            const context = makeContext();
            const from = { store: bundle.makeStore("web", {}, context, {}) };
            packaged.make("web", packaged.settings.parse({}), from, context, {});
        });
        await assert.rejects(without, /the build of web needs a source/);
    });

    it("refuses a command beside a buildspec, which would never run", () => {
        const settings = packaged.settings.parse({ buildspec: "build.yml", test: "npm test", package: "make" });
        const refused = (packaged.rules ?? []).flatMap((rule) => rule(settings, {} as never));
        assert.deepEqual(
            refused.map(({ at }) => at),
            [["test"], ["package"]],
        );
        assert.deepEqual(
            (packaged.rules ?? []).flatMap((rule) => rule(packaged.settings.parse({ test: "npm test" }), {} as never)),
            [],
        );
    });

    for (const [what, wrong] of Object.entries({
        "an empty command": { test: "" },
        "commands that CodeBuild's variables could not hold": { test: "x".repeat(1501) },
        "a setting it does not know": { dockerfile: "Dockerfile" },
    })) {
        it(`refuses ${what}`, () => {
            assert.equal(packaged.settings.safeParse(wrong).success, false);
        });
    }
});
