import * as assert from "node:assert/strict";

import { GithubShip } from "../../../components/conductors/github-ship";
import { shipSettings } from "../../../components/conductors/github-settings";
import * as pulumi from "@pulumi/pulumi";

import { record, type Recording } from "../../support/recorder";
import { allow, makeContext, statements } from "../surroundings";

const PIPELINE = "arn:aws:codepipeline:eu-west-1:111122223333:web-ship";
const RELEASES = "arn:aws:s3:::project-stack-releases-111122223333/releases/web";

function made(settings: object, after?: string): Promise<Recording> {
    return record(() => {
        const { job, variables, nextSteps } = new GithubShip(
            "web-ship-github",
            {
                line: "web",
                settings: shipSettings.parse({ repository: "acme/web", environment: "production", ...settings }),
                ship: { name: pulumi.output("web-ship"), arn: pulumi.output(PIPELINE) },
                source: "Release",
                ...(after === undefined ? {} : { after }),
            },
            makeContext(),
        );
        return { job, variables, nextSteps };
    });
}
const trustIn = (recording: Recording): Record<string, Record<string, unknown>> => {
    const [trust] = statements(recording.one("aws:iam/role:Role", "web-ship-github").inputs["assumeRolePolicy"]) as {
        Condition: Record<string, Record<string, unknown>>;
    }[];
    return trust?.Condition ?? {};
};

describe("a job of GitHub's that takes releases out", () => {
    it("is let in behind its environment alone, never for a branch", async () => {
        const condition = trustIn(await made({ ids: { owner: "1", repository: "2" } }));
        assert.deepEqual(condition["StringEquals"]?.["token.actions.githubusercontent.com:sub"], [
            "repo:acme/web:environment:production",
            "repo:acme@1/web@2:environment:production",
        ]);
    });

    it("may say when, and nothing else: it starts this pipeline and reads how it goes", async () => {
        const all = statements(
            (await made({})).one("aws:iam/rolePolicy:RolePolicy", "web-ship-github").inputs["policy"],
        ) as { Action: string[] }[];
        assert.deepEqual(
            all.at(-1),
            allow(
                [
                    "codepipeline:StartPipelineExecution",
                    "codepipeline:GetPipelineExecution",
                    "codepipeline:ListPipelineExecutions",
                ],
                [PIPELINE],
            ),
        );
        assert.deepEqual(all[0], allow(["s3:GetObject"], [`${RELEASES}/candidate.zip`, `${RELEASES}/live.zip`]));
        assert.equal(
            all.flatMap(({ Action }) => Action).some((action) => /Put|Pass|CreateDeployment|Assume/.test(action)),
            false,
        );
    });

    it("asks GitHub whether somebody was asked, exactly where releases are promoted to", async () => {
        const promoted = String((await made({}, "staging")).outputs["job"]);
        const first = String((await made({})).outputs["job"]);
        assert.match(promoted, /prevent_self_review == true/);
        assert.match(promoted, /can_admins_bypass == false/);
        assert.match(promoted, /GATE: production/);
        assert.doesNotMatch(first, /prevent_self_review/);
        assert.ok(promoted.indexOf("prevent_self_review") < promoted.indexOf("configure-aws-credentials"));
    });

    it("says once how the environment is made, and which variables the repository needs", async () => {
        const { nextSteps, variables } = (await made({}, "staging")).outputs as unknown as {
            nextSteps: string[];
            variables: object;
        };
        assert.match(
            nextSteps[0] ?? "",
            /make production with required reviewers, prevent self-review, no bypass by administrators, and the branch main alone/,
        );
        for (const name of Object.keys(variables))
            assert.ok(nextSteps.some((step) => step.includes(`gh variable set ${name} `)));
    });

    for (const [what, wrong] of Object.entries({
        "no environment": { environment: undefined },
        "an environment that a token would write otherwise": { environment: "a:b" },
        "to wait longer than its credentials are good for": { waitMinutes: 60 },
    })) {
        it(`refuses ${what}`, () => {
            const settings = { repository: "acme/web", environment: "production", ...wrong };
            assert.equal(shipSettings.safeParse(settings).success, false);
        });
    }
});
