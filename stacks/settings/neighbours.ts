// What the files of stacks say, the own one's among them. Pulumi hands a program the configuration of its own stack alone,
// decrypted, without a word which of it was encrypted in a map that holds both.
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { readYaml } from "../../text/yaml";
import { isMap } from "./mistakes/outline";
import type { Context, Neighbour } from "./context";
import { settingsFile } from "./mistakes/place";

type Looks = Required<Pick<Context, "regionOf" | "isPromoted" | "neighbour">>;

/** What the files of this stack and of those whose files stand beside its own say; of others nothing is known. */
export function filesBeside(own: Context): Looks {
    const mine = settingsFile(own);
    const of = (environment: string): Record<string, unknown> =>
        configIn(environment === own.environment ? mine : path.join(path.dirname(mine), `Pulumi.${environment}.yaml`));
    return {
        regionOf: (environment) => textIn(of(environment)["aws:region"]),
        isPromoted: (environment) => has(of(environment), "promotesFrom"),
        neighbour(environment) {
            const config = of(environment);
            return Object.keys(config).length === 0 ? undefined : neighbourBy(config, own.project);
        },
    };
}

const textIn = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

const has = (config: Readonly<Record<string, unknown>>, name: string): boolean =>
    Object.keys(config).some((key) => new RegExp(`(^|:)${name}($|\\.)`).test(key));

/** Pulumi takes a key without a namespace for the project's. */
const said = (config: Readonly<Record<string, unknown>>, project: string, key: string): unknown =>
    config[`${project}:${key}`] ?? config[key];

function neighbourBy(config: Readonly<Record<string, unknown>>, project: string): Neighbour {
    const [account, boundary] = ["account", "permissionsBoundary"].map((key) => textIn(said(config, project, key)));
    const loosen = said(config, project, "loosen");
    return {
        ...(account === undefined ? {} : { account }),
        isAccount: said(config, project, "scope") === "account",
        isPromoting: has(config, "promotesFrom") || has(config, "promotesTo"),
        loosen: Array.isArray(loosen) ? loosen.map(String) : [],
        ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
    };
}

/** Stacks among the names of files. */
export const stacksAmong = (files: readonly string[]): readonly string[] =>
    files
        .map((file) => file.split("."))
        .flatMap(([first, stack, last, more]) =>
            first === "Pulumi" && stack !== undefined && last === "yaml" && more === undefined ? [stack] : [],
        );

/** Names under `secrets` that the stack's own file has in plain text. */
export function plainSecretsIn(own: Context): readonly string[] {
    const held = said(configIn(settingsFile(own)), own.project, "secrets");
    return isMap(held) ? Object.keys(held).filter((name) => !isMap(held[name])) : [];
}

/** Every value as it is written: bare digits of an account are no number here, nor lose a leading zero. */
function configIn(file: string): Record<string, unknown> {
    try {
        const { config } = readYaml(readFileSync(file, "utf8"), { schema: "failsafe" }).value as { config?: unknown };
        return isMap(config) ? config : {};
    } catch {
        return {};
    }
}
