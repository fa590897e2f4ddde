import assert from "node:assert/strict";

import type * as pulumi from "@pulumi/pulumi";

import { rolesBoundary } from "../../components/account/boundaries";
import { decide, type Statement } from "../../iam/evaluate";
import { type Plan, text } from "../../plan/plans";
import { statementsOf } from "../../plan/policies";
import type { Estate } from "./support/estate";
import { bundles, forget, hosts, machines, models, neighbours, shipped, workflows } from "./estates";

after(forget);

for (const [what, estate] of [
    ["the shipped stacks", shipped],
    ["two lines side by side", neighbours],
    ["images on virtual machines", machines],
    ["bundles on virtual machines", bundles],
    ["images that a workflow makes", workflows],
    ["images on a host that takes jobs", hosts],
    ["a model", models],
] as const) {
    describe(`permissions of ${what}`, () => {
        let all: Estate;
        before(async () => {
            all = await estate();
        });

        it("leave no provider, script, target, principal or role without rows", () => {
            assert.deepEqual(all.holes(), []);
        });

        it("allow every call that AWS or a script makes", () => {
            assert.ok(all.allow.length > 250, `only ${all.allow.length} calls were found`);
            assert.deepEqual(all.missing(), []);
        });

        it("refuse what another line, another role, another account or nobody may do", () => {
            assert.ok(all.refuse.length > 5000, `only ${all.refuse.length} refusals were found`);
            assert.deepEqual(all.excessive(), []);
        });

        it("hold no statement that could go, or grow, and nobody would notice", () => {
            assert.deepEqual(all.unproven(), []);
        });

        it("stay within the boundary of roles that git makes", async () => {
            assert.deepEqual(await beyondBoundary(all), []);
        });

        it("name everything only where AWS knows nothing smaller", () => {
            assert.deepEqual(all.unexplained(), []);
        });
    });
}

/** Calls that a role of a stack has to make, and would not within the boundary that the account's stack makes for it. */
async function beyondBoundary({ plans, allow }: Estate): Promise<string[]> {
    const bounds = new Map<string, readonly Statement[]>();
    for (const { plan, resource } of plans.ofType("aws:iam/role:Role"))
        bounds.set(text(resource, "arn"), statementsOf(await textOf(rolesBoundary(refOf(plan), plan.stack))));
    return allow.flatMap((question) => {
        const boundary = bounds.get(question.by);
        if (boundary === undefined) return [];
        // Whatever else decides says yes, so that what is left is the boundary's.
        const resource = [{ ...EVERYTHING, Principal: { AWS: question.account } }];
        const { lacks } = decide(question, { identity: [EVERYTHING], boundary, resource });
        return lacks === undefined ? [] : [`${question.says}: ${question.action} on ${question.on}`];
    });
}

const EVERYTHING = { Effect: "Allow", Action: "*", Resource: "*" };

const refOf = ({ project, stack, account, region }: Plan) => ({
    project,
    environment: stack,
    account,
    region,
    partition: "aws",
});

const textOf = (output: pulumi.Output<string>): Promise<string> =>
    new Promise((resolve) => {
        output.apply(resolve);
    });
