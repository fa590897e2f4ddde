// The JSON Schema of a stack file, so that editors complete and check it while it is written.
import { isDeepStrictEqual } from "node:util";

import { accountSchema } from "./account";
import { type Outline, outlineOf } from "./mistakes/outline";
import { regionPattern } from "./parse";
import type { Kinds } from "./parts";
import { schemaFor } from "./schema";

/** As text, the same for the same kinds: it is committed, and compared by a test. */
export function jsonSchemaOf(kinds: Kinds, project: string): string {
    const environments = outlineOf(schemaFor(kinds));
    const { properties: ofAccounts = {} } = outlineOf(accountSchema);
    const { properties: ofEnvironments = {}, required = [] } = environments;
    const differing = Object.keys(ofAccounts).filter(
        (key) => key in ofEnvironments && !isDeepStrictEqual(ofAccounts[key], ofEnvironments[key]),
    );
    const keys = Object.entries({ ...ofAccounts, ...ofEnvironments }).map(([key, outline]): [string, unknown] => [
        `${project}:${key}`,
        differing.includes(key) ? { description: outline.description } : tidied(outline),
    ]);
    const ofScope = (own: Outlines, others: Outlines) => ({
        properties: {
            ...noneOf(others, own, project),
            ...Object.fromEntries(differing.map((key) => [`${project}:${key}`, tidied(own[key])])),
        },
    });
    const schema = {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: "A Fairlead stack",
        type: "object",
        properties: {
            config: {
                type: "object",
                properties: {
                    "aws:region": {
                        description: "AWS region of this environment.",
                        type: "string",
                        pattern: regionPattern.source,
                    },
                    ...Object.fromEntries<unknown>(keys),
                },
                required: ["aws:region", ...required.map((key) => `${project}:${key}`)],
                // Other providers keep their settings in the same file.
                patternProperties: { [`^(?!${project}:)`]: {} },
                additionalProperties: false,
                if: {
                    properties: { [`${project}:scope`]: { const: "account" } },
                    required: [`${project}:scope`],
                },
                then: ofScope(ofAccounts, ofEnvironments),
                else: ofScope(ofEnvironments, ofAccounts),
            },
        },
        required: ["config"],
    };
    return `${printed(schema)}\n`;
}

type Outlines = Readonly<Record<string, Outline>>;

/** Keys that belong to a stack of the other scope alone. */
function noneOf(theirs: Outlines, own: object, project: string): Record<string, false> {
    const keys = Object.keys(theirs).filter((key) => !(key in own));
    return Object.fromEntries(keys.map((key) => [`${project}:${key}`, false]));
}

const OURS: readonly string[] = ["allowed", "lookUp", "isFolder", "notMade"] satisfies (keyof Outline)[];
/** A setting may be called like one of ours, and is a shape then; a choice's own `notMade` is none. */
const isSetting = (child: unknown, beside: object): boolean => typeof child === "object" && !("oneOf" in beside);

/** Without what only our own messages read, and without bounds that only say that a number is a number. */
function tidied(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(tidied);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value as Outline)
        .filter(([key, child]) => !OURS.includes(key) || isSetting(child, value))
        .filter(([, child]) => typeof child !== "number" || Math.abs(child) < Number.MAX_SAFE_INTEGER);
    return Object.fromEntries(entries.map(([key, child]) => [key, tidied(child)]));
}

/** JSON as prettier formats it: a list of single values on one line, everything else opened out. */
function printed(value: unknown, indent = ""): string {
    const deeper = `${indent}    `;
    const opened = (open: string, items: readonly string[], close: string): string =>
        items.length === 0
            ? open + close
            : `${open}\n${items.map((item) => deeper + item).join(",\n")}\n${indent}${close}`;
    if (Array.isArray(value)) {
        return value.every((item) => typeof item !== "object")
            ? `[${value.map((item) => JSON.stringify(item)).join(", ")}]`
            : opened(
                  "[",
                  value.map((item) => printed(item, deeper)),
                  "]",
              );
    }
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const entries = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${printed(child, deeper)}`);
    return opened("{", entries, "}");
}
