import { readdirSync } from "node:fs";
import { join } from "node:path";

import type { Invariant } from "./invariant";

/** Every invariant by its sentence. A new one is a file, and nothing else; its mutants stand in ../mutants. */
export const invariants: Readonly<Record<string, Invariant>> = Object.fromEntries(
    readdirSync(__dirname)
        .filter((file) => !["index.ts", "invariant.ts"].includes(file))
        .sort()
        .map((file) => {
            // eslint-disable-next-line @typescript-eslint/no-require-imports -- the folder is the list
            const { invariant } = require(join(__dirname, file)) as { invariant: Invariant };
            return [file.replace(/\.ts$/, "").replaceAll("-", " "), invariant];
        }),
);
