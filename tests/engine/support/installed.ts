import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

import { run } from "./command";

/** A `pulumi` that can be run. */
export interface Engine {
    readonly path: string;
    readonly version: string;
}

/** Where a command lies on PATH, or undefined. */
export function onPath(name: string): string | undefined {
    return (process.env.PATH ?? "")
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, name))
        .find((path) => {
            try {
                accessSync(path, constants.X_OK);
                return statSync(path).isFile();
            } catch {
                return false;
            }
        });
}

/** Asks the command for its version, and looks behind npm's: that one would install itself again into every new home. */
export async function engineAt(path: string): Promise<Engine> {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { stdout } = await run(path, ["version"], { cwd: process.cwd(), env });
    const version = stdout.trim().replace(/^v/, "");
    const home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
    const behind = join(home, "versions", version, "bin", "pulumi");
    return { path: realpathSync(path).endsWith(".js") && existsSync(behind) ? behind : path, version };
}
