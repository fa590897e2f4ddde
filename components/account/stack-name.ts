import { z } from "zod";

/** The stack's name is a part of its roles' names, which may have 64 characters. */
export const stackName = z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,20}$/)
    .meta({ allowed: "a stack's name of up to 20 letters, digits, . _ and -" });
