import * as assert from "node:assert/strict";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { planOf } from "../support/program";
import { invariants } from "./invariants";
import { Draft } from "./mutants/draft";
import { ofType } from "./reading";

const plan = (preview = false): Promise<Plan> =>
    planOf("staging", { configFile: join("tests", "fixtures", "docker-hub-ecs", "Pulumi.staging.yaml"), preview });
const KEYS = "what is stored or sent is encrypted by our keys";

describe("the plan of a stack with secrets in its file", () => {
    for (const [sentence, invariant] of Object.entries(invariants))
        it(sentence, async () => assert.deepEqual(invariant(await plan(), await plan(true)), []));

    it("has each of them once, and its jobs know no more than where they are", async () => {
        const parameters = ofType(await plan(), "aws:ssm/parameter:Parameter");
        assert.deepEqual(
            parameters.map(({ inputs }) => [inputs["name"], inputs["value"]]),
            ["Pull", "Push"].map((what) => [`/secrets/fairlead/staging/dockerHub${what}`, { secret: true }]),
        );
    });

    it("mutants: text instead of a secure string, a login by AWS's key, a secret among a job's variables", async () => {
        const draft = new Draft(await plan());
        draft.set(["Parameter", "secrets-dockerHubPull"], ["type"], "String");
        draft.set(["Secret", "links-docker-hub"], ["kmsKeyId"], undefined);
        assert.deepEqual(invariants[KEYS]?.(draft.plan, draft.plan), [
            'Parameter "secrets-dockerHubPull" is not encrypted by a key of this stack',
            'Secret "links-docker-hub" is not encrypted by a key of this stack',
        ]);
        draft.set(["Project", "links-make-build"], ["environment", "environmentVariables", 0, "value"], {
            secret: true,
        });
        assert.equal(invariants["no secret stands in the plan"]?.(draft.plan, draft.plan).length, 1);
    });
});
