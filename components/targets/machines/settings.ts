// Settings that mean the same on every kind of machine.
import { z } from "zod";

import { ADDRESS_RANGE } from "../../shared/network";

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const healthPath = z
    .string()
    .regex(/^\/[\w\-./~]*$/)
    .default("/health")
    .meta({
        description: "Path that answers 200 when the application is well.",
        allowed: "a path such as /health: a slash, then letters, digits and - _ . / ~",
        examples: ["/health"],
    });

export const addressRanges = z
    .array(ADDRESS_RANGE)
    .min(1)
    .default(["0.0.0.0/0"])
    .meta({ description: "Address ranges that reach it." });

export const ARCHITECTURE = z
    .enum(["x86_64", "arm64"])
    .default("x86_64")
    .meta({ description: "Processor of the machines, for which images are built; in every environment the same." });

export const instanceType = z
    .string()
    .regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/)
    .optional()
    .meta({
        description: "Size of a machine. Default: t3.micro, or t4g.micro where the architecture is arm64.",
        allowed: "an instance type such as t3.micro",
        examples: ["t3.small"],
    });

export const environment = z
    .record(
        z.string().regex(VARIABLE),
        z
            .string()
            .regex(/^[^\r\n]*$/)
            .meta({ allowed: "a text of one line" }),
    )
    .default({})
    .meta({ description: "Environment variables of the application, in plain text." });

export interface Sized {
    readonly architecture: z.infer<typeof ARCHITECTURE>;
    readonly instanceType?: string | undefined;
}

export function sizeOf({ architecture, instanceType: given }: Sized): string {
    return given ?? (architecture === "arm64" ? "t4g.micro" : "t3.micro");
}
