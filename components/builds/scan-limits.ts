// How weak an image may be that is released: what the registry's scan found in it is counted in Publish, and held against this.
import { z } from "zod";

import type { ScriptPart } from "../shell";

/** Settings of every build whose images this program's own jobs publish. */
export const scanLimits = {
    mostCritical: z
        .int()
        .min(0)
        .optional()
        .meta({
            description:
                "Critical weaknesses that the registry's scan may find in an image; with more, or without a scan (Docker Hub tells of none), it is not released. Default: any number, and the release says it.",
            examples: [0],
        }),
    mostHigh: z
        .int()
        .min(0)
        .optional()
        .meta({
            description: "The same, of weaknesses that are high. Default: any number, and the release says it.",
            examples: [10],
        }),
} as const;

/** The variables by which the scripts know them. */
export function limitsOf({ mostCritical, mostHigh }: Limits): ScriptPart["env"] {
    return {
        ...(mostCritical === undefined ? {} : { MOST_CRITICAL: String(mostCritical) }),
        ...(mostHigh === undefined ? {} : { MOST_HIGH: String(mostHigh) }),
    };
}
interface Limits {
    readonly mostCritical?: number;
    readonly mostHigh?: number;
}
