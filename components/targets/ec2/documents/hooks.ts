import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const HOOKS = join(__dirname, "..", "hooks");

/** The files of a revision that are ours, by their path in it: an AppSpec, and what it names. */
export function hooksOf(carries: "image" | "bundle"): Readonly<Record<string, string>> {
    const found = [carries, "both"].flatMap((folder) =>
        readdirSync(join(HOOKS, folder)).map((file): [string, string] => [
            file === "appspec.yml" ? file : `fairlead/${file}`,
            readFileSync(join(HOOKS, folder, file), "utf8"),
        ]),
    );
    return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
