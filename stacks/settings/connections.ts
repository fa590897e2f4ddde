// Connections to Git providers: the shape of `fairlead:connections`, a key for each kind of source that uses one.
import { z } from "zod";

import type { Kinds } from "./parts";

/** A connection has its old or its new name: https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html */
const connectionArn =
    /^arn:aws[a-z-]*:(?:codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/;

export function connectionsTo(sources: Kinds["sources"]): z.ZodType<Record<string, string>> {
    const shape = Object.fromEntries(
        sources.flatMap(({ kind, connects }) => (connects === undefined ? [] : [[kind, arnOf(connects)]])),
    );
    return z.strictObject(shape).default({}).meta({
        description:
            "Connections to Git providers outside AWS, made and authorised in the console, once per environment.",
    }) as z.ZodType<Record<string, string>>;
}

const arnOf = (provider: string) =>
    z
        .string()
        .regex(connectionArn)
        .optional()
        .meta({
            description: `ARN of an AVAILABLE connection to ${provider}. Without it, what would be released from there is not made.`,
            allowed: "the ARN of a connection, which the console shows below Settings, Connections",
            examples: [
                "arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef",
            ],
        });
