import * as assert from "node:assert/strict";

import { judgeOf } from "../../../rehearsal/account/judge";
import { Plans } from "../../../plan/plans";
import type { PlannedResource } from "../../../plan/document";
import { Denied, Refused } from "../../../rehearsal/account/gateway";
import type { JobFacts, Repository } from "../../../rehearsal/workflows/job-facts";
import { assumeByToken, claimsOf, webIdentityServices } from "../../../rehearsal/workflows/identity";
import type { Trigger } from "../../../rehearsal/workflows/triggers";
import { accountOf, planWith, resource } from "../../support/account";
import type { namedBy } from "../../../iam/evaluate/principals";
import { mutated } from "../../support/mutant";
import { play, PUSH, REPOSITORY } from "./fixture";

const ACCOUNT = "111122223333";
const ISSUER = "token.actions.githubusercontent.com";
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/ship-prod`;

/** As the account stack and a line's role say it: https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
const provider = resource(
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "github",
    { url: `https://${ISSUER}`, clientIdLists: ["sts.amazonaws.com"] },
    { arn: PROVIDER },
);
const trust = (subjects: readonly string[], more: Record<string, string> = {}): PlannedResource =>
    resource(
        "aws:iam/role:Role",
        "ship-prod",
        {
            assumeRolePolicy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Federated: PROVIDER },
                        Action: "sts:AssumeRoleWithWebIdentity",
                        Condition: {
                            StringEquals: {
                                [`${ISSUER}:aud`]: "sts.amazonaws.com",
                                [`${ISSUER}:sub`]: subjects,
                                ...more,
                            },
                        },
                    },
                ],
            }),
        },
        { arn: ROLE, name: "ship-prod" },
    );
const BOTH = ["repo:acme/web:environment:prod", "repo:acme@1/web@2:environment:prod"];

interface Wished {
    readonly trigger?: Trigger;
    readonly repository?: Partial<Repository>;
    readonly environment?: string;
    readonly audience?: string;
    readonly role?: string;
}

/** Shows STS the token of a job; answers the statement that would let it in, where it is refused. */
async function shown(wished: Wished, resources: readonly PlannedResource[] = [provider, trust(BOTH)]) {
    const { trigger = PUSH, environment, role = ROLE, audience = "sts.amazonaws.com" } = wished;
    const plans = [planWith(resources)];
    const { account, remove } = accountOf(plans, { judge: judgeOf(new Plans(plans)), services: webIdentityServices });
    const facts = {
        ...{ trigger, environment, repository: { ...REPOSITORY, ...wished.repository } },
        ...{ run: { id: "1001", number: 1, actorId: "1" }, file: ".github/workflows/ci.yml", workflow: "ci" },
    } as unknown as JobFacts;
    try {
        await assumeByToken(account, { role, claims: claimsOf(facts, audience), seconds: 3600, session: "s" });
        return undefined;
    } catch (error) {
        if (error instanceof Refused) return error.message;
        if (error instanceof Denied) return error.verdict.missing;
        throw error;
    } finally {
        remove();
    }
}

const workflow = (permissions: string) => `
on: push
permissions: {}
jobs:
  ship:
    runs-on: ubuntu-latest
    environment: prod
    permissions: { ${permissions} }
    steps:
      - uses: aws-actions/configure-aws-credentials@v5
        with: { role-to-assume: "${ROLE}", aws-region: eu-west-1 }
      - run: aws sts get-caller-identity --query Arn --output text
`;
const played = async (permissions: string) => {
    const plans = [planWith([provider, trust(BOTH)])];
    return play(workflow(permissions), { plans, judge: judgeOf(new Plans(plans)), services: webIdentityServices });
};
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/ship-prod/GitHubActions`;
const pull = { ...PUSH, event: "pull_request", number: 7, base: "main", head: "try", fork: false } as const;

describe("a workflow takes on a role by its token", () => {
    it("and its aws then calls in the name of that role", async () => {
        const { lines, end } = await played("id-token: write");
        assert.equal(end?.result, "success", end?.why);
        assert.ok(lines.includes(SESSION), lines.join("\n"));
    });

    for (const permissions of ["contents: read", "id-token: read"])
        it(`and gets none with ${permissions}`, async () => {
            const { lines, end } = await played(permissions);
            assert.match(end?.why ?? "", /Did you mean to set the `id-token` permission\?/);
            assert.ok(!lines.includes(SESSION));
        });

    it("in both forms of sub, where the trust policy names the environment", async () => {
        for (const immutable of [true, false])
            assert.equal(await shown({ environment: "prod", repository: { immutable } }), undefined);
    });

    it("from a branch, a tag, and a pull request, where they are named", async () => {
        const named: readonly (readonly [string, Trigger])[] = [
            ["repo:acme@1/web@2:ref:refs/heads/main", PUSH],
            ["repo:acme@1/web@2:ref:refs/tags/v1", { ...PUSH, ref: "refs/tags/v1" }],
            ["repo:acme@1/web@2:pull_request", pull],
        ];
        for (const [subject, trigger] of named)
            assert.equal(await shown({ trigger }, [provider, trust([subject])]), undefined, subject);
    });

    it("is told the statement that would trust it, for its audience and by its whole subject", async () => {
        assert.deepEqual(JSON.parse((await shown({ environment: "staging" })) ?? ""), {
            Effect: "Allow",
            Principal: { Federated: PROVIDER },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
                StringEquals: {
                    [`${ISSUER}:aud`]: "sts.amazonaws.com",
                    [`${ISSUER}:sub`]: "repo:acme@1/web@2:environment:staging",
                },
            },
        });
    });

    const ofAccount = resource(
        "aws:iam/role:Role",
        "ship-prod",
        {
            assumeRolePolicy: JSON.stringify({
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
                        Action: "sts:AssumeRoleWithWebIdentity",
                    },
                ],
            }),
        },
        { arn: ROLE, name: "ship-prod" },
    );
    const environment = "prod";
    const hostile: Readonly<Record<string, readonly [wished: Wished, resources?: readonly PlannedResource[]]>> = {
        "another owner whose name begins alike": [{ environment, repository: { owner: "acme-evil" } }],
        "another owner with the old form": [{ environment, repository: { owner: "acme-evil", immutable: false } }],
        "an owner who took over the name": [{ environment, repository: { ownerId: "666" } }],
        "a repository that took over the name": [{ environment, repository: { id: "666" } }],
        "a repository whose name begins alike": [{ environment, repository: { name: "web-2" } }],
        "a repository whose name begins alike, in the old form": [
            { environment, repository: { name: "web-2", immutable: false } },
        ],
        "an owner in other letters": [{ environment, repository: { owner: "Acme" } }],
        "another environment": [{ environment: "staging" }],
        "an environment that begins alike": [{ environment: "prod-2" }],
        "an environment that spells it out": [{ environment: "prod:x" }],
        "an environment in other letters": [{ environment: "Prod" }],
        "no environment": [{}],
        "a branch that is called like it": [{ trigger: { ...PUSH, ref: "refs/heads/environment:prod" } }],
        "a tag of its name": [{ trigger: { ...PUSH, ref: "refs/tags/prod" } }],
        "a pull request": [{ trigger: pull }],
        "a dispatch of another branch": [
            { trigger: { ...PUSH, event: "workflow_dispatch", ref: "refs/heads/try", inputs: {} } },
        ],
        "another audience": [{ environment, audience: "https://github.com/acme" }],
        "an audience of another provider": [{ environment, audience: "sts.amazonaws.com.evil.example" }],
        "another role": [{ environment, role: `${ROLE}-2` }],
        "a role of another account": [{ environment, role: ROLE.replace(ACCOUNT, "999999999999") }],
        "somebody of a role that trusts its account alone": [{ environment }, [provider, ofAccount]],
        "a repository of another id, where the policy asks for that too": [
            { environment },
            [provider, trust(BOTH, { [`${ISSUER}:repository_id`]: "3" })],
        ],
        "somebody whose provider takes other audiences": [
            { environment },
            [{ ...provider, inputs: { ...provider.inputs, clientIdLists: ["other"] } }, trust(BOTH)],
        ],
    };
    for (const [who, [wished, resources]] of Object.entries(hostile))
        it(`and is refused as ${who}`, async () => assert.notEqual(await shown(wished, resources), undefined));

    it("mutant: an account that is named for its own roles lets in whoever has a token", () => {
        const { namedBy: named } = mutated<{ readonly namedBy: typeof namedBy }>(
            "iam/evaluate/principals",
            "iam/evaluate/principals",
            ["|| isIssuer(caller)", ""],
        );
        const statement = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };
        assert.equal(named(statement, PROVIDER, false), "account");
    });

    it("mutant: a colon in the name of an environment ends it", () => {
        const { claimsOf: claims } = mutated<{ readonly claimsOf: typeof claimsOf }>(
            "rehearsal/workflows/identity",
            "rehearsal/workflows/identity",
            ['environment:${environment.replaceAll(":", "%3A")}', "environment:${environment}"],
        );
        const facts = {
            environment: "Production:V1",
            repository: { owner: "octo-org", name: "octo-repo", immutable: false },
            trigger: PUSH,
            run: {},
        } as unknown as JobFacts;
        // https://docs.github.com/en/actions/reference/security/oidc#filtering-for-metadata-containing-
        assert.notEqual(claims(facts)["sub"], "repo:octo-org/octo-repo:environment:Production%3AV1");
    });
});
