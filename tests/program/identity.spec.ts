import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { matchesGolden } from "../support/golden";
import { planOf, root } from "../support/program";

// A URN is what Pulumi knows a resource by: under another one it is another resource. Real environments hold data and
// traffic, so the list is committed, and a change of it is a decision.
describe("identity", () => {
    for (const stack of ["staging", "prod", "account"]) {
        it(`every resource of ${stack} keeps its URN`, async () => {
            const { resources } = await planOf(stack);
            const urns = resources.map(({ urn }) => urn).sort();
            const file = `urns.${stack}.txt`;
            const text = `${urns.join("\n")}\n`;
            try {
                matchesGolden(file, text);
            } catch (error) {
                const known = join(root, "tests", "golden", file);
                if (!existsSync(known)) throw error;
                assert.fail(explain(readFileSync(known, "utf8").trimEnd().split("\n"), urns));
            }
        });
    }

    it("says what a change does to an environment that exists", () => {
        const [kept, gone, added] = ["T::web", "Topic::web-topic", "Topic::web-news"];
        assert.equal(
            explain([kept, gone], [kept, added]),
            [
                "the next `up` deletes 1 and creates 1:",
                "  - Topic::web-topic",
                "  + Topic::web-news",
                "The same thing under another name, parent or type? Give it its old identity, so that it is kept:",
                '  { parent: this, aliases: [{ name: "web-topic" }] }',
                "Then write the list anew (npm run golden) and say in CHANGELOG.md what the next `up` creates, replaces or deletes.",
            ].join("\n"),
        );
        assert.doesNotMatch(explain([kept], [kept, added]), /aliases/);
    });
});

function explain(known: readonly string[], urns: readonly string[]): string {
    const gone = known.filter((urn) => !urns.includes(urn));
    const added = urns.filter((urn) => !known.includes(urn));
    const name = gone[0]?.split("::").at(-1);
    return [
        `the next \`up\` deletes ${gone.length} and creates ${added.length}:`,
        ...gone.map((urn) => `  - ${urn}`),
        ...added.map((urn) => `  + ${urn}`),
        ...(name !== undefined && added.length > 0
            ? [
                  "The same thing under another name, parent or type? Give it its old identity, so that it is kept:",
                  `  { parent: this, aliases: [{ name: "${name}" }] }`,
              ]
            : []),
        "Then write the list anew (npm run golden) and say in CHANGELOG.md what the next `up` creates, replaces or deletes.",
    ].join("\n");
}
