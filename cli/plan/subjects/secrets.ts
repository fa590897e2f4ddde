import { any, type Subject, within } from "./types";

/** What the stack's file has encrypted, and logins that are made of it. */
export const secrets: Subject = {
    isMine: (resource) => within("Secrets")(resource) || resource.type.startsWith("aws:secretsmanager/"),
    reasons: {
        "aws:secretsmanager/secret:Secret": [[any, "the login for a service that takes it from nowhere else"]],
        "aws:secretsmanager/secretVersion:SecretVersion": [[any, "what the login is; shown to nobody"]],
    },
    shared: {
        "aws:kms/key:Key": "encrypts secrets, and is opened for who reads one, each for that one",
        "aws:ssm/parameter:Parameter":
            "a secret of the stack's file, for the jobs and machines that a line names it for",
    },
};
