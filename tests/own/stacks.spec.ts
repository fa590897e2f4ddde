// The stack files at the root, which are yours: whatever you write into them, these tests hold as long as the settings
// are accepted. Tests that know your own values go into a file beside this one.
import * as assert from "node:assert/strict";

import { makePlan } from "../../cli/plan/record";
import { filesOfOwner } from "../../tools/project";
import { claimsAbout, ownStacksIn, stacksIn } from "../adoption/any-stacks";
import { root } from "../support/program";

describe("your stacks", () => {
    const files = filesOfOwner();

    it("lie at the root, as Pulumi.<stack>.yaml", () => assert.notDeepEqual(stacksIn(files), []));

    for (const { title, run } of claimsAbout(files)) it(title, run);

    // The claims above are about what Fairlead makes; what extend.ts adds has tests of its own beside this one.
    for (const stack of ownStacksIn(files)) {
        it(`run with what extend.ts adds: ${stack}`, async () => {
            const { outputs } = await makePlan({ stack, cwd: root });
            // What an account has once has no lines, and nothing of yours to attach to them.
            assert.ok("own" in outputs || "arns" in outputs);
        });
    }
});
