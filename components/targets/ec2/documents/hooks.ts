import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { loginOf } from "../../machines/login";

const HOOKS = join(__dirname, "..", "hooks");

/**
 * The files of a revision that are ours, by their path in it: an AppSpec, and what it names.
 * @param login how docker is logged in to where the images lie: a script of machines
 */
export function hooksOf(carries: "image" | "bundle", login?: string): Readonly<Record<string, string>> {
    const found = [carries, "both"].flatMap((folder) =>
        readdirSync(join(HOOKS, folder)).map((file): [string, string] => [
            file === "appspec.yml" ? file : `fairlead/${file}`,
            read(folder, file),
        ]),
    );
    const logs: [string, string][] = login === undefined ? [] : [["fairlead/login.sh", loginOf(login)]];
    return Object.fromEntries([...found, ...logs].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function read(folder: string, file: string): string {
    return readFileSync(join(HOOKS, folder, file), "utf8");
}
