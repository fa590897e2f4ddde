import * as assert from "node:assert/strict";

import { renderPolicy } from "../../../components/documents/policy";
import { bitbucket } from "../../../components/sources/bitbucket";
import { github } from "../../../components/sources/github";
import { gitlab } from "../../../components/sources/gitlab";
import { CONNECTION } from "../../support/connection";
import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, statements } from "../surroundings";

async function made(
    settings: object,
    connections: Record<string, string> = { github: CONNECTION },
): Promise<Recording> {
    return record(() => {
        const asked = github.settings.parse({ repository: "acme/web", ...settings });
        const source = github.make("web", asked, {}, makeContext({ connections }), {});
        if ("awaits" in source) return { ...source };
        const { step, describe: describes, ...rest } = source;
        return {
            ...rest,
            run: step.run,
            allow: renderPolicy(step.allow),
            describes: { ...describes, allow: renderPolicy(describes.allow) },
        };
    });
}

describe("connected", () => {
    it("is made of nothing: repository and connection are their owners'", async () => {
        assert.deepEqual((await made({})).all("aws:codecommit/repository:Repository"), []);
    });

    it("reads a zip of the branch by the connection, and is started by a trigger alone", async () => {
        const { outputs } = await made({});
        assert.deepEqual(outputs["run"], {
            action: {
                category: "Source",
                configuration: {
                    BranchName: "main",
                    ConnectionArn: CONNECTION,
                    DetectChanges: "false",
                    FullRepositoryId: "acme/web",
                    OutputArtifactFormat: "CODE_ZIP",
                },
                provider: "CodeStarSourceConnection",
            },
        });
        assert.deepEqual(outputs["starts"], [{ source: "Source", git: { push: { branches: ["main"] } } }]);
        assert.equal(outputs["folder"], undefined);
    });

    it("lets the source step use the connection by its old and its new name, and no other step", async () => {
        const { outputs } = await made({});
        assert.deepEqual(statements(outputs["allow"]), [
            allow(
                ["codeconnections:UseConnection", "codestar-connections:UseConnection"],
                [CONNECTION, CONNECTION.replace("codeconnections", "codestar-connections")],
            ),
        ]);
        const { scripts, env, allow: publish } = outputs["describes"] as Record<string, unknown>;
        assert.deepEqual([scripts, env], [["connected-commit"], { SOURCE: "Source" }]);
        const pipeline = "arn:aws:codepipeline:eu-west-1:111122223333:web-make-stack-???????";
        assert.deepEqual(statements(publish), [allow(["codepipeline:ListActionExecutions"], [pipeline])]);
    });

    it("of a folder starts for what changes below it, unless paths say otherwise", async () => {
        const started = async (settings: object): Promise<unknown> => (await made(settings)).outputs["starts"];
        const push = (filePaths: string[]): object[] => [
            { source: "Source", git: { push: { branches: ["trunk"], filePaths } } },
        ];
        const here = { branch: "trunk", folder: "services/web" };
        assert.deepEqual(await started(here), push(["services/web/**"]));
        const paths = ["services/web/**", "lib/*.ts"];
        assert.deepEqual(await started({ ...here, paths }), push(paths));
        assert.equal((await made(here)).outputs["folder"], "services/web");
    });

    it("of tags starts for these, and Publish may ask what started its run", async () => {
        const { outputs } = await made({ tags: ["v*", "web-*"], folder: "services/web" });
        assert.deepEqual(outputs["starts"], [{ source: "Source", git: { push: { tags: ["v*", "web-*"] } } }]);
        const { env, allow: publish } = outputs["describes"] as Record<string, unknown>;
        assert.deepEqual(env, { SOURCE: "Source", TAGS: "v* web-*" });
        assert.match(String(publish), /codepipeline:GetPipelineExecution/);
    });

    it("says what its Git provider has to allow, and that nobody is known to have pushed", async () => {
        const { outputs } = await made({});
        assert.deepEqual(outputs["nextSteps"], [
            "where a release of web has to be approved, put unnamed-pushers into loosen: AWS is not told who pushed at GitHub, so without it no approval passes",
            "let the connection's app read acme/web at GitHub, if it may not yet; else web-make is red at Source",
        ]);
    });

    it("without a connection makes nothing, and says what a person has to do", async () => {
        const { outputs } = await made({}, { gitlab: CONNECTION });
        assert.deepEqual(outputs, {
            awaits: [
                "web has no make yet: connect GitHub at https://eu-west-1.console.aws.amazon.com/codesuite/settings/connections/create?region=eu-west-1, let its app read acme/web, then say which connection it is: pulumi config set --path 'project:connections.github' <its ARN>, and pulumi up",
            ],
        });
    });

    const right = (settings: object): boolean =>
        github.settings.safeParse({ repository: "acme/web", ...settings }).success;
    for (const [what, wrong] of Object.entries({
        "a repository without its owner": { repository: "web" },
        "a repository's address": { repository: "https://github.com/acme/web" },
        "a repository below a group": { repository: "acme/shop/web" },
        "no patterns": { tags: [] },
        "nine patterns": { paths: Array.from({ length: 9 }, (_, at) => `${at}/**`) },
        "a pattern of 256 characters": { paths: ["a".repeat(256)] },
        "a branch that is a pattern": { branch: "release/*" },
        "a folder that leads out": { folder: "services/../../etc" },
        "a folder that begins at the root": { folder: "/services" },
        "a folder that ends in a slash": { folder: "services/" },
        "a setting it does not know": { url: "https://example.com" },
    })) {
        it(`refuses ${what}`, () => {
            assert.equal(right(wrong), false);
        });
    }

    it("takes what AWS's triggers take: eight patterns of 255 characters", () => {
        assert.ok(right({ paths: Array.from({ length: 8 }, () => "a".repeat(255)) }));
        assert.ok(right({ repository: "acme-inc/web.site_2", branch: "release/1.x", folder: "a.b/c_d" }));
    });

    it("knows how each Git provider names repositories", () => {
        assert.ok(gitlab.settings.safeParse({ repository: "acme/shop/web" }).success);
        assert.ok(!gitlab.settings.safeParse({ repository: "web" }).success);
        assert.ok(bitbucket.settings.safeParse({ repository: "acme/web" }).success);
        assert.ok(!bitbucket.settings.safeParse({ repository: "acme/shop/web" }).success);
        assert.deepEqual(
            [github, gitlab, bitbucket].map(({ connects }) => connects),
            ["GitHub", "GitLab", "Bitbucket"],
        );
    });
});
