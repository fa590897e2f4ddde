// The shape of `fairlead:secrets`: names, each with what only Pulumi can read.
import { z } from "zod";

import { SECRET_NAME } from "../../components/shared/secrets";

/** It becomes a part of the name of a resource and of a parameter. */
const secretName = z
    .string()
    .regex(SECRET_NAME)
    .meta({
        allowed: "letters, digits, - and _, at most 30, a letter first",
        examples: ["dockerHubPush"],
    });

export const secrets = z
    .record(
        secretName,
        z
            .strictObject({ secure: z.string().meta({ description: "Ciphertext, by Pulumi." }) })
            .meta({ allowed: "a value that Pulumi encrypts: pulumi config set --secret --path" }),
    )
    .meta({
        description:
            "Secrets that lines refer to by name, each written by: pulumi config set --secret --path 'fairlead:secrets.NAME'. Every one becomes a SecureString parameter.",
    });
