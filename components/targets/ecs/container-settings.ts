// The settings of a container, the application's own or a sidecar.
import { z } from "zod";

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const environment = z
    .record(z.string().regex(VARIABLE), z.string())
    .default({})
    .meta({ description: "Environment variables of the container, in plain text." });

export const secrets = z
    .record(
        z.string().regex(VARIABLE),
        z
            .string()
            .regex(/^arn:aws[\w-]*:(secretsmanager|ssm):/)
            .meta({
                allowed: "the ARN of a secret in Secrets Manager or of a parameter in SSM; never the secret itself",
                examples: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders-db-AbCdEf"],
            }),
    )
    .default({})
    .meta({
        description: "Environment variables that AWS reads at start, each from the ARN of a secret or parameter.",
    });

export const words = z.array(z.string().min(1)).min(1);
export const WORD_BY_WORD = { allowed: "a list of words, without a shell to read them" };

export const command = words.optional().meta({
    description: "Command of the container, word by word, behind the image's ENTRYPOINT. Default: the image's own.",
    ...WORD_BY_WORD,
    examples: [["node", "server.js"]],
});

export const health = z.strictObject({
    command: words.meta({
        description: "Command that ends with 0 while it is well, word by word; it runs in the container.",
        ...WORD_BY_WORD,
        examples: [["node", "alive.js"]],
    }),
    intervalSeconds: z.int().min(5).max(300).default(30).meta({ description: "Seconds between two of them." }),
    startSeconds: z
        .int()
        .min(0)
        .max(300)
        .default(60)
        .meta({ description: "Seconds that it may take to start, in which it need not be well." }),
});

export type Health = z.infer<typeof health>;
