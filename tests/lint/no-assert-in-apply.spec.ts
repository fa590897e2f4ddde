import { Linter, type Rule } from "eslint";
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parser } from "typescript-eslint";

const source = path.join(__dirname, "..", "..", "tools", "eslint", "no-assert-in-apply.mjs");

const lost: Readonly<Record<string, string>> = {
    "an assertion in the callback": 'import assert from "node:assert"; name.apply((n) => assert.equal(n, "web"));',
    "one behind a namespace import": 'import * as a from "assert/strict"; name.apply((n) => { a.ok(n); });',
    "a destructured assertion":
        'import { strictEqual as same } from "node:assert/strict"; name.apply((n) => same(n, 1));',
    "a bare assert": 'import assert from "assert"; name.apply((n) => { if (n) assert(n); });',
    "a global expect with a chain": "pulumi.all([a, b]).apply(([c]) => { expect(c).to.equal(1); });",
    "a function handed over by name": 'import assert from "assert"; const check = (n) => assert(n); name.apply(check);',
    "a function that calls another":
        'import assert from "assert"; function check(n) { assert(n); } name.apply((n) => check(n));',
    "one in a nested callback": 'import assert from "assert"; names.apply((all) => all.forEach((n) => assert(n)));',
    "an awaited apply, which may never call back": 'import assert from "assert"; await name.apply((n) => assert(n));',
};
const kept: Readonly<Record<string, string>> = {
    "an assertion on the awaited value": 'import assert from "assert"; assert.equal(await valueOf(name), "web");',
    "an apply inside the assertion":
        'import assert from "assert"; assert.equal(await valueOf(name.apply((n) => n + 1)), 2);',
    "something else that is called assert": "function assert(n) { return n; } name.apply((n) => assert(n));",
    "a function that calls itself": "const down = (n) => (n > 0 ? down(n - 1) : n); name.apply((n) => down(n));",
    "another method": 'import assert from "assert"; names.map((n) => assert(n));',
};

function refusals(rule: Rule.RuleModule, code: string): number {
    const messages = new Linter().verify(
        code,
        {
            files: ["**/*.ts"],
            languageOptions: { parser: parser },
            plugins: { own: { rules: { rule } } },
            rules: { "own/rule": "error" },
        },
        "probe.ts",
    );
    const broken = messages.filter(({ ruleId }) => ruleId === null);
    assert.deepEqual(broken, [], "the example itself must parse");
    return messages.length;
}

/** The titles of examples the rule judges wrongly. */
function misjudged(rule: Rule.RuleModule): string[] {
    return [
        ...Object.entries(lost).filter(([, code]) => refusals(rule, code) !== 1),
        ...Object.entries(kept).filter(([, code]) => refusals(rule, code) !== 0),
    ].map(([title]) => title);
}

async function load(file: string): Promise<Rule.RuleModule> {
    return ((await import(file)) as { default: Rule.RuleModule }).default;
}

describe("lint: no-assert-in-apply", () => {
    for (const [title, code] of Object.entries(lost)) {
        it(`refuses ${title}`, async () => assert.equal(refusals(await load(source), code), 1));
    }
    for (const [title, code] of Object.entries(kept)) {
        it(`accepts ${title}`, async () => assert.equal(refusals(await load(source), code), 0));
    }

    // Each mutant is a way to get the rule wrong; the examples above have to notice, or they prove nothing.
    const mutants: readonly (readonly [what: string, from: string, to: string, notices: string])[] = [
        ["looks at another method", 'property.name="apply"', 'property.name="applyTo"', "an assertion in the callback"],
        ["looks at every method", '[callee.property.name="apply"]', "", "another method"],
        [
            "does not follow names",
            'if (node.type !== "Identifier") return undefined',
            "return undefined",
            "a function handed over by name",
        ],
        ["does not follow calls", "called && findAssertion", "false && findAssertion", "a function that calls another"],
        [
            "ignores where a name comes from",
            'definition.type === "ImportBinding" &&',
            "true ||",
            "a function that calls itself",
        ],
        ["knows no globals", "assertGlobals.has(start.name)", "false", "a global expect with a chain"],
    ];
    for (const [what, from, to, notices] of mutants) {
        it(`notices a mutant that ${what}`, async () => {
            const text = fs.readFileSync(source, "utf8");
            assert.ok(text.includes(from), `the rule no longer contains ${from}; write the mutant anew`);
            const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fairlead-mutant-"));
            try {
                const mutant = path.join(folder, "rule.mjs");
                fs.writeFileSync(mutant, text.replace(from, to));
                assert.ok(misjudged(await load(mutant)).includes(notices));
            } finally {
                fs.rmSync(folder, { recursive: true });
            }
        });
    }
});
