import * as assert from "node:assert/strict";

import { planOf } from "../support/program";
import { invariants } from "./invariants";

// The settings refuse names that AWS would refuse. At the longest they accept, everything still has to fit.
const line = "l".repeat(18);
const services = {
    [line]: {
        deploy: {
            kind: "ecs",
            port: 8080,
            certificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-0000-0000-000000000000",
        },
    },
};
/** 64 characters of a role's name, less `<line>-ship-evidence-` and `-` with seven hex digits. */
const longest = 64 - line.length - "-ship-evidence-".length - 8;

describe("the longest names that the settings accept", () => {
    for (const promotesFrom of [{ environment: "staging", account: "111122223333" }, undefined]) {
        it(`fit AWS where releases ${promotesFrom ? "come from elsewhere" : "are made"}`, async () => {
            const plan = await planOf("s".repeat(longest), {
                configFile: "Pulumi.prod.yaml",
                overrides: {
                    "fairlead:services": services,
                    "fairlead:promotesFrom": promotesFrom ?? {},
                    "fairlead:approval": { required: true },
                },
            });
            assert.deepEqual(invariants["every physical name fits aws"]?.(plan, plan), []);
            assert.deepEqual(invariants["every action is configured in short texts"]?.(plan, plan), []);
        });
    }

    it("fit AWS where a line asks inside of its deployments, whose roles have no longer names", async () => {
        const { deploy } = services[line] ?? {};
        const asking = { [line]: { deploy: { ...deploy, rollout: { kind: "blue-green", approval: {} } } } };
        const plan = await planOf("s".repeat(longest), {
            configFile: "Pulumi.prod.yaml",
            overrides: { "fairlead:services": asking, "fairlead:approval": { required: true } },
        });
        assert.deepEqual(invariants["every physical name fits aws"]?.(plan, plan), []);
    });

    it("refuses one letter more", async () => {
        const plan = planOf("s".repeat(longest + 1), {
            configFile: "Pulumi.prod.yaml",
            overrides: { "fairlead:services": services },
        });
        await assert.rejects(plan, /makes the IAM role[^]* 65 characters/);
    });
});
