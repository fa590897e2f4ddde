import { existsSync, readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";

import { UsageError } from "./command";

/** Where the application lies that `--source` names; nothing where nobody named one. */
export function sourceFolder(given: string | undefined): string | undefined {
    if (given === undefined) return undefined;
    const wrong = !existsSync(given)
        ? "there is no such folder"
        : !statSync(given).isDirectory()
          ? "that is a file; name the folder it lies in"
          : readdirSync(given).length === 0
            ? "that folder is empty"
            : undefined;
    if (wrong !== undefined) throw new UsageError(`--source ${given}: ${wrong}`);
    return resolve(given);
}
