// What holds for every shipped stack, of lines that a workflow of GitHub makes.
import * as assert from "node:assert/strict";

import type { Plan } from "../../plan/document";
import { planOf } from "../support/program";
import { invariants } from "./invariants";
import { Draft } from "./mutants/draft";

const planned = (stack: string, preview = false): Promise<Plan> =>
    planOf(stack, { configFile: `tests/fixtures/workflow/Pulumi.${stack}.yaml`, ...(preview ? { preview } : {}) });

for (const stack of ["staging", "prod"]) {
    describe(`a line that a workflow makes, in ${stack}`, () => {
        for (const [sentence, invariant] of Object.entries(invariants)) {
            it(sentence, async () => {
                assert.deepEqual(invariant(await planned(stack), await planned(stack, true)), []);
            });
        }
    });
}

describe("the trust of a workflow's role", () => {
    const TRUST = "every role trusts one party";
    const HOST = "token.actions.githubusercontent.com";

    const mistakes: readonly (readonly [mistake: string, sound: string | RegExp, wrong: string, found: string])[] = [
        [
            "any branch",
            /repo:acme\/student:ref:[\w/]+/,
            "repo:acme/student:*",
            "believes tokens of repo:acme/student:*",
        ],
        ["any repository", "repo:acme/student:", "repo:acme/*:", "believes tokens of repo:acme/*:ref:refs/heads/main"],
        [
            "pull requests",
            /repo:acme\/student:ref:[\w/]+/,
            "repo:acme/student:pull_request",
            "believes tokens of repo:acme/student:pull_request",
        ],
        [
            "another audience",
            `"${HOST}:aud":"sts.amazonaws.com"`,
            `"${HOST}:aud":"acme"`,
            "believes tokens for another audience",
        ],
        ["no subject", `${HOST}:sub`, `${HOST}:jti`, "believes tokens of any subject"],
        ["another issuer", `oidc-provider/${HOST}`, "oidc-provider/gitlab.com", "trusts another provider"],
        ["who brings no token", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRole", "allows sts:AssumeRole"],
    ];
    for (const [mistake, sound, wrong, found] of mistakes) {
        it(`mutant: ${mistake}`, async () => {
            const draft = new Draft(await planned("staging"));
            const role = draft.find(["Role", "students-make"]);
            const trust = String(role.inputs["assumeRolePolicy"]);
            role.inputs["assumeRolePolicy"] = trust.replace(sound, wrong);
            assert.notEqual(role.inputs["assumeRolePolicy"], trust);
            assert.deepEqual(
                [...(invariants[TRUST]?.(draft.plan, await planned("staging", true)) ?? [])],
                [`Role "students-make" ${found}`],
            );
        });
    }
});
