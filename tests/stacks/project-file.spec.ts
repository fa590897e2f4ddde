import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { accountSchema } from "../../stacks/settings/account";
import { jsonSchemaOf } from "../../stacks/settings/json-schema";
import { kinds } from "../../stacks/kinds";
import { type Outline, outlineOf } from "../../stacks/settings/mistakes/outline";
import { schemaFor } from "../../stacks/settings/schema";
import { projectOfTests } from "../../tools/project";
import { matchesGolden } from "../support/golden";
import { root, stackFile } from "./stack-files";

interface Declared {
    readonly type?: string;
    readonly description?: string;
    readonly items?: { readonly type: string };
    readonly default?: unknown;
    readonly value?: unknown;
}
const project = parse(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
    name: string;
    config: Record<string, Declared>;
};
const outline: Outline = {
    properties: { ...outlineOf(accountSchema).properties, ...outlineOf(schemaFor(kinds)).properties },
};
const declared = Object.entries(project.config).filter(([key]) => key.startsWith(`${project.name}:`));

describe("Pulumi.yaml", () => {
    it("declares exactly the keys that the settings know, of the same type", () => {
        const types = (outlines: Readonly<Record<string, Outline>>): [string, string][] =>
            Object.entries(outlines).map(([key, { type = "" }]) => [
                `${project.name}:${key}`,
                type === "number" ? "integer" : type,
            ]);
        assert.deepStrictEqual(
            Object.fromEntries(declared.map(([key, { type }]) => [key, type])),
            Object.fromEntries(types(outline.properties ?? {})),
        );
    });

    it("describes every key, and gives it a default, which Pulumi would demand otherwise", () => {
        for (const [key, { description, default: value, type, items }] of declared) {
            assert.match(description ?? "", /^[A-Z].+[^.]$/, key);
            assert.notEqual(value, undefined, key);
            assert.equal(items !== undefined, type === "array", key);
        }
    });

    it("names physical resources by one pattern, always with something random in it", () => {
        const { pattern, providers } = project.config["pulumi:autonaming"]?.value as {
            pattern: string;
            providers: { aws: { resources: Record<string, { pattern: string }> } };
        };
        assert.equal(pattern, "${name}-${stack}-${hex(7)}");
        assert.deepStrictEqual(providers.aws.resources, {
            "aws:lb/targetGroup:TargetGroup": { pattern: "${name}-${hex(5)}" },
            "aws:lb/loadBalancer:LoadBalancer": { pattern: "${name}-${hex(5)}" },
        });
    });
});

describe("the JSON Schema of stack files", () => {
    it("is the one in docs/schema", () =>
        matchesGolden("../../docs/schema/stack.json", jsonSchemaOf(kinds, "fairlead")));

    it("describes every key, wherever it stands", () => {
        const silent = (outline: Outline, at: string): string[] => [
            ...Object.entries(outline.properties ?? {}).flatMap(([key, child]) => [
                ...(child.description === undefined && child.const === undefined ? [`${at}.${key}`] : []),
                ...silent(child, `${at}.${key}`),
            ]),
            ...[
                outline.items,
                outline.additionalProperties,
                ...(outline.oneOf ?? []),
                ...(outline.anyOf ?? []),
            ].flatMap((child) => (typeof child === "object" ? silent(child, `${at}.*`) : [])),
        ];
        assert.deepStrictEqual(silent(outline, "fairlead"), []);
    });

    for (const [folder, schema] of [
        ["tests/fixtures/stacks/", "../../../docs/schema/stack.json"],
        ["examples/blue-green-web/", "../../docs/schema/stack.json"],
    ]) {
        for (const stack of ["staging", "prod"]) {
            it(`is found by an editor that opens ${folder}Pulumi.${stack}.yaml`, () => {
                const [first] = readFileSync(path.join(root, `${folder}Pulumi.${stack}.yaml`), "utf8").split("\n");
                assert.equal(first, `# yaml-language-server: $schema=${schema}`);
            });
        }
    }
});

describe("a stack file", () => {
    it("says a whole line to production in twenty-five lines of YAML or less", () => {
        for (const file of ["Pulumi.staging.yaml", "Pulumi.prod.yaml"]) {
            assert.ok(readFileSync(path.join(projectOfTests(), file), "utf8").trim().split("\n").length <= 25, file);
            assert.ok(stackFile(file)["fairlead:services"], file);
        }
    });
});
