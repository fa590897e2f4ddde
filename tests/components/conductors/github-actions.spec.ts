import * as assert from "node:assert/strict";

import { workflow } from "../../../components/builds/workflow";
import { Make } from "../../../components/line/make";
import { record, type Recording } from "../../support/recorder";
import { allow, below, makeContext, makeStore, statements } from "../surroundings";

const PROVIDER = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const ECR = "arn:aws:ecr:eu-west-1:111122223333:repository/project-stack/web";

function made(settings: object): Promise<Recording> {
    return record(() => {
        const context = makeContext();
        const store = makeStore(context);
        const chosen = workflow.settings.parse({ repository: "acme/web", ...settings });
        const build = workflow.make("web", chosen, { store }, context, {});
        const { nextSteps, pipelineNames } = new Make(
            "web",
            { carries: "image", build, store, listening: [] },
            context,
        );
        return { nextSteps, pipelineNames };
    });
}

describe("a make half that GitHub Actions runs", () => {
    let recording: Recording;
    before(async () => (recording = await made({ ids: { owner: "123", repository: "456" } })));

    it("is one role and the record of what was released: no pipeline, no job, no event", () => {
        assert.deepEqual(below(recording, "Make", "web"), [
            "BucketObjectv2 web-published",
            "GithubActions web-make",
            "Role web-make",
            "RolePolicy web-make",
        ]);
        assert.deepEqual(recording.outputs["pipelineNames"], []);
    });

    it("has a role that the workflow's own tokens take on, in both forms of their subject", () => {
        const [trust] = statements(
            recording.one("aws:iam/role:Role", "web-make").inputs["assumeRolePolicy"],
        ) as object[];
        const host = "token.actions.githubusercontent.com";
        assert.deepEqual(trust, {
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
                StringEquals: {
                    [`${host}:aud`]: "sts.amazonaws.com",
                    [`${host}:sub`]: ["repo:acme/web:ref:refs/heads/main", "repo:acme@123/web@456:ref:refs/heads/main"],
                },
                StringEqualsIfExists: {
                    [`${host}:job_workflow_ref`]: "acme/web/.github/workflows/deliver.yml@refs/heads/main",
                    [`${host}:repository_id`]: "456",
                },
            },
            Effect: "Allow",
            Principal: { Federated: PROVIDER },
        });
    });

    it("may push to its own repository and put its own candidate, and ship nothing", () => {
        const all = statements(recording.one("aws:iam/rolePolicy:RolePolicy", "web-make").inputs["policy"]) as {
            readonly Action: string[];
            readonly Resource: string[];
        }[];
        const writes = all.filter(({ Action }) => Action.some((action) => /Put|Upload|Start|Pass/.test(action)));
        const objects = ["candidate.zip", "published.json"].map(
            (name) => `arn:aws:s3:::project-stack-releases-111122223333/releases/web/${name}`,
        );
        assert.deepEqual(
            writes.map(({ Resource }) => Resource),
            [[ECR], objects],
        );
        assert.deepEqual(writes[1], allow(["s3:PutObject"], objects));
    });

    it("says what has to be there first, and which variables the repository needs, none of them a secret", () => {
        const steps = recording.outputs["nextSteps"] as string[];
        assert.deepEqual(
            steps.map((step) => step.replace(/-[0-9a-f]{7}$/, "-0000000")),
            [
                "have arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com before a job of web signs in by it: githubOidc in the stack of the account makes it; aws iam list-open-id-connect-providers says whether it is there",
                "gh variable set FAIRLEAD_WEB_STACK_ROLE --repo acme/web --body arn:aws:iam::111122223333:role/web-make-0000000",
                "gh variable set FAIRLEAD_WEB_STACK_REPOSITORY_URI --repo acme/web --body 111122223333.dkr.ecr.eu-west-1.amazonaws.com/project-stack/web",
                "gh variable set FAIRLEAD_WEB_STACK_REPOSITORY_NAME --repo acme/web --body project-stack/web",
                "gh variable set FAIRLEAD_WEB_STACK_RELEASES_BUCKET --repo acme/web --body project-stack-releases-111122223333",
                "put the workflow of web into a checkout of acme/web, and push it: npx fairlead workflow --line web --write <checkout>",
            ],
        );
    });

    it("with an environment has a role for it alone, which may publish and not push, and another that may push alone", async () => {
        const gated = await made({ environment: "release", ids: { owner: "123", repository: "456" } });
        const subjects = (role: string): unknown =>
            /"[^"]*:sub":(\[[^\]]*\])/.exec(
                String(gated.one("aws:iam/role:Role", role).inputs["assumeRolePolicy"]),
            )?.[1];
        assert.equal(
            subjects("web-make-publish"),
            '["repo:acme/web:environment:release","repo:acme@123/web@456:environment:release"]',
        );
        assert.equal(
            subjects("web-make"),
            '["repo:acme/web:ref:refs/heads/main","repo:acme@123/web@456:ref:refs/heads/main"]',
        );
        const may = (role: string, action: string): boolean =>
            String(gated.one("aws:iam/rolePolicy:RolePolicy", role).inputs["policy"]).includes(`"${action}"`);
        assert.deepEqual(
            ["web-make", "web-make-publish"].map((role) => [
                may(role, "s3:PutObject"),
                may(role, "ecr:UploadLayerPart"),
            ]),
            [
                [false, true],
                [true, false],
            ],
        );
        assert.match(
            String(gated.outputs["nextSteps"]),
            /make release with required reviewers, prevent self-review, no bypass by administrators, and the branch main alone/,
        );
    });

    it("with access keys is one user more, which may take on that role alone, and its newest key kept for who sets it", async () => {
        const keyed = await made({ accessKeys: ["first", "second"] });
        assert.deepEqual(below(keyed, "Make", "web"), [
            "AccessKey web-make-first",
            "AccessKey web-make-second",
            "BucketObjectv2 web-published",
            "GithubActions web-make",
            "Role web-make",
            "RolePolicy web-make",
            "Secret web-make",
            "SecretVersion web-make",
            "User web-make",
            "UserPolicy web-make",
        ]);
        const { outputs: user } = keyed.one("aws:iam/user:User");
        const { outputs: role, inputs } = keyed.one("aws:iam/role:Role", "web-make");
        assert.deepEqual(statements(inputs["assumeRolePolicy"]), [
            { Action: "sts:AssumeRole", Effect: "Allow", Principal: { AWS: user["arn"] } },
        ]);
        const may = keyed.one("aws:iam/userPolicy:UserPolicy").inputs["policy"];
        assert.deepEqual(statements(may), [allow(["sts:AssumeRole"], [String(role["arn"])])]);
        const rights = (of: Recording): unknown => of.one("aws:iam/rolePolicy:RolePolicy", "web-make").inputs["policy"];
        assert.equal(rights(keyed), rights(recording), "a job may the same either way");

        const second = keyed.one("aws:iam/accessKey:AccessKey", "web-make-second");
        assert.ok(second.options.additionalSecretOutputs?.includes("secret"));
        const kept = keyed.one("aws:secretsmanager/secretVersion:SecretVersion");
        assert.deepEqual(kept.inputs["secretString"], { secret: true });
        const steps = keyed.outputs["nextSteps"] as string[];
        assert.ok(
            steps.includes(
                `gh variable set FAIRLEAD_WEB_STACK_ACCESS_KEY_ID --repo acme/web --body ${String(second.id)}`,
            ),
        );
        const arn = String(keyed.one("aws:secretsmanager/secret:Secret").outputs["arn"]);
        assert.ok(
            steps.includes(
                `aws secretsmanager get-secret-value --region eu-west-1 --secret-id ${arn} --query SecretString --output text | gh secret set FAIRLEAD_WEB_STACK_SECRET_ACCESS_KEY --repo acme/web`,
            ),
        );
        assert.match(steps.join("\n"), /^every 90 days, change the access key that web-make of web signs in by: /m);
        assert.doesNotMatch(steps.join("\n"), /gh api/);
    });

    it("with access keys and an environment keeps the one that publishes from jobs that have not been let into it", async () => {
        const gated = await made({ accessKeys: ["first"], environment: "release" });
        const set = (gated.outputs["nextSteps"] as string[]).flatMap((step) => step.split("gh secret set ").slice(1));
        assert.deepEqual(set, [
            "FAIRLEAD_WEB_STACK_SECRET_ACCESS_KEY --repo acme/web",
            "FAIRLEAD_WEB_STACK_PUBLISH_SECRET_ACCESS_KEY --repo acme/web --env release",
        ]);
    });

    it("without ids says how to look them up, and stands for none by a pattern", async () => {
        const nameless = await made({});
        const [, second] = nameless.outputs["nextSteps"] as string[];
        assert.match(second ?? "", /gh api repos\/acme\/web --jq '\{owner: \.owner\.id, repository: \.id\}'/);
        const trust = String(nameless.one("aws:iam/role:Role", "web-make").inputs["assumeRolePolicy"]);
        assert.doesNotMatch(trust, /[*?]|repository_id/);
    });
});
