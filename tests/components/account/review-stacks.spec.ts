import * as assert from "node:assert/strict";

import type * as boundaries from "../../../components/account/boundaries";
import { rolesBoundaryArn } from "../../../components/account/boundaries";
import type * as trusting from "../../../components/documents/pulumi-trust";
import { trustNumbered } from "../../../components/documents/pulumi-trust";
import { type Change, type Started, startedBy } from "../../../cli/deployments/starts";
import { allows } from "../../../iam/evaluate";
import { assumesByToken, type Claims } from "../../../iam/web-identity";
import type { Plan } from "../../../plan/document";
import { statementsOf } from "../../../plan/policies";
import { mutated } from "../../support/mutant";
import { planOf } from "../../support/program";
import { textOf } from "./outputs";

const ACCOUNT = "222233334444";
const REF = { project: "fairlead", environment: "account", account: ACCOUNT, region: "eu-west-1", partition: "aws" };
const provider = {
    arn: `arn:aws:iam::${ACCOUNT}:oidc-provider/api.pulumi.com/oidc`,
    url: "https://api.pulumi.com/oidc",
    clientIds: ["acme"],
};
const BOUNDARY = rolesBoundaryArn(REF, "review");
const iam = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`;

/** A token with the claims of Pulumi's page: https://www.pulumi.com/docs/deployments/guides/oidc/ */
const sub = (
    stack: string,
    operation = "update",
    { org = "acme", project = "fairlead", scope = "write" } = {},
): string => `pulumi:deploy:org:${org}:project:${project}:stack:${stack}:operation:${operation}:scope:${scope}`;
const token = (subject: string, aud = "acme"): Claims => ({
    iss: "https://api.pulumi.com/oidc",
    aud,
    sub: subject,
    exp: 2,
});

function letsIn(trust: string, claims: Claims): boolean {
    const request = assumesByToken(iam("role/x"), provider, claims, { now: 1, known: [] });
    return request !== undefined && allows(request, { identity: [], resource: statementsOf(trust) });
}

const CLOUD = { organization: "acme", project: "fairlead", begins: "pr-fairlead" };
const trust = (by: Pick<typeof trusting, "trustNumbered"> = { trustNumbered }): Promise<string> =>
    textOf(by.trustNumbered(provider.arn, CLOUD, ["update", "destroy"]));

describe("the role of review stacks", () => {
    it("is taken on by the stack of any pull request, to make it and to take it away", async () => {
        const policy = await trust();
        for (const number of ["1", "42", "12345"])
            for (const operation of ["update", "destroy"])
                assert.equal(letsIn(policy, token(sub(`pr-fairlead-${number}`, operation))), true, number);
    });

    const hostile: Readonly<Record<string, Claims>> = {
        "the template": token(sub("review")),
        "the first environment": token(sub("staging")),
        production: token(sub("prod")),
        "the account's own stack": token(sub("account")),
        "a stack without a number": token(sub("pr-fairlead")),
        "a stack with a dash and no number": token(sub("pr-fairlead-")),
        "a stack whose name goes on": token(sub("pr-fairlead-12-prod")),
        "a stack whose name begins alike": token(sub("pr-fairlead2-12")),
        "a stack whose name ends alike": token(sub("my-pr-fairlead-12")),
        "a number that no repository reaches": token(sub("pr-fairlead-123456")),
        "a stack that is named like an operation": token(sub("pr-fairlead-1:operation:update", "preview")),
        "a preview of it": token(sub("pr-fairlead-12", "preview")),
        "a refresh of it": token(sub("pr-fairlead-12", "refresh")),
        "drift of it": token(sub("pr-fairlead-12", "detect-drift")),
        "an operation that begins alike": token(sub("pr-fairlead-12", "updates")),
        "another scope": token(sub("pr-fairlead-12", "update", { scope: "read" })),
        "another project": token(sub("pr-fairlead-12", "update", { project: "fairlead2" })),
        "another organization": token(sub("pr-fairlead-12", "update", { org: "acme-evil" }), "acme-evil"),
        "another organization that says it is this one": token(sub("pr-fairlead-12", "update", { org: "acme-evil" })),
        "another audience": token(sub("pr-fairlead-12"), "sts.amazonaws.com"),
        "an environment of ESC": token("pulumi:environments:org:acme:env:pr-fairlead-12"),
        "another issuer": { ...token(sub("pr-fairlead-12")), iss: "https://api.pulumi.example/oidc" },
        "an expired token": { ...token(sub("pr-fairlead-12")), exp: 0 },
    };
    for (const [who, claims] of Object.entries(hostile))
        it(`refuses ${who}`, async () => assert.equal(letsIn(await trust(), claims), false));

    it("has a trust policy that AWS takes, with the longest names that the settings take", async () => {
        const longest = { organization: "o".repeat(40), project: "p".repeat(5), begins: "b".repeat(30) };
        const text = await textOf(trustNumbered(provider.arn, longest, ["update", "destroy"]));
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        assert.ok(text.length <= 2048, String(text.length));
    });

    it("mutant: any name that begins so", async () => {
        const wrong = mutated<typeof trusting>(
            "components/documents/pulumi-trust",
            "components/documents/pulumi-trust",
            ['"?".repeat(at + 1)', '"*"'],
        );
        assert.equal(letsIn(await trust(wrong), token(sub("pr-fairlead-12-prod"))), true);
    });
});

const planOfAccount = (): Promise<Plan> =>
    planOf("account", { configFile: "tests/fixtures/review/Pulumi.account.yaml" });
const bounded = { "iam:PermissionsBoundary": BOUNDARY };

function policyIn(plan: Plan, type: string, name: string): string {
    const found = plan.resources.find((each) => each.type === type && each.name === name);
    return String(found?.inputs["policy"] ?? found?.inputs["assumeRolePolicy"]);
}

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/PowerUserAccess.html */
const POWER_USER = [
    { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
    { Effect: "Allow", Action: ["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole"], Resource: "*" },
];

type Asked = readonly [action: string, on: string, context?: Readonly<Record<string, string>>];

/** Whether the role of review stacks may, by its own policies and its boundary, where what it asks for trusts its account. */
function mayIn(plan: Plan, [action, on, context = {}]: Asked): boolean {
    const own = statementsOf(policyIn(plan, "aws:iam/rolePolicy:RolePolicy", "account-deploy-review-update"));
    const boundary = statementsOf(policyIn(plan, "aws:iam/policy:Policy", "account-deploy-review-boundary"));
    const resource = [{ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "*", Resource: "*" }];
    const by = `arn:aws:sts::${ACCOUNT}:assumed-role/account-deploy-review-update-account-0123456/s`;
    return allows(
        { by, action, on, account: on.split(":")[4] || ACCOUNT, context },
        { identity: [...own, ...POWER_USER], boundary, resource },
    );
}

describe("a template of review stacks", () => {
    let plan: Plan;
    before(async () => (plan = await planOfAccount()));

    const may = (...asked: Asked): boolean => mayIn(plan, asked);
    const roles = (): string[] =>
        plan.resources.filter(({ type }) => type === "aws:iam/role:Role").map(({ name }) => name);

    it("is given to Pulumi Cloud as one, and is never brought up itself", () => {
        const [settings, ...more] = plan.resources.filter(
            ({ type }) => type === "pulumiservice:index:DeploymentSettings",
        );
        assert.deepEqual(more, []);
        const { previewPullRequests, deployCommits, pullRequestTemplate } = settings?.inputs["vcs"] as Record<
            string,
            unknown
        >;
        assert.deepEqual([previewPullRequests, deployCommits, pullRequestTemplate], [false, false, true]);
        assert.equal(settings?.inputs["stack"], "review");
    });

    it("has one role, of its stacks, and none that its own name takes on", () => {
        assert.deepEqual(roles(), ["account-deploy-review-update"]);
        const text = policyIn(plan, "aws:iam/role:Role", "account-deploy-review-update");
        assert.equal(letsIn(text, token(sub("pr-fairlead-7"))), true);
        assert.equal(letsIn(text, token(sub("review"))), false);
    });

    it("has its stack made by a pull request, and taken away when that is merged or closed", () => {
        const changed = ["components/line/make.ts"];
        const starts = (kind: Change["kind"]): Started[] => startedBy(plan, { kind, changed });
        const [opened, merged, closed] = [starts("pull request"), starts("merge"), starts("closed pull request")];
        assert.deepEqual(opened, [{ stack: "review", operation: "update", inReview: true }]);
        assert.deepEqual(merged, [{ stack: "review", operation: "destroy", inReview: true }]);
        assert.deepEqual(closed, merged);
        const trusted = policyIn(plan, "aws:iam/role:Role", "account-deploy-review-update");
        for (const { operation } of [...opened, ...closed])
            assert.equal(letsIn(trusted, token(sub("pr-fairlead-7", operation))), true, operation);
        assert.deepEqual(startedBy(plan, { kind: "pull request", changed: ["README.md"] }), [
            { stack: "review", because: "no path of it has changed" },
        ]);
    });

    const FORBIDDEN = {
        "a role without the boundary": ["iam:CreateRole", iam("role/web-task-pr-fairlead-7-0123456"), {}],
        "a role with a boundary of its own": [
            "iam:CreateRole",
            iam("role/web-task-pr-fairlead-7-0123456"),
            { "iam:PermissionsBoundary": iam("policy/mine") },
        ],
        "a role of another stack": ["iam:PutRolePolicy", iam("role/web-task-staging-0123456"), bounded],
        "its own role": ["iam:PutRolePolicy", iam("role/account-deploy-review-update-account-0123456"), bounded],
        "its own trust": [
            "iam:UpdateAssumeRolePolicy",
            iam("role/account-deploy-review-update-account-0123456"),
            bounded,
        ],
        "the boundary": ["iam:CreatePolicyVersion", BOUNDARY, {}],
        "the provider": ["iam:AddClientIDToOpenIDConnectProvider", provider.arn, {}],
        "a user": ["iam:CreateUser", iam("user/eve"), {}],
        "the organization": ["organizations:LeaveOrganization", "*", {}],
        "a role of another account": ["sts:AssumeRole", "arn:aws:iam::111122223333:role/web-task-prod-0123456", {}],
        "a role of the same name in another account": [
            "sts:AssumeRole",
            "arn:aws:iam::111122223333:role/web-task-pr-fairlead-7-0123456",
            {},
        ],
        "an administrator's role": ["sts:AssumeRole", iam("role/Admin"), {}],
    } as const;
    for (const [what, [action, on, context]] of Object.entries(FORBIDDEN))
        it(`has stacks that cannot reach ${what}`, () => assert.equal(may(action, on, context), false));

    it("has stacks that make their own roles and take them away, within the boundary", () => {
        const own = iam("role/web-task-pr-fairlead-7-0123456");
        for (const action of ["iam:CreateRole", "iam:PutRolePolicy"])
            assert.equal(may(action, own, bounded), true, action);
        for (const action of ["iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PassRole"])
            assert.equal(may(action, own), true, action);
        assert.equal(may("ec2:CreateVpc", "*"), true);
    });

    it("mutant: its stacks take on whatever role trusts their account", async () => {
        const wrong = mutated<typeof boundaries>("components/account/boundaries", "components/account/boundaries", [
            'Sid: "NobodyElse", Effect: "Deny"',
            'Sid: "NobodyElse", Effect: "Allow"',
        ]);
        const boundary = statementsOf(await textOf(wrong.reviewBoundary(REF, "pr-fairlead-*")));
        const request = {
            by: iam("role/x"),
            action: "sts:AssumeRole",
            on: iam("role/Admin"),
            account: ACCOUNT,
            context: {},
        };
        const admin = [{ Effect: "Allow", Action: "*", Resource: "*" }];
        const resource = [{ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "*", Resource: "*" }];
        assert.equal(allows(request, { identity: admin, boundary, resource }), true);
    });

    it("tells who can push what they can do", () => {
        assert.match(
            JSON.stringify(plan.outputs),
            /stacks of pull requests run their code, with nearly all rights in this account/,
        );
    });
});

describe("the stack of a pull request", () => {
    let plan: Plan;
    before(async () => {
        plan = await planOf("pr-fairlead-99999", { configFile: "tests/fixtures/review/Pulumi.review.yaml" });
    });

    it("has roles that its role of deployment makes and takes away, each within the boundary", async () => {
        const account = await planOfAccount();
        const made = plan.resources.filter(({ type }) => type === "aws:iam/role:Role");
        assert.ok(made.length > 5);
        for (const { name, inputs } of made) {
            assert.equal(inputs["permissionsBoundary"], BOUNDARY, name);
            const role = `${name}-pr-fairlead-99999-0123456`;
            assert.ok(role.length <= 64, role);
            for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"])
                assert.equal(mayIn(account, [action, iam(`role/${role}`), bounded]), true, `${action} ${role}`);
            for (const action of ["iam:PassRole", "iam:DeleteRolePolicy", "iam:DeleteRole"])
                assert.equal(mayIn(account, [action, iam(`role/${role}`)]), true, `${action} ${role}`);
        }
    });

    it("protects nothing, so that it can be destroyed", () => {
        assert.deepEqual(
            plan.resources.filter(({ options }) => options.protect).map(({ name }) => name),
            [],
        );
    });

    it("has no name that another pull request's has as well", () => {
        const NAMES = ["name", "bucket", "repositoryName", "clusterName", "family"];
        const fixed = plan.resources
            .filter(({ type }) => type.startsWith("aws:"))
            .flatMap(({ inputs }) => NAMES.map((key) => inputs[key]))
            .filter((value): value is string => typeof value === "string");
        assert.ok(fixed.length > 3);
        assert.deepEqual(
            fixed.filter((value) => !value.includes("pr-fairlead-99999")),
            [],
        );
    });
});
