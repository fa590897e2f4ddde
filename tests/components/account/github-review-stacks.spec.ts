// The role that makes stacks of pull requests, by a workflow of GitHub Actions: who is let in, and what that code cannot reach.
import * as assert from "node:assert/strict";

import { rolesBoundaryArn } from "../../../components/account/boundaries";
import type * as states from "../../../components/account/infrastructure/state";
import { stateStays } from "../../../components/account/infrastructure/state";
import { allows, type Statements } from "../../../iam/evaluate";
import { assumesByToken, type Claims } from "../../../iam/web-identity";
import type { Plan } from "../../../plan/document";
import { statementsOf } from "../../../plan/policies";
import { HOSTILE, NOW, WELCOME } from "../../iam/github-claims";
import { mutated } from "../../support/mutant";
import { planOf } from "../../support/program";

const ACCOUNT = "222233334444";
const REF = { project: "fairlead", environment: "account", account: ACCOUNT, region: "eu-west-1", partition: "aws" };
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/00000000-0000-0000-0000-000000000000`;
const BUCKET = "arn:aws:s3:::acme-pulumi-222233334444-eu-west-1";
const ROLE = "account-github-review";
const iam = (resource: string): string => `arn:aws:iam::${ACCOUNT}:${resource}`;
const provider = {
    arn: iam("oidc-provider/token.actions.githubusercontent.com"),
    url: "https://token.actions.githubusercontent.com",
    clientIds: ["sts.amazonaws.com"],
};

/** A job of a pull request, in one environment on GitHub. */
const pullRequest = (environment: string): Claims => ({
    ...WELCOME["a push to the branch"],
    sub: `repo:acme/delivery:environment:${environment}`,
    environment,
    event_name: "pull_request",
    ref: "refs/pull/7/merge",
    job_workflow_ref: "acme/delivery/.github/workflows/review-stacks.yml@refs/pull/7/merge",
});

type Asked = readonly [action: string, on: string, context?: Readonly<Record<string, string>>];

/** Whether an administrator within the boundary may: what no policy that somebody attaches gives. */
function may(boundary: Statements["identity"], [action, on, context = {}]: Asked): boolean {
    const request = { by: iam(`role/${ROLE}-update-account-0123456`), action, on, account: ACCOUNT, context };
    const anything = [{ Effect: "Allow", Action: "*", Resource: "*" }];
    const resource = [{ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "*", Resource: "*" }];
    return allows(request, { identity: anything, boundary, resource });
}

describe("the role of review stacks that GitHub Actions makes", () => {
    let plan: Plan;
    before(async () => {
        plan = await planOf("account", { configFile: "tests/fixtures/review/github/Pulumi.account.yaml" });
    });
    const inputOf = (type: string, name: string, key: string): string =>
        String(plan.resources.find((each) => each.type === type && each.name === name)?.inputs[key]);
    const boundary = () => statementsOf(inputOf("aws:iam/policy:Policy", `${ROLE}-boundary`, "policy"));
    const letsIn = (claims: Claims): boolean => {
        const request = assumesByToken(iam("role/x"), provider, claims, { now: NOW, known: undefined });
        const trust = inputOf("aws:iam/role:Role", `${ROLE}-update`, "assumeRolePolicy");
        return request !== undefined && allows(request, { identity: [], resource: statementsOf(trust) });
    };

    it("is the only one, and lets in the template's environment, of a pull request as of the night", () => {
        const roles = plan.resources.filter(({ type }) => type === "aws:iam/role:Role").map(({ name }) => name);
        assert.deepEqual(roles, [`${ROLE}-update`]);
        assert.equal(letsIn(pullRequest("review")), true);
        assert.equal(letsIn({ ...pullRequest("review"), event_name: "schedule", ref: "refs/heads/main" }), true);
    });

    it("lets in nobody else", () => {
        const others = {
            ...HOSTILE,
            staging: pullRequest("staging"),
            longer: pullRequest("review-2"),
            no: pullRequest(""),
        };
        const acme = Object.fromEntries(
            Object.entries(others).map(([who, claims]) => [
                who,
                { ...claims, sub: String(claims["sub"]).replace(/^repo:acme\/web:/, "repo:acme/delivery:") },
            ]),
        );
        assert.deepEqual(
            Object.keys(others).filter((who) => letsIn(others[who as keyof typeof others]) || letsIn(acme[who] ?? {})),
            [],
        );
    });

    const state = `${BUCKET}/.pulumi`;
    const REACHED: readonly Asked[] = [
        ["s3:PutObject", `${state}/stacks/fairlead/pr-fairlead-7.json`],
        ["s3:PutObject", `${state}/locks/organization/fairlead/pr-fairlead-7/x.json`],
        ["s3:PutObject", `${state}/history/fairlead/pr-fairlead-7/pr-fairlead-7-1.history.json`],
        ["s3:GetObject", `${state}/meta.yaml`],
        ["s3:ListBucket", BUCKET],
        ["kms:Decrypt", KEY, { "kms:EncryptionContext:stack": "review" }],
        ["kms:Encrypt", KEY, { "kms:EncryptionContext:stack": "review" }],
        ["s3:PutBucketPolicy", "arn:aws:s3:::fairlead-pr-fairlead-7-releases-222233334444"],
        ["iam:PutRolePolicy", iam("role/web-task-pr-fairlead-7-0123456")],
    ];
    const STAYS: readonly Asked[] = [
        ["s3:GetObject", `${state}/stacks/fairlead/account.json`],
        ["s3:PutObject", `${state}/stacks/fairlead/account.json`],
        ["s3:PutObject", `${state}/stacks/fairlead/account.json.bak`],
        ["s3:DeleteObjectVersion", `${state}/backups/fairlead/account/account.1.json`],
        ["s3:DeleteObject", `${state}/locks/organization/fairlead/account/x.json`],
        ["s3:PutBucketPolicy", BUCKET],
        ["s3:DeleteBucket", BUCKET],
        ["kms:Decrypt", KEY, { "kms:EncryptionContext:stack": "account" }],
        ["kms:Decrypt", KEY],
        ["kms:PutKeyPolicy", KEY],
        ["kms:CreateGrant", KEY],
        ["kms:ScheduleKeyDeletion", KEY],
        ["iam:UpdateAssumeRolePolicy", iam(`role/${ROLE}-update-account-0123456`)],
        ["iam:CreatePolicyVersion", rolesBoundaryArn(REF, "review")],
        ["sts:AssumeRole", iam("role/Admin")],
    ];

    it("reaches the state of its own stacks, and none beside it, whatever policy is attached to it", () => {
        assert.deepEqual(
            REACHED.filter((asked) => !may(boundary(), asked)),
            [],
        );
        assert.deepEqual(
            STAYS.filter((asked) => may(boundary(), asked)),
            [],
        );
    });

    it("says what a person has to do on GitHub, and what that allows", () => {
        const said = JSON.stringify(plan.outputs);
        assert.match(said, /stacks of pull requests run their code, with nearly all rights in this account/);
        assert.match(
            said,
            /gh variable set FAIRLEAD_STATE --repo acme\/delivery --env review --body 's3:\/\/acme-pulumi-/,
        );
    });

    const all = [{ Effect: "Allow", Action: "*", Resource: "*" }];
    const AT = { bucket: BUCKET.slice("arn:aws:s3:::".length), keyArn: KEY };
    const mistakes = {
        "the state of the account's stack is not kept": ['"s3:*"', '"s3:List*"', 0, 5],
        "a secret of any stack is opened": ["StringNotEquals: {", "StringEquals: {", 7, 9],
        "the key may be given away": ['"KeyStays", Effect: "Deny"', '"KeyStays", Effect: "Allow"', 9, 12],
    } as const;
    for (const [what, [sound, instead, from, to]] of Object.entries(mistakes))
        it(`mutant: ${what}`, () => {
            const file = "components/account/infrastructure/state";
            const wrong = mutated<typeof states>(file, file, [sound, instead]);
            const reached = (by: Pick<typeof states, "stateStays">) =>
                STAYS.slice(from, to).filter((asked) => may([...all, ...by.stateStays(AT, REF, "review")], asked))
                    .length;
            assert.equal(reached({ stateStays }), 0);
            assert.notEqual(reached(wrong), 0);
        });
});
