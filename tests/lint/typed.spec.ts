import { ESLint } from "eslint";
import * as assert from "node:assert/strict";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");
// Not the whole SDK: its types are most of what such a test would otherwise wait for.
const head = 'import { output } from "@pulumi/pulumi/output";\nexport const name = output("web");\n';

/** Each line: the rule that has to refuse, and a text that has no other fault. */
const refused: readonly (readonly [rule: string, text: string])[] = [
    ["@typescript-eslint/no-floating-promises", "export function start() {\n    Promise.resolve(1);\n}\n"],
    ["@pulumi/no-output-in-template-literal", "export const url = `https://${name}`;\n"],
    ["@typescript-eslint/restrict-plus-operands", 'export const next = (port: number) => "port " + port;\n'],
    ["@typescript-eslint/no-unnecessary-condition", "export const yes = (a: { b: number }) => a?.b;\n"],
    ["@typescript-eslint/no-explicit-any", "export const lost = (a: any): void => void a;\n"],
];

describe("lint: rules that read types", function () {
    // The first text loads the types of the SDK.
    this.timeout(60_000);
    const eslint = new ESLint({
        cwd: root,
        overrideConfig: {
            files: ["**/*.ts"],
            languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["tests/lint/probe-*.ts"] } } },
        },
    });

    refused.forEach(([rule, text], index) => {
        it(`refuses by ${rule}`, async () => {
            const filePath = path.join(root, `tests/lint/probe-${index}.ts`);
            const results = await eslint.lintText(head + text, { filePath });
            const rules = results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
            assert.ok(rules.includes(rule), rules.join("\n"));
        });
    });
});
