import * as assert from "node:assert/strict";

import { kinds } from "../../stacks/kinds";
import { parseSettings, SettingsError } from "../../stacks/settings";
import { cabinet } from "../fixtures/kinds/cabinet";
import { changed, type Raw } from "./stack-files";

const known = { ...kinds, targets: [...kinds.targets.filter(({ under }: { under?: string }) => !under), cabinet] };
const staging: Raw = {
    "aws:region": "eu-west-1",
    "fairlead:account": "111122223333",
    "fairlead:models": {
        digits: {
            training: { gate: { metric: "accuracy", atLeast: 0.95 } },
            deploy: { kind: "cabinet" },
        },
    },
};
const prod = changed(staging, {
    promotesFrom: { environment: "staging", account: "111122223333" },
    "models.digits.training": undefined,
});
const settled = (raw: Raw, environment = "staging") => parseSettings(raw, { project: "fairlead", environment }, known);

function complaint(raw: Raw, environment = "staging"): string {
    try {
        settled(raw, environment);
    } catch (error) {
        if (error instanceof SettingsError) return error.message;
        throw error;
    }
    return "";
}

describe("settings of models", () => {
    it("make a line like any other: a source and a registry by default, and what trains it", () => {
        assert.deepEqual(settled(staging).services["digits"], {
            source: { kind: "codecommit", branch: "main" },
            build: {
                kind: "training",
                context: ".",
                dockerfile: "Dockerfile",
                gate: { metric: "accuracy", atLeast: 0.95 },
                champion: true,
                hyperparameters: {},
                dataVersion: "0",
                golden: "golden.json",
                contentTypes: ["application/json"],
                instanceType: "ml.m5.large",
                minutes: 60,
            },
            registry: { kind: "ecr" },
            deploy: { kind: "cabinet", shelves: 1 },
        });
    });

    it("make nothing where models come from elsewhere", () => {
        assert.deepEqual(Object.keys(settled(prod, "prod").services["digits"] ?? {}), ["registry", "deploy"]);
    });

    it("stand beside services", () => {
        const both = changed(staging, {
            services: { web: { deploy: { kind: "ecs", port: 8080 } } },
            loosen: ["plain-http"],
        });
        assert.deepEqual(Object.keys(settled(both).services), ["digits", "web"]);
    });

    const mistakes: Readonly<Record<string, { readonly raw: Raw; readonly stack?: string; readonly says: string }>> = {
        "a model that nothing makes": {
            raw: changed(staging, { "models.digits.training": undefined }),
            says: `fairlead:models.digits.training is not set
  allowed: what makes the model, in the environment where it is made
  fix: in Pulumi.staging.yaml, write training: { gate: { metric: accuracy,
       atLeast: 0.95 } }`,
        },
        "a gate without a number": {
            raw: changed(staging, { "models.digits.training.gate": { metric: "accuracy" } }),
            says: `fairlead:models.digits.training.gate.atLeast is not set, and neither is atMost
  allowed: a number, here or in atMost, which is for errors: a smaller one is
           better
  fix: pulumi config set --stack staging --path --type float \\
         'fairlead:models.digits.training.gate.atLeast' 0.95`,
        },
        "a gate with two bounds": {
            raw: changed(staging, { "models.digits.training.gate": { metric: "error", atLeast: 0, atMost: 0.05 } }),
            says: `fairlead:models.digits.training.gate.atMost is 0.05, and atLeast is set as well
  allowed: one of both: a metric is better where it is greater, or where it is
           smaller
  fix: pulumi config rm --stack staging --path \\
         'fairlead:models.digits.training.gate.atMost'`,
        },
        "training where releases come from elsewhere": {
            raw: changed(prod, { "models.digits.training": { gate: { metric: "accuracy", atLeast: 0.9 } } }),
            stack: "prod",
            says: `fairlead:models.digits.training is set where promotesFrom is set
  allowed: nothing: prod pulls what staging verified
  fix: pulumi config rm --stack prod --path 'fairlead:models.digits.training'`,
        },
        "a name that a service has as well": {
            raw: changed(staging, {
                services: { digits: { deploy: { kind: "ecs", port: 8080 } } },
                loosen: ["plain-http"],
            }),
            says: `fairlead:models.digits is the name of a service as well
  allowed: a name that no other line has
  fix: rename digits in Pulumi.staging.yaml`,
        },
        "a word in its name that names of others begin with": {
            raw: changed(staging, { models: { "digits-make": (staging["fairlead:models"] as Raw)["digits"] } }),
            says: "fairlead:models.digits-make has the word make in it",
        },
        "a kind that runs no models": {
            raw: changed(staging, { "models.digits.deploy": { kind: "ecs", port: 8080 } }),
            says: `fairlead:models.digits.deploy.kind is "ecs"`,
        },
        "a model among the services": {
            raw: changed(staging, { models: {}, services: { digits: { deploy: { kind: "cabinet" } } } }),
            says: `fairlead:services.digits.deploy.kind is "cabinet"`,
        },
        "a schedule that EventBridge does not know": {
            raw: changed(staging, { "models.digits.training.every": "weekly" }),
            says: `fairlead:models.digits.training.every is "weekly"
  allowed: a schedule of EventBridge, such as cron(0 3 ? * MON *) or rate(7
           days)`,
        },
    };
    for (const [what, { raw, stack, says }] of Object.entries(mistakes))
        it(`refuses ${what}`, () => {
            const said = complaint(raw, stack);
            assert.ok(said.includes(says), said);
        });
});
