import assert from "node:assert/strict";

import type { JsonObject } from "../../plan/document";
import { plainSecrets } from "../../rehearsal/check/plain-secrets";
import { planWith, resource } from "../support/account";
import { planOf } from "../support/program";

const found = (inputs: JsonObject): readonly string[] =>
    plainSecrets(planWith([resource("aws:any/thing:Thing", "thing", inputs)])).map(({ says }) => says);
const PASSWORD = "the variable DB_PASSWORD looks like a secret, by its name, and is plain text";
const variable = (more: JsonObject = {}): JsonObject => ({ name: "DB_PASSWORD", value: "hunter2", ...more });

describe("variables of a plan that look like secrets", () => {
    it("are found in projects, task definitions and functions", () => {
        assert.deepEqual(found({ environment: { environmentVariables: [variable()] } }), [PASSWORD]);
        assert.deepEqual(found({ containerDefinitions: JSON.stringify([{ environment: [variable()] }]) }), [PASSWORD]);
        assert.deepEqual(found({ environment: { variables: { DB_PASSWORD: "hunter2" } } }), [PASSWORD]);
        assert.deepEqual(found({ content: JSON.stringify({ environment: { DB_PASSWORD: "hunter2" } }) }), [PASSWORD]);
    });

    it("are none where the variable names a secret, or where the name is none of a variable", () => {
        assert.deepEqual(found({ environmentVariables: [variable({ type: "SECRETS_MANAGER" })] }), []);
        assert.deepEqual(found({ environment: [variable({ value: "" })] }), []);
        assert.deepEqual(found({ tags: { DB_PASSWORD: "hunter2" } }), []);
    });

    it("are in none of the shipped plans", async () => {
        for (const stack of ["staging", "prod"] as const) assert.deepEqual(plainSecrets(await planOf(stack)), []);
    });
});
