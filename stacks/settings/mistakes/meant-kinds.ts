// A kind that is misspelt, and the one that was meant: what stands beside it is judged as that kind's, in the same round.
import type { z } from "zod";

import { nearestName } from "../../../text/nearest";
import { isMap, type Outline, outlineAt, type Path, valueAt, valuesOf } from "./outline";

/** What is wrong with a document, and the document that it is wrong with. */
export interface Judged {
    readonly issues: readonly z.core.$ZodIssue[];
    readonly document: Record<string, unknown>;
}

/** Kinds within kinds: a rollout's in a target's. */
const ROUNDS = 3;

/** The kinds as they were written, one round for each that stands within another; and the document with those that were meant. */
export function withMeantKinds(
    schema: z.ZodType,
    written: Record<string, unknown>,
    outline: Outline,
): { readonly rounds: readonly Judged[]; readonly document: Record<string, unknown> } {
    const document = structuredClone(written);
    const rounds: Judged[] = [];
    while (rounds.length < ROUNDS) {
        const before = structuredClone(document);
        const issues = (schema.safeParse(document).error?.issues ?? []).filter((issue) =>
            put(issue, document, outline),
        );
        if (issues.length === 0) break;
        rounds.push({ issues, document: before });
    }
    return { rounds, document };
}

/** Whether the issue is of a kind that is nearly one, which the document now has. */
function put(issue: z.core.$ZodIssue, document: unknown, outline: Outline): boolean {
    if (issue.code !== "invalid_union" || issue.discriminator === undefined) return false;
    const path = issue.path as Path;
    const [received, holder] = [valueAt(document, path), valueAt(document, path.slice(0, -1))];
    const kinds = valuesOf(outlineAt(outline, document, path) ?? {})?.map(String);
    const meant = typeof received === "string" && kinds ? nearestName(received, kinds) : undefined;
    if (meant === undefined || !isMap(holder)) return false;
    holder[String(path.at(-1))] = meant;
    return true;
}
