import { z } from "zod";

import { permissions } from "./permissions";

const CPU_UNITS = [256, 512, 1024, 2048, 4096, 8192, 16384] as const;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What a line says of its tasks, whether or not somebody sends them requests. */
export const taskSettings = {
    cpu: z.literal(CPU_UNITS).default(256).meta({ description: "CPU units of a task; 1024 are one processor." }),
    memory: z.int().min(512).max(122880).default(512).meta({ description: "Memory of a task in MiB." }),
    architecture: z
        .enum(["x86_64", "arm64"])
        .default("x86_64")
        .meta({ description: "Processor of the tasks, for which images are built; in every environment the same." }),
    environment: z
        .record(z.string().regex(VARIABLE), z.string())
        .default({})
        .meta({ description: "Environment variables of the container, in plain text." }),
    secrets: z
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
        }),
    secretsKeyArn: z
        .string()
        .regex(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/)
        .optional()
        .meta({
            description:
                "Key of your own that encrypts the secrets; tasks may then start with it. Default: AWS's own key, which needs no statement.",
            allowed: "the ARN of a KMS key, not of an alias",
            examples: ["arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"],
        }),
    command: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .meta({
            description:
                "Command of the container, word by word, behind the image's ENTRYPOINT. Default: the image's own.",
            allowed: "a list of words, without a shell to read them",
            examples: [["node", "server.js"]],
        }),
    permissions,
};

export type TaskSettings = z.infer<z.ZodObject<typeof taskSettings>>;
