import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import * as bounding from "../../stacks/bounded";
import { ofType } from "../program/reading";
import { shipped } from "../program/stacks";
import { mutated } from "../support/mutant";
import { planOf } from "../support/program";
import { complaint, stackFile } from "./stack-files";

const BOUNDARY = "arn:aws:iam::111122223333:policy/fairlead-staging-boundary";
const overrides = { "fairlead:permissionsBoundary": BOUNDARY };
const ROLE = "aws:iam/role:Role";

describe("the boundary of an environment", () => {
    for (const each of shipped.filter(({ stack }) => stack !== "account")) {
        it(`is carried by every role of ${each.title}`, async () => {
            const { configFile, stack } = each;
            const own = configFile === `Pulumi.${stack}.yaml`;
            const plan = await planOf(stack, { ...(own ? {} : { configFile }), overrides });
            const roles = ofType(plan, ROLE);
            assert.deepEqual(
                roles.filter(({ inputs }) => inputs["permissionsBoundary"] !== BOUNDARY).map(({ name }) => name),
                [],
            );
            assert.ok(roles.length > 5);
        });
    }

    it("is carried by none where there is none", async () => {
        const roles = ofType(await planOf("prod"), ROLE);
        assert.ok(roles.every(({ inputs }) => inputs["permissionsBoundary"] === undefined));
    });

    it("mutant: a type that is no role's leaves every role without it", () => {
        const given = (module: typeof bounding): unknown => {
            const [transformation] = module.bounded(BOUNDARY).transformations ?? [];
            const role = {
                type: ROLE,
                name: "web",
                props: {},
                opts: {},
            } as unknown as pulumi.ResourceTransformationArgs;
            return transformation?.(role)?.props["permissionsBoundary"];
        };
        assert.equal(given(bounding), BOUNDARY);
        const wrong = mutated<typeof bounding>("stacks/bounded", "stacks/bounded", [ROLE, "aws:iam:Role"]);
        assert.equal(given(wrong), undefined);
    });

    it("is none where the engine hands over what Pulumi.yaml says of nothing", () => {
        assert.equal(complaint({ ...stackFile("Pulumi.staging.yaml"), "fairlead:permissionsBoundary": "" }), undefined);
    });
});
