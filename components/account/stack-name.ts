import { z } from "zod";

/** Roles for it bear its name, and IAM takes 64 characters of theirs. */
export const stackName = z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,20}$/)
    .meta({ allowed: "a stack's name of up to 20 letters, digits, . _ and -" });
