// What the files of other stacks say. Pulumi hands a program the configuration of its own stack alone.
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { readYaml } from "../../text/yaml";
import type { Context } from "./parse";
import { settingsFile } from "./problem";

/** The region of this stack and of those whose files stand beside its own, as the files have it; else nothing is known. */
export function regionsBeside(own: Context): NonNullable<Context["regionOf"]> {
    const mine = settingsFile(own);
    return (environment) =>
        regionIn(environment === own.environment ? mine : path.join(path.dirname(mine), `Pulumi.${environment}.yaml`));
}

function regionIn(file: string): string | undefined {
    try {
        const { config } = readYaml(readFileSync(file, "utf8")).value as { config?: Record<string, unknown> };
        const region = config?.["aws:region"];
        return typeof region === "string" ? region : undefined;
    } catch {
        return undefined;
    }
}
