import * as assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { rolesBoundary } from "../../../components/account/boundaries";
import type * as bounding from "../../../components/account/boundaries";
import { allows } from "../../../iam/evaluate";
import { statementsOf } from "../../../plan/policies";
import { mutated } from "../../support/mutant";

const HERE = {
    project: "fairlead",
    environment: "account",
    account: "111122223333",
    region: "eu-west-1",
    partition: "aws",
};
const iam = (resource: string): string => `arn:aws:iam::111122223333:${resource}`;
const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];

const textOf = (output: pulumi.Output<string>): Promise<string> =>
    new Promise((resolve) => {
        output.apply(resolve);
    });

/** Whether a role that was given everything may, within the boundary. */
async function may(
    [action, on]: readonly [string, string],
    { rolesBoundary: of }: Pick<typeof bounding, "rolesBoundary"> = { rolesBoundary },
): Promise<boolean> {
    const boundary = statementsOf(await textOf(of(HERE, "staging")));
    const by = iam("role/web-task-staging-0123456");
    // A role that is to be taken on trusts the account here; what it lacks is not what is asked.
    const resource = [{ Effect: "Allow", Principal: { AWS: HERE.account }, Action: "*", Resource: "*" }];
    return allows(
        { by, action, on, account: on.split(":")[4] || HERE.account, context: {} },
        { identity: ADMIN, boundary, resource },
    );
}

/** Ways from a role that somebody's commit made to more than an update may. */
const FORBIDDEN = {
    "makes a role": ["iam:CreateRole", iam("role/web-more-staging-0123456")],
    "gives a role more": ["iam:PutRolePolicy", iam("role/web-task-staging-0123456")],
    "takes its boundary off": ["iam:DeleteRolePermissionsBoundary", iam("role/web-task-staging-0123456")],
    "widens the boundary": ["iam:CreatePolicyVersion", iam("policy/fairlead-staging-boundary")],
    "makes a key": ["iam:CreateAccessKey", iam("user/ana")],
    "lets tokens of somebody in": [
        "iam:UpdateAssumeRolePolicy",
        iam("role/account-github-staging-update-account-0123456"),
    ],
    "hands a function what deploys": ["iam:PassRole", iam("role/account-github-prod-update-account-0123456")],
    "hands a function another stack's role": ["iam:PassRole", iam("role/web-task-prod-0123456")],
    "hands a function the administrators' role": ["iam:PassRole", iam("role/Admin")],
    "becomes an administrator": ["sts:AssumeRole", iam("role/Admin")],
    "becomes a role of another account": ["sts:AssumeRole", "arn:aws:iam::444455556666:role/web-task-staging-0123456"],
    "becomes one of a stack whose name begins alike": ["sts:AssumeRole", iam("role/web-task-staging-eu-0123456")],
    "leaves the organization": ["organizations:LeaveOrganization", "*"],
    "closes the account": ["account:CloseAccount", "*"],
} as const;

describe("the boundary of roles that git makes", () => {
    for (const [what, question] of Object.entries(FORBIDDEN))
        it(`holds a role that ${what}`, async () => assert.equal(await may(question), false));

    it("leaves what roles of a line do", async () => {
        const own = iam("role/web-task-staging-0123456");
        for (const question of [
            ["iam:PassRole", own],
            ["sts:AssumeRole", own],
            ["s3:GetObject", "arn:aws:s3:::x/y"],
            [
                "iam:CreateServiceLinkedRole",
                iam("role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/x"),
            ],
        ] as const)
            assert.equal(await may(question), true, question.join(" on "));
    });

    it("mutant: a boundary that knows nothing of IAM", async () => {
        const wrong = mutated<typeof bounding>("components/account/boundaries", "components/account/boundaries", [
            'NotAction: ["iam:*", ',
            "NotAction: [",
        ]);
        assert.equal(await may(FORBIDDEN["gives a role more"], wrong), true);
    });
});
