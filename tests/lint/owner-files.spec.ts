// Two ways in which a test of Fairlead could come to depend on what its owner edits, and that each is found out.
import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { makePlan } from "../../cli/plan/record";
import { planOf, root } from "../support/program";

describe("the owner's stack files", () => {
    const [stack = ""] = readdirSync(root).flatMap((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1] ?? []);

    it("mutant: a test of Fairlead that reads one is refused, whichever way it takes", async () => {
        assert.throws(() => readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"), /is the owner's/);
        await assert.rejects(makePlan({ stack, cwd: root }), /is the owner's/);
    });

    it("and is told what it may read", async () => {
        assert.equal((await planOf("staging")).stack, "staging");
        assert.throws(
            () => readFileSync(join(root, `Pulumi.${stack}.yaml`)),
            /tests\/fixtures\/stacks: planOf, stackFile/,
        );
    });
});

/** Texts and numbers of settings that are the owner's to choose and could be told from chance. */
function telling(value: unknown): string[] {
    if (typeof value === "object" && value !== null) return Object.values(value).flatMap(telling);
    return typeof value === "string" && value.length >= 9 ? [value] : [];
}

describe("tests in tests/own", () => {
    const stacks = join(root, "tests", "fixtures", "stacks");
    const values = readdirSync(stacks).flatMap((file) => telling(parse(readFileSync(join(stacks, file), "utf8"))));
    const shippedIn = (text: string): string[] => [...new Set(values)].filter((value) => text.includes(value));

    it("know no value of the stacks that are shipped", () => {
        const own = join(root, "tests", "own");
        const found = readdirSync(own).flatMap((file) => shippedIn(readFileSync(join(own, file), "utf8")));
        assert.deepEqual(found, []);
    });

    it("mutant: one that asserts the shipped account is found", () => {
        assert.deepEqual(shippedIn('assert.equal(plan.account, "111122223333");'), ["111122223333"]);
    });
});
