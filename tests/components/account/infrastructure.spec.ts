import * as assert from "node:assert/strict";

import { assumesByToken, type Claims } from "../../../iam/web-identity";
import { allows } from "../../../iam/evaluate";
import { statementsOf } from "../../../plan/policies";
import { Account } from "../../../stacks/account";
import type * as accounts from "../../../stacks/account";
import type { AccountArgs } from "../../../stacks/args";
import { parseStack } from "../../../stacks/settings";
import { HOSTILE, NOW, WELCOME } from "../../iam/github-claims";
import { changed, stackFile } from "../../stacks/stack-files";
import { mutated } from "../../support/mutant";
import { record, type Recording } from "../../support/recorder";

const provider = {
    arn: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
    url: "https://token.actions.githubusercontent.com",
    clientIds: ["sts.amazonaws.com"],
};
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000";
const infrastructure = {
    repository: "acme/web",
    ids: { owner: "123", repository: "456" },
    state: { bucket: "acme-pulumi", keyArn: KEY },
    stacks: { staging: { previewPullRequests: true }, prod: {} },
};

function settings(more: object): AccountArgs {
    const raw = changed(stackFile("Pulumi.account.yaml"), { oncePerAccount: { githubOidc: { infrastructure: more } } });
    const { account } = parseStack(raw, { project: "fairlead", environment: "account" });
    assert.ok(account);
    return account;
}

const made = (more: object = infrastructure, { Account: Made }: Pick<typeof accounts, "Account"> = { Account }) =>
    record(
        () => {
            const { nextSteps } = new Made("account", settings(more));
            return { nextSteps };
        },
        { project: "fairlead", stack: "account" },
    );

const ROLE = "aws:iam/role:Role";
const trustOf = (recording: Recording, name: string): string =>
    String(recording.one(ROLE, name).inputs["assumeRolePolicy"]);

function letsIn(trust: string, claims: Claims): boolean {
    const request = assumesByToken("arn:aws:iam::111122223333:role/x", provider, claims, {
        now: NOW,
        known: undefined,
    });
    return request !== undefined && allows(request, { identity: [], resource: statementsOf(trust) });
}

/** A job of the workflow, in one environment on GitHub. */
const job = (environment: string, more: Claims = {}): Claims => ({
    ...WELCOME["a push to the branch"],
    environment,
    sub: `repo:acme/web:environment:${environment}`,
    job_workflow_ref: "acme/web/.github/workflows/infrastructure.yml@refs/heads/main",
    ...more,
});
const pullRequest = job("staging-preview", {
    event_name: "pull_request",
    ref: "refs/pull/7/merge",
    job_workflow_ref: "acme/web/.github/workflows/infrastructure.yml@refs/pull/7/merge",
});

describe("roles by which GitHub Actions brings stacks up", () => {
    let recording: Recording;
    before(async () => (recording = await made()));

    it("are one to update each stack, and one to preview where that is asked for", () => {
        assert.deepEqual(
            recording.all(ROLE).map(({ name }) => name),
            ["account-github-prod-update", "account-github-staging-preview", "account-github-staging-update"],
        );
    });

    it("let in the job of their own environment, in both forms of its subject", () => {
        const trust = trustOf(recording, "account-github-prod-update");
        assert.equal(letsIn(trust, job("prod")), true);
        assert.equal(letsIn(trust, job("prod", { sub: "repo:acme@123/web@456:environment:prod" })), true);
    });

    const hostile: Readonly<Record<string, Claims>> = {
        ...HOSTILE,
        "a push without an environment": job("prod", { sub: "repo:acme/web:ref:refs/heads/main" }),
        "the job that updates another stack": job("staging"),
        "the job that previews": pullRequest,
        "an environment whose name begins alike": job("prod-eu"),
        "another workflow that names the environment": job("prod", {
            job_workflow_ref: "acme/web/.github/workflows/deliver.yml@refs/heads/main",
        }),
        "the workflow as another branch has it": job("prod", {
            job_workflow_ref: "acme/web/.github/workflows/infrastructure.yml@refs/heads/feature",
        }),
        "a pull request that names the environment": job("prod", {
            event_name: "pull_request",
            job_workflow_ref: "acme/web/.github/workflows/infrastructure.yml@refs/pull/7/merge",
        }),
    };
    it("let in nobody else to update", () => {
        const trust = trustOf(recording, "account-github-prod-update");
        assert.deepEqual(
            Object.keys(hostile).filter((who) => letsIn(trust, hostile[who] ?? {})),
            [],
        );
    });

    it("let a pull request in to preview, and to nothing else", () => {
        const roles = recording.all(ROLE).map(({ name }) => name);
        assert.deepEqual(
            roles.filter((name) => letsIn(trustOf(recording, name), pullRequest)),
            ["account-github-staging-preview"],
        );
        const trust = trustOf(recording, "account-github-staging-preview");
        const others = Object.entries({ ...HOSTILE, prod: job("prod"), staging: job("staging") });
        assert.deepEqual(
            others.filter(([, claims]) => letsIn(trust, claims)).map(([who]) => who),
            [],
        );
    });

    it("mutant: the environment of an update is the one that pull requests run in", async () => {
        const wrong = mutated<typeof accounts>("stacks/account", "components/account/infrastructure/index", [
            "trusts(stack, {",
            "trusts((0, exports.previewIn)(stack), {",
        ]);
        const trust = trustOf(await made(infrastructure, wrong), "account-github-staging-update");
        assert.equal(letsIn(trust, job("staging")), false);
    });

    /** What a preview may do, by the role's own policy. */
    const mayPreview = (of: Recording, action: string, on: string, context: Readonly<Record<string, string>> = {}) => {
        const { inputs } = of.one("aws:iam/rolePolicy:RolePolicy", "account-github-staging-preview");
        const request = { by: "arn:aws:iam::111122223333:role/x", action, on, account: "111122223333", context };
        const root = { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "*", Resource: "*" };
        return allows(request, { identity: statementsOf(inputs["policy"]), resource: [root] });
    };
    const state = "arn:aws:s3:::acme-pulumi/.pulumi";

    it("read the state of their own stack to preview it, and decrypt its secrets alone", () => {
        assert.equal(mayPreview(recording, "s3:GetObject", `${state}/meta.yaml`), true);
        assert.equal(mayPreview(recording, "s3:GetObject", `${state}/stacks/fairlead/staging.json`), true);
        assert.equal(mayPreview(recording, "s3:GetObject", `${state}/stacks/fairlead/prod.json`), false);
        assert.equal(mayPreview(recording, "s3:GetObject", `${state}/stacks/fairlead/staging-eu.json`), false);
        assert.equal(mayPreview(recording, "kms:Decrypt", KEY, { "kms:EncryptionContext:stack": "staging" }), true);
        assert.equal(mayPreview(recording, "kms:Decrypt", KEY, { "kms:EncryptionContext:stack": "prod" }), false);
        assert.equal(mayPreview(recording, "kms:Decrypt", KEY), false);
    });

    it("write nothing to preview, and read no secret of AWS's", () => {
        for (const [action, on] of [
            ["s3:PutObject", `${state}/stacks/fairlead/staging.json`],
            ["s3:PutObject", `${state}/locks/organization/fairlead/staging/x.json`],
            ["s3:DeleteObject", `${state}/stacks/fairlead/staging.json`],
            ["secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-abcdef"],
            ["ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/x"],
            ["s3:GetObject", "arn:aws:s3:::artifacts-staging-0123456/x"],
            ["iam:PassRole", "arn:aws:iam::111122223333:role/web-task-staging-0123456"],
        ] as const)
            assert.equal(mayPreview(recording, action, on), false, action);
    });

    it("mutant: who previews one stack decrypts every other's data key, which lies in git", async () => {
        const wrong = mutated<typeof accounts>("stacks/account", "components/account/infrastructure/state", [
            "StringEquals: { [`kms:EncryptionContext",
            "StringNotEquals: { [`kms:EncryptionContext",
        ]);
        const context = { "kms:EncryptionContext:stack": "prod" };
        assert.equal(mayPreview(await made(infrastructure, wrong), "kms:Decrypt", KEY, context), true);
    });

    it("update within a boundary, and have one made for the roles of each stack", () => {
        const boundary = recording.one("aws:iam/policy:Policy", "account-github-prod-boundary");
        const role = recording.one(ROLE, "account-github-prod-update");
        assert.equal(role.inputs["permissionsBoundary"], boundary.outputs["arn"]);
        assert.equal(
            recording.one("aws:iam/policy:Policy", "account-github-prod-roles-boundary").inputs["name"],
            "fairlead-prod-boundary",
        );
    });

    it("say what a person has to do on GitHub, and in each stack's file", () => {
        const steps = recording.outputs["nextSteps"] as readonly string[];
        const has = (step: RegExp): boolean => steps.some((each) => step.test(each));
        assert.ok(
            has(/^gh variable set FAIRLEAD_INFRASTRUCTURE_ROLE --repo acme\/web --env staging-preview --body arn:/),
        );
        assert.ok(has(/^gh variable set FAIRLEAD_INFRASTRUCTURE_ROLE --repo acme\/web --env prod --body arn:/));
        assert.ok(
            has(/--stack prod fairlead:permissionsBoundary arn:aws:iam::111122223333:policy\/fairlead-prod-boundary$/),
        );
        assert.ok(!has(/gh api/));
    });

    it("say how the repository's numbers are found where they are not known", async () => {
        const { outputs } = await made({ ...infrastructure, ids: undefined });
        assert.match(String((outputs["nextSteps"] as readonly string[])[0]), /gh api repos\/acme\/web/);
    });
});
