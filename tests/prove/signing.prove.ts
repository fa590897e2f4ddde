// A line whose images ECR signs, from the push to production: who signs what, who looks, and what is red where the registry does not sign.
import assert from "node:assert/strict";
import { join } from "node:path";

import type { Plan } from "../../plan/plans";
import type { Fact } from "../../rehearsal/engine/journal";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const example = join("examples", "blue-green-web");
const PROFILE = "arn:aws:signer:eu-west-1:111122223333:/signing-profiles/fairlead_images";

/** Reads, and does not sign. */
const OTHER = '\\"signer:GetSigningProfile\\"';

const stackOf = (stack: string): Promise<Plan> =>
    planOf(stack, { configFile: join(example, "native", `Pulumi.${stack}.yaml`) });

const accountOf = (repositories: readonly string[]): Promise<Plan> =>
    planOf("account", { overrides: { "fairlead:oncePerAccount": { registrySigning: { repositories } } } });

const said = (facts: readonly Fact[], pattern: RegExp): readonly string[] =>
    facts.filter(({ kind }) => kind === "line").flatMap(({ data }) => pattern.exec(String(data["text"]))?.[1] ?? []);

describe("a line whose images ECR signs", function () {
    this.timeout(300_000);

    it("releases, promotes and deploys what is signed, each registry's own by who pushed there", async () => {
        const plans = await Promise.all([stackOf("staging"), stackOf("prod"), accountOf(["fairlead-*/*"])]);
        const { facts, shortcomings } = await rehearsed(plans, { source: join(root, example) });
        assert.deepEqual(shortcomings, []);
        const signatures = facts.filter(({ kind }) => kind === "signature");
        assert.deepEqual(
            [
                ...new Set(
                    signatures.map(({ data }) => `${String(data["signingProfileArn"])} ${String(data["status"])}`),
                ),
            ],
            [`${PROFILE} COMPLETE`],
        );
        assert.deepEqual([...new Set(signatures.map(({ about }) => about.replace(/^[^/]*\//, "")))].sort(), [
            "fairlead-prod/web",
            "fairlead-staging/web",
        ]);
        // Publish and Prepare in the one, the pull job and Prepare in the other; of the placeholders nobody asks.
        assert.deepEqual(said(facts, /^ECR has signed (\S+)@sha256:\S+ by fairlead_images\.$/), [
            ...["fairlead-staging/web", "fairlead-staging/web"],
            ...["fairlead-prod/web", "fairlead-prod/web"],
        ]);
    });

    it("releases nothing where the registry signs others alone", async () => {
        const plans = await Promise.all([stackOf("staging"), accountOf(["others/*"])]);
        const { facts } = await rehearsed(plans, { source: join(root, example) });
        assert.deepEqual(said(facts, /^red: (asked ECR for its signature) of .* there is none\./), [
            "asked ECR for its signature",
        ]);
        assert.deepEqual(said(facts, /^Release (web)-\S+ is the candidate/), []);
    });

    it("mutant: roles that may push and not sign push, and are found out before the release", async () => {
        const plan = JSON.parse(
            JSON.stringify(await stackOf("staging")).replaceAll(/\\"signer:SignPayload\\"/g, OTHER),
        ) as Plan;
        const { facts } = await rehearsed([plan], { source: join(root, example) });
        assert.deepEqual(
            said(facts, /^red: asked ECR to sign .* it could not: .*(signer:SignPayload) on that profile/),
            ["signer:SignPayload"],
        );
        assert.deepEqual(said(facts, /^Release (web)-\S+ is the candidate/), []);
    });
});
