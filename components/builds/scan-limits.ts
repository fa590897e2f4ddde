// How many vulnerabilities a released image may have: Publish counts what the registry's scan found, and compares.
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

/** The scripts' variables for them. */
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
