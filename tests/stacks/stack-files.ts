import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { type Context, filesIn, parseSettings, parseStack } from "../../stacks/settings";
import type { EnvironmentArgs } from "../../stacks/args";
import { SettingsError } from "../../stacks/settings/mistakes/problem";
import { projectOfTests } from "../../tools/project";

export const root = path.join(__dirname, "..", "..");

export type Raw = Record<string, unknown>;

/** The configuration of one of the tests' own stack files or an example's, as YAML gives it. */
export function stackFile(file: string): Raw {
    return (parse(readFileSync(path.join(projectOfTests(), file), "utf8")) as { config: Raw }).config;
}

/** As the engine hands it to a program: every value a string, structures as JSON. */
export function asPulumiGivesIt(raw: Raw): Record<string, string> {
    const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
    return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, text(value)]));
}

/** A configuration with one thing changed: `services.web.deploy.port`, or a whole key such as `aws:region`. */
export function changed(raw: Raw, changes: Readonly<Record<string, unknown>>): Raw {
    const copy = structuredClone(raw);
    for (const [place, value] of Object.entries(changes)) {
        if (place.includes(":")) {
            put(copy, [place], value);
            continue;
        }
        const [first = "", ...rest] = place.split(".");
        put(copy, [`fairlead:${first}`, ...rest], value);
    }
    return copy;
}

function put(holder: Raw, steps: readonly string[], value: unknown): void {
    const [step = "", ...rest] = steps;
    if (rest.length > 0) {
        holder[step] ??= {};
        put(holder[step] as Raw, rest, value);
    } else if (value === undefined) {
        delete holder[step];
    } else {
        holder[step] = value;
    }
}

/** As the files stand beside each other: this stack's own says what it got, the others what they ship with. */
export const regionsOf =
    (raw: Raw, own: string): NonNullable<Context["regionOf"]> =>
    (environment) => {
        const file = environment === own ? raw : stackFile(`Pulumi.${environment}.yaml`);
        return file["aws:region"] as string | undefined;
    };

/** Whether another stack that ships beside it gets its releases from somewhere. */
export const isPromoted = (environment: string): boolean => {
    const file = `Pulumi.${environment}.yaml`;
    return existsSync(path.join(projectOfTests(), file)) && "fairlead:promotesFrom" in stackFile(file);
};

export const parsed = (raw: Raw, environment = "staging", more: Partial<Context> = {}): EnvironmentArgs =>
    parseSettings(raw, { project: "fairlead", environment, filesIn, ...more });

/** The whole text of the error, or nothing where there is none; anything else that is thrown is a crash. */
export function complaint(raw: Raw, environment = "staging", more: Partial<Context> = {}): string | undefined {
    try {
        parseStack(raw, { project: "fairlead", environment, filesIn, ...more });
        return undefined;
    } catch (error) {
        if (error instanceof SettingsError) return error.message;
        throw error;
    }
}
