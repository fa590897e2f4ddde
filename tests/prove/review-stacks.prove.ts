// The stack of a pull request, held against the boundary that the account's stack makes for all stacks of its template.
import * as assert from "node:assert/strict";
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { planOf, root } from "../support/program";
import { rehearsed } from "../support/rehearsed";

const file = (name: string): string => join("tests", "fixtures", "review", `Pulumi.${name}.yaml`);
const source = join(root, "examples", "blue-green-web");

describe("the stack of a pull request", function () {
    this.timeout(240_000);
    let account: Plan;
    let review: Plan;
    before(async () => {
        account = await planOf("account", { configFile: file("account") });
        review = await planOf("pr-fairlead-7", { configFile: file("review") });
    });

    it("carries a change to a verified running service, within its boundary", async () => {
        const { shortcomings } = await rehearsed([review, account], { source });
        assert.deepEqual(shortcomings, []);
    });

    it("mutant: a boundary for the template's own name, which none of its stacks has", async () => {
        const text = JSON.stringify(account);
        const wrong = text.replaceAll("*-pr-fairlead-*-???????", "*-review-???????");
        assert.notEqual(wrong, text);
        const { shortcomings } = await rehearsed([review, JSON.parse(wrong) as Plan], { source });
        assert.notDeepEqual(shortcomings, []);
    });
});
