import { z } from "zod";

import { command, environment, secrets } from "./container-settings";
import { permissions } from "./permissions";
import { schedules } from "./schedules";
import { sidecars } from "./sidecars";

const CPU_UNITS = [256, 512, 1024, 2048, 4096, 8192, 16384] as const;

/** What a line says of its tasks, whether or not somebody sends them requests. */
export const taskSettings = {
    cpu: z.literal(CPU_UNITS).default(256).meta({ description: "CPU units of a task; 1024 are one processor." }),
    memory: z.int().min(512).max(122880).default(512).meta({ description: "Memory of a task in MiB." }),
    architecture: z
        .enum(["x86_64", "arm64"])
        .default("x86_64")
        .meta({ description: "Processor of the tasks, for which images are built; in every environment the same." }),
    environment,
    secrets,
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
    command,
    sidecars,
    schedules,
    permissions,
};

export type TaskSettings = z.infer<z.ZodObject<typeof taskSettings>>;
