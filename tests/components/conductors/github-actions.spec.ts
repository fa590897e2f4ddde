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

    it("says which variables the repository needs, none of them a secret", () => {
        const steps = recording.outputs["nextSteps"] as string[];
        assert.deepEqual(
            steps.map((step) => step.replace(/-[0-9a-f]{7}$/, "-0000000")),
            [
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

    it("without ids says how to look them up, and stands for none by a pattern", async () => {
        const nameless = await made({});
        const [first] = nameless.outputs["nextSteps"] as string[];
        assert.match(first ?? "", /gh api repos\/acme\/web --jq '\{owner: \.owner\.id, repository: \.id\}'/);
        const trust = String(nameless.one("aws:iam/role:Role", "web-make").inputs["assumeRolePolicy"]);
        assert.doesNotMatch(trust, /[*?]|repository_id/);
    });
});
