import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import ts from "typescript";

import { root } from "../support/program";

// Files that import each other have no order in which they can be read, and run in one that nobody chose: what the second
// takes of the first may not be there yet. Types are gone by then, so they may name each other.

type Imports = ReadonlyMap<string, readonly string[]>;

const folders = ["cli", "components", "iam", "plan", "rehearsal", "stacks", "text", "tools"];

describe("imports of what runs", () => {
    const imports = importsOf(folders.flatMap(filesBelow), (file) => readFileSync(join(root, file), "utf8"));

    it("make no circle", () => {
        assert.deepEqual(circlesIn(imports), []);
    });

    it("are really read: the environment is above lines, and lines are above their parts", () => {
        assert.ok(imports.get("stacks/environment.ts")?.includes("stacks/line.ts"));
        assert.ok(imports.get("stacks/line.ts")?.includes("components/line/ship.ts"));
    });

    const circle = (second: string): readonly (readonly string[])[] => {
        const files: Record<string, string> = { "a.ts": 'import { b } from "./b";', "b.ts": second, "c.ts": "" };
        return circlesIn(importsOf(Object.keys(files), (file) => files[file] ?? ""));
    };
    it("mutant: two files that import each other are found out, by both names", () => {
        assert.deepEqual(circle('import { a } from "./a";'), [["a.ts", "b.ts"]]);
        assert.deepEqual(circle('import "./a";'), [["a.ts", "b.ts"]]);
        assert.deepEqual(circle('export * from "./a";'), [["a.ts", "b.ts"]]);
        assert.deepEqual(circle('import { type A, a } from "./a";'), [["a.ts", "b.ts"]]);
    });
    it("may name the types of what imports them", () => {
        assert.deepEqual(circle('import type { A } from "./a";'), []);
        assert.deepEqual(circle('import { type A } from "./a";\nexport type { A } from "./a";'), []);
        assert.deepEqual(circle('import { c } from "./c";'), []);
    });
});

function filesBelow(folder: string): readonly string[] {
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
        .map((file) => `${folder}/${file}`);
}

/** What each file imports of the others while it runs. */
function importsOf(files: readonly string[], read: (file: string) => string): Imports {
    const known = new Set(files);
    const meant = (from: string, name: string): readonly string[] => {
        if (!name.startsWith(".")) return [];
        const path = relative(".", join(dirname(from), name));
        return [`${path}.ts`, `${path}/index.ts`].filter((file) => known.has(file));
    };
    return new Map(
        files.map((file) => [
            file,
            ts
                .createSourceFile(file, read(file), ts.ScriptTarget.Latest)
                .statements.flatMap((statement) => importedBy(statement).flatMap((name) => meant(file, name))),
        ]),
    );
}

/** The module that a statement loads; nothing where it takes types alone. */
function importedBy(statement: ts.Statement): readonly string[] {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier: module } = statement;
    if (module === undefined || !ts.isStringLiteral(module)) return [];
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : statement;
    const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
    const elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[] | undefined =
        named !== undefined && (ts.isNamedImports(named) || ts.isNamedExports(named)) ? named.elements : undefined;
    const hasDefault = ts.isImportDeclaration(statement) && statement.importClause?.name !== undefined;
    const isType =
        clause?.isTypeOnly === true || (!hasDefault && (elements?.every((each) => each.isTypeOnly) ?? false));
    return isType ? [] : [module.text];
}

/** Files that can be reached from themselves, those of one circle together. */
function circlesIn(imports: Imports): readonly (readonly string[])[] {
    const reached = (from: string): ReadonlySet<string> => {
        const seen = new Set<string>();
        const visit = (file: string): void => {
            for (const next of imports.get(file) ?? []) if (!seen.has(next)) visit((seen.add(next), next));
        };
        visit(from);
        return seen;
    };
    const ends = new Map([...imports.keys()].map((file) => [file, reached(file)]));
    const circles = [...ends]
        .filter(([file, reach]) => reach.has(file))
        .map(([file, reach]) => [...reach].filter((other) => ends.get(other)?.has(file)).sort());
    return circles.filter((circle, at) => circles.findIndex(([first]) => first === circle[0]) === at);
}
