import { z } from "zod";

/** The ARN of something that exists. Whose account and region it is of, a rule of the settings asks. */
export const arnOf = (service: string, resource: string, example: string, description: string) =>
    z
        .string()
        .regex(new RegExp(`^arn:aws[\\w-]*:${service}:[\\w-]*:\\d{12}:${resource}[\\w+=,.@/:-]+$`))
        .meta({ description, allowed: `an ARN such as ${example}`, examples: [example] });
