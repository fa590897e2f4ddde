import * as assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import * as ts from "typescript";

import { CONNECTED_LINES } from "../support/connection";
import { planOf, root } from "../support/program";
import { planOfShipped, shipped } from "./stacks";

/** Resources and helpers are public for whoever composes here; a state holds only what is a value. */
const NO_VALUE = /\b(Resource|RoleInUse|Place|Rights|ForPeople|Channel|Undelivered|LoadBalancer|Listener|LineRule)\b/;

interface Declared {
    readonly file: string;
    readonly className: string;
    readonly fields: readonly string[];
    /** Those that some of them do not have. */
    readonly optional: readonly string[];
}

/** The components as they are written. */
function declared(): Declared[] {
    return ["components", "stacks"]
        .flatMap((folder) =>
            readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
        )
        .filter((file) => file.endsWith(".ts"))
        .sort()
        .flatMap((file) => componentsIn(readFileSync(join(root, file), "utf8"), file));
}

/** Each component of a file, and its public fields that are values. */
function componentsIn(text: string, file: string): Declared[] {
    const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    return statements
        .filter(ts.isClassDeclaration)
        .filter(isComponent)
        .map((component) => ({
            file,
            className: component.name?.text ?? "",
            fields: valuesOf(component).map(nameOf).sort(),
            optional: valuesOf(component)
                .filter(({ questionToken }) => questionToken)
                .map(nameOf),
        }));
}

function valuesOf({ members }: ts.ClassDeclaration): ts.PropertyDeclaration[] {
    return members.filter(ts.isPropertyDeclaration).filter(isPublicValue);
}

function isComponent({ heritageClauses }: ts.ClassDeclaration): boolean {
    return heritageClauses?.some((clause) => clause.getText().includes("ComponentResource")) ?? false;
}

function isPublicValue(field: ts.PropertyDeclaration): boolean {
    const isPublic = field.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PublicKeyword) ?? false;
    return isPublic && !NO_VALUE.test(field.type?.getText() ?? "");
}

function nameOf(field: ts.PropertyDeclaration): string {
    return field.name.getText();
}

describe("a component registers exactly its public fields", () => {
    for (const { className, fields, optional, file } of declared()) {
        it(`${className}, in ${file}`, async () => {
            const plans = await Promise.all([
                ...shipped.map(async (stack) => planOfShipped(stack)),
                planOf("staging", { overrides: CONNECTED_LINES }),
                planOf("staging", { program: join("tests", "fixtures", "release-lines", "index.ts") }),
                ...["docker-hub-ecs", "workflow"].map((of) =>
                    planOf("staging", { configFile: join("tests", "fixtures", of, "Pulumi.staging.yaml") }),
                ),
            ]);
            const made = plans
                .flatMap(({ resources }) => resources)
                .filter(({ type }) => type === `fairlead:index:${className}`);
            assert.ok(made.length > 0, `no shipped stack makes a ${className}`);
            for (const { outputs } of made) {
                const registered = Object.keys(outputs);
                const expected = fields.filter((field) => registered.includes(field) || !optional.includes(field));
                assert.deepEqual(registered.sort(), expected);
            }
        });
    }

    it("and a field that somebody adds is seen", () => {
        const text = `
            export class Other {}
            export class Door extends pulumi.ComponentResource {
                public readonly url: pulumi.Output<string>;
                public readonly ready: readonly pulumi.Resource[];
                public readonly port: number;
                public readonly side?: string;
                private readonly key: string;
            }`;
        assert.deepEqual(componentsIn(text, "door.ts"), [
            { file: "door.ts", className: "Door", fields: ["port", "side", "url"], optional: ["side"] },
        ]);
    });
});
