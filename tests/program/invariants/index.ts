import { readdirSync } from "node:fs";
import { join } from "node:path";

import type { Plan } from "../../../plan/document";

/**
 * Finds everything in a plan that breaks one sentence; the function's name is the sentence. Takes the same stack's plan as
 * `pulumi preview` of an empty account makes it, for what has to be seen before anything exists.
 */
export type Invariant = (plan: Plan, preview: Plan) => string[];

const sentenceOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** Every invariant by its sentence. A new one is exported beside its like, and nothing else; its mutants stand in ../mutants. */
export const invariants: Readonly<Record<string, Invariant>> = Object.fromEntries(
    readdirSync(__dirname)
        .filter((file) => file !== "index.ts")
        .flatMap((file) => {
            // eslint-disable-next-line @typescript-eslint/no-require-imports -- the folder is the list
            const found = require(join(__dirname, file)) as Readonly<Record<string, Invariant>>;
            return Object.entries(found).map(([name, invariant]) => [sentenceOf(name), invariant] as const);
        })
        .sort(([one], [other]) => (one < other ? -1 : 1)),
);
