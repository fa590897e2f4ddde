import { z } from "zod";

/** What Fairlead makes for a recipient is named by its owner. A role's name has 64 characters, with the stack's. */
export const recipientName = (description: string, example: string) =>
    z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,12}[a-z0-9]$/)
        .meta({
            description,
            allowed: "2 to 14 lower-case letters, digits and dashes, a letter first and no dash last",
            examples: [example],
        });
