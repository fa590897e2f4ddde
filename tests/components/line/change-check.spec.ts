import * as assert from "node:assert/strict";

import { codeBuild } from "../../../components/builds/codebuild";
import { packaged } from "../../../components/builds/package";
import { bundle } from "../../../components/carries/bundle";
import { ChangeCheck } from "../../../components/line/change-check";
import type { Build, Source } from "../../../components/parts";
import { github } from "../../../components/sources/github";
import { CONNECTION } from "../../support/connection";
import { record, type Recording } from "../../support/recorder";
import { below, makeContext, makeStore, may } from "../surroundings";

type Context = ReturnType<typeof makeContext>;

async function checked(
    build: (source: Source, context: Context) => Build,
    settings: object = { folder: "services/web" },
): Promise<Recording> {
    return record(() => {
        const context = makeContext({ connections: { github: CONNECTION } });
        const asked = github.settings.parse({ repository: "acme/shop", pullRequests: true, ...settings });
        const source = github.make("web", asked, {}, context, {});
        assert.ok("step" in source);
        const { test } = build(source, context);
        assert.ok(test && source.checks);
        new ChangeCheck("web", { source: source.step, test, starts: source.checks }, context);
        return { run: test.run };
    });
}
const ofImages = (settings: object) => (source: Source, context: Context) =>
    codeBuild.make("web", codeBuild.settings.parse(settings), { source, store: makeStore(context) }, context, {});
const ofBundles = (settings: object) => (source: Source, context: Context) => {
    const store = bundle.makeStore("web", {}, context, {});
    return packaged.make("web", packaged.settings.parse(settings), { source, store }, context, {});
};
const job = ({ outputs }: Recording): Record<string, unknown> =>
    (outputs["run"] as unknown as { job: Record<string, unknown> }).job;

describe("ChangeCheck", () => {
    it("is a pipeline of two steps, started by pull requests for the line's branch and folder alone", async () => {
        const recording = await checked(ofBundles({}));
        assert.deepEqual(
            below(recording, "ChangeCheck", "web").filter((label) => !/^(Role|LogGroup)/.test(label)),
            ["CodePipeline web-check", "Pipeline web-check", "Project web-check-test", "ShellJob web-check-test"],
        );
        const { triggers } = recording.one("aws:codepipeline/pipeline:Pipeline", "web-check").inputs;
        assert.deepEqual(triggers, [
            {
                providerType: "CodeStarSourceConnection",
                gitConfiguration: {
                    sourceActionName: "Source",
                    pullRequests: [
                        {
                            events: ["OPEN", "UPDATED"],
                            branches: { includes: ["main"] },
                            filePaths: { includes: ["services/web/**"] },
                        },
                    ],
                },
            },
        ]);
    });

    it("lets the job that runs a stranger's code write its log and read its own source, and nothing else", async () => {
        for (const build of [ofBundles({ test: "npm test" }), ofImages({ testStage: "test" })]) {
            const statements = may(await checked(build), "web-check-test") as {
                Action: string[];
                Resource: string[];
            }[];
            const [logs, ...artifacts] = statements;
            assert.deepEqual(logs?.Action, ["logs:CreateLogStream", "logs:PutLogEvents"]);
            const actions = artifacts.flatMap(({ Action }) => Action);
            assert.deepEqual(
                actions.filter((action) => !/^(s3:Get|kms:(Decrypt|DescribeKey))/.test(action)),
                [],
            );
            const objects = artifacts.flatMap(({ Resource }) => Resource).filter((on) => on.endsWith("/*"));
            assert.ok(
                objects.every((on) => on.includes("/web-check")),
                objects.join(),
            );
        }
    });

    it("runs the tests of an image in the line's folder, and pushes nothing", async () => {
        const recording = await checked(ofImages({ testStage: "test", context: "app" }));
        const { run, env, docker } = job(recording);
        assert.deepEqual(run, { scripts: ["test-image"] });
        assert.equal(docker, true);
        assert.deepEqual(env, {
            CONTEXT: "services/web/app",
            DOCKERFILE: "Dockerfile",
            PLATFORM: "linux/amd64",
            TEST_STAGE: "test",
        });
    });

    it("runs the commands of a package in the line's folder, and keeps nothing", async () => {
        const { run, env } = job(await checked(ofBundles({ install: "npm ci", test: "npm test" })));
        assert.deepEqual(run, { scripts: ["commands", "test-package"] });
        assert.deepEqual(env, {
            LINE: "web",
            CONTEXT: "services/web",
            INSTALL_COMMANDS: "npm ci",
            TEST_COMMANDS: "npm test",
        });
    });

    it("of a line of tags is for any branch", async () => {
        const recording = await checked(ofBundles({}), { tags: ["v*"] });
        const { triggers } = recording.one("aws:codepipeline/pipeline:Pipeline", "web-check").inputs;
        const [{ gitConfiguration }] = triggers as [{ gitConfiguration: { pullRequests: unknown[] } }];
        assert.deepEqual(gitConfiguration.pullRequests, [
            { events: ["OPEN", "UPDATED"], branches: { includes: ["**"] } },
        ]);
    });

    it("is not offered by a build that does not know what the tests are, nor where nobody asks", async () => {
        const offered = async (asked: object, build: object): Promise<unknown> => {
            const { outputs } = await record(() => {
                const context = makeContext({ connections: { github: CONNECTION } });
                const settings = github.settings.parse({ repository: "acme/shop", ...asked });
                const source = github.make("web", settings, {}, context, {});
                assert.ok("step" in source);
                return { test: ofImages(build)(source, context).test?.name };
            });
            return outputs["test"];
        };
        assert.equal(await offered({ pullRequests: true }, { buildspec: "buildspec.yml" }), undefined);
        assert.equal(await offered({}, {}), undefined);
        assert.equal(await offered({ pullRequests: true }, {}), "Test");
    });
});
