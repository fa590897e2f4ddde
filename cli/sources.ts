// Where applications lie, as a command line says it.
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import type { Plan } from "../plan/document";
import { Plans } from "../plan/plans";
import { TYPE } from "../plan/tokens";
import { repositoriesRead } from "../rehearsal/up/source";
import { nearestName } from "../text/nearest";
import { settingsFileOf, type SettingsPlace, UsageError } from "./command";

/** Says that an application seems to lie beside the settings that `--config-file` names, where `--source` names none. */
export function sourceHint(
    { source, ...place }: SettingsPlace & { readonly source?: string },
    { stack, resources }: Plan,
): string {
    const configFile = settingsFileOf(place, stack);
    const folder = dirname(configFile ?? "");
    const isOwn = configFile !== undefined && source === undefined && !existsSync(join(folder, "Pulumi.yaml"));
    const isWanted = resources.some(({ type }) => type === TYPE.codeRepository);
    if (!isOwn || !isWanted || !existsSync(join(folder, "Dockerfile"))) return "";
    return `${join(folder, "Dockerfile")} lies beside these settings. If it is the application's:\n  --source ${folder}\n`;
}

/** Where applications lie. */
export interface Sources {
    /** For whatever is built, and for every repository that has none of its own. */
    readonly source?: string;
    /** By the name of a repository. */
    readonly sources: Readonly<Record<string, string>>;
}

/** `--source <folder>` once, and `--source <repository>=<folder>` for each that has its own. */
export function sourcesIn(given: readonly string[] = []): Sources {
    const named = given.map((each) => /^([^=/.][^=]*)=(.+)$/.exec(each));
    const bare = given.filter((_, at) => named[at] === null);
    if (bare.length > 1)
        throw new UsageError("--source names one folder; another repository's is --source <repository>=<folder>");
    const sources = named.flatMap((each) => (each ? [[each[1] ?? "", sourceFolder(each[2]) ?? ""] as const] : []));
    return { source: sourceFolder(bare[0]), sources: Object.fromEntries(sources) };
}

/** Where the application lies that `--source` names, or who else it is `by`; none without a name. */
export function sourceFolder(given: string | undefined, by = "--source"): string | undefined {
    if (given === undefined) return undefined;
    const wrong = !existsSync(given)
        ? "there is no such folder"
        : !statSync(given).isDirectory()
          ? "that is a file; name the folder it lies in"
          : readdirSync(given).length === 0
            ? "that folder is empty"
            : undefined;
    if (wrong !== undefined) throw new UsageError(`${by} ${given}: ${wrong}`);
    return resolve(given);
}

/** Says where one folder stands for several repositories, each of which would show the same application as its own. */
export function sharedSource(planned: readonly Plan[], { source, sources }: Sources): string {
    const read = repositoriesRead(new Plans(planned)).filter((each) => !(each in sources));
    if (source === undefined || read.length < 2) return "";
    return `--source ${source} is the application of ${read.join(" and of ")}.\nWhere one of them has another:\n  --source ${read.at(-1) ?? ""}=<folder>\n`;
}

/** A folder for a repository that nobody reads would go nowhere, and nothing would say so. */
export function refuseUnread(planned: readonly Plan[], { sources }: Pick<Sources, "sources">): void {
    const names = Object.keys(sources);
    if (names.length === 0) return;
    const read = repositoriesRead(new Plans(planned));
    for (const name of names.filter((each) => !read.includes(each))) {
        const meant = nearestName(name, read);
        const known =
            read.length === 0
                ? "no pipeline of these plans reads a repository"
                : `pipelines of these plans read ${read.join(", ")}`;
        throw new UsageError(`--source ${name}=…: ${known}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
    }
}
