import { z } from "zod";

/** What Fairlead makes for a recipient is named by its owner. Short: a role's name has it in the middle. */
export const recipientName = (description: string, example: string) =>
    z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,14}[a-z0-9]$/)
        .meta({
            description,
            allowed: "2 to 16 lower-case letters, digits and dashes, a letter first and no dash last",
            examples: [example],
        });
