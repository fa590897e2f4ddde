import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { parse } from "yaml";

import type { Plan } from "../../plan/document";
import { projectOfTests } from "../../tools/project";
import { planOf } from "../support/program";

/** A stack whose settings lie in this repository and are Fairlead's own. */
export interface ShippedStack {
    readonly title: string;
    readonly stack: string;
    readonly configFile: string;
}

/** The tests' own stacks and every example's: an example that is added is checked. */
export const shipped: readonly ShippedStack[] = ["", ...examples()].flatMap((folder) =>
    readdirSync(join(projectOfTests(), folder))
        .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
        .sort()
        .map((stack) => ({
            title: `${folder === "" ? "" : `${folder} `}${stack}`,
            stack,
            configFile: join(folder, `Pulumi.${stack}.yaml`),
        })),
);

/** The plan of a shipped stack; where two have the same settings, one plan is made for both. */
export async function planOfShipped(wanted: ShippedStack, preview = false): Promise<Plan> {
    const { stack, configFile } =
        shipped.find(
            (other) => other.stack === wanted.stack && isDeepStrictEqual(settingsOf(other), settingsOf(wanted)),
        ) ?? wanted;
    const own = configFile === `Pulumi.${stack}.yaml`;
    return planOf(stack, { ...(own ? {} : { configFile }), ...(preview ? { preview } : {}) });
}

const settings = new Map<string, unknown>();

/** Read once: every test of every stack compares them. */
function settingsOf({ configFile }: ShippedStack): unknown {
    if (!settings.has(configFile))
        settings.set(configFile, parse(readFileSync(join(projectOfTests(), configFile), "utf8")));
    return settings.get(configFile);
}

/** Every example's folder, and one below it that has stack files of its own: the same application on another line. */
function examples(): string[] {
    return readdirSync(join(projectOfTests(), "examples"), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && /^Pulumi\..+\.yaml$/.test(entry.name))
        .map(({ parentPath }) => relative(projectOfTests(), parentPath))
        .filter((folder, at, all) => all.indexOf(folder) === at)
        .sort();
}
