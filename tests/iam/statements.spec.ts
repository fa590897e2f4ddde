import assert from "node:assert/strict";

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

        it("name everything only where AWS knows nothing smaller", () => {
            assert.deepEqual(all.unexplained(), []);
        });
    });
}
