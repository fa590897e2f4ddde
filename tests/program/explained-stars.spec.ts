import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as ts from "typescript";

import { root } from "../support/program";

/**
 * Where a statement allows something on everything and its reason is empty, or hidden: the type asks for one beside
 * `on: "*"`, and cannot see a star in a list. A plan no longer knows the reason, so the source is asked.
 */
function unexplained(text: string, file: string): string[] {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isObjectLiteralExpression(node)) {
            const property = (name: string): ts.Expression | undefined =>
                node.properties.filter(ts.isPropertyAssignment).find((each) => each.name.getText() === name)
                    ?.initializer;
            const [on, because] = [property("on"), property("because")];
            const hidden = on !== undefined && ts.isArrayLiteralExpression(on);
            if (property("actions") && mentionsStar(on) && (hidden || (because?.getText().length ?? 0) <= 10)) {
                found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
            }
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}

function mentionsStar(on: ts.Expression | undefined): boolean {
    return on !== undefined && /["'`]\*["'`]/.test(on.getText());
}

describe("a star in a policy", () => {
    it("says why it stands there", () => {
        const files = readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".ts"))
            .map((file) => join("components", file));
        const found = files.flatMap((file) => unexplained(readFileSync(join(root, file), "utf8"), file));
        assert.deepEqual(found, []);
    });

    it("is found where it does not", () => {
        const text = `
            const a = { actions: ["ecr:GetAuthorizationToken"], on: "*" };
            const b = { actions: ["ecr:GetAuthorizationToken"], on: "*", because: "" };
            const c = { actions: ["ecr:GetAuthorizationToken"], on: ["*"], because: "the token is for the registry" };
            const d = { actions: ["ecr:GetAuthorizationToken"], on: "*", because: "the token is for the registry" };
            const e = { actions: ["s3:GetObject"], on: ["arn:aws:s3:::b/*"] };`;
        assert.deepEqual(unexplained(text, "some.ts"), ["some.ts:2", "some.ts:3", "some.ts:4"]);
    });
});
