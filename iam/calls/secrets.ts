// What opens a secret: the key that a plan gives a parameter, or a secret of Secrets Manager. AWS's own keys ask nobody.
import { text, type Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { keyContext } from "./objects";
import type { Context, Row } from "./types";

/** One kind of secret: whose it is, where it names its key, and what KMS is told of it. */
interface Kept {
    readonly service: "ssm" | "secretsmanager";
    readonly type: string;
    readonly key: string;
    readonly context: string;
    readonly source: string;
}

export const PARAMETER: Kept = {
    service: "ssm",
    type: TYPE.parameter,
    key: "keyId",
    context: "PARAMETER_ARN",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html",
};
export const SECRET: Kept = {
    service: "secretsmanager",
    type: TYPE.secret,
    key: "kmsKeyId",
    context: "SecretARN",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
};

/** The row beside the one that reads what these ARNs name. */
export function opens<S extends { readonly plans: Plans }>(kept: Kept, arns: (at: S) => readonly string[]): Row<S> {
    const keyOf = ({ plans }: S, arn: string): string => {
        const found = plans.find(kept.type, (each) => text(each, "arn") === arn);
        return found ? text(found.resource, kept.key) : "";
    };
    return {
        action: "kms:Decrypt",
        on: (at) => [...new Set(arns(at).map((arn) => keyOf(at, arn)))].filter((key) => key !== ""),
        context: (at, key): Context => {
            const arn = arns(at).find((each) => keyOf(at, each) === key) ?? "";
            return keyContext(kept.service, key, { [kept.context]: arn });
        },
        source: kept.source,
    };
}
