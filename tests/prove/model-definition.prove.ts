import * as assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { renderTraining, type TrainingArgs } from "../../components/documents/sagemaker-definition";
import { root } from "../support/program";
import { emptyHome, pythonWith, succeeds } from "./python";
import { isOnPath, skipBecause } from "../support/skip";

/** The last of the second major, which builds pipelines offline; what it needs besides decides what it writes as little as we do. */
const SDK = "sagemaker==2.257.7";
const BOTOCORE = "botocore==1.44.8";

const args: TrainingArgs = {
    roleArn: "arn:aws:iam::111122223333:role/digits-make-training-staging-0123456",
    group: "fairlead-staging-digits",
    folder: "s3://models-staging-0123456/digits",
    keyArn: "arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-000000000000",
    gate: { metric: "accuracy", atLeast: 0.95 },
    instanceType: "ml.m5.large",
    minutes: 60,
    hyperparameters: { C: "10" },
    contentTypes: ["application/json", "image/png"],
};
const fixtures = join(root, "tests", "fixtures", "sagemaker");

/** What the SDK says with nothing in it, and what SageMaker takes for it where it is not said. */
function said(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(said);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value)
        .map(([key, below]): [string, unknown] => [key, said(below)])
        .filter(([, below]) => JSON.stringify(below) !== "{}")
        .filter(([key, below]) => key !== "SkipModelValidation" || below !== "None");
    return Object.fromEntries(entries);
}

describe("the definition of a training", function () {
    this.timeout(600_000);

    before(function () {
        if (!isOnPath("python3")) skipBecause(this, "no python3 on PATH");
    });

    it("is what AWS's own SDK generates for the same pipeline", () => {
        const python = pythonWith("sagemaker", SDK);
        const home = emptyHome();
        const settings = join(home, ".config", "sagemaker", "config.yaml");
        mkdirSync(join(settings, ".."), { recursive: true });
        const optOut = "SchemaVersion: '1.0'\nSageMaker:\n  PythonSDK:\n    Modules:\n      TelemetryOptOut: true\n";
        succeeds("tee", [settings], optOut);
        // No proxy and no name server lead out of these: what it would send, it cannot.
        const env = {
            PATH: process.env["PATH"],
            HOME: home,
            AWS_DEFAULT_REGION: "eu-west-1",
            AWS_EC2_METADATA_DISABLED: "true",
            HTTPS_PROXY: "http://127.0.0.1:9",
            HTTP_PROXY: "http://127.0.0.1:9",
        };
        for (const gate of [args.gate, { metric: "error", atMost: 0.05 }]) {
            const printed = succeeds(python, [join(fixtures, "by_sdk.py")], JSON.stringify({ ...args, gate }), env);
            const theirs = printed.trim().split("\n").at(-1) ?? "";
            // Its register step is one of two that a model may need, and is called so.
            const named = theirs.replace('"Register-RegisterModel"', '"Register"');
            assert.deepEqual(
                said(JSON.parse(JSON.stringify(renderTraining({ ...args, gate })))),
                said(JSON.parse(named)),
            );
        }
    });

    it("is judged by the shapes that botocore has", () => {
        const python = pythonWith("botocore", BOTOCORE);
        const written = succeeds(python, [join(fixtures, "shapes.py")]);
        assert.deepEqual(
            JSON.parse(readFileSync(join(fixtures, "shapes.json"), "utf8")),
            JSON.parse(written),
            `${BOTOCORE} says it otherwise; write tests/fixtures/sagemaker/shapes.json anew`,
        );
    });
});
