import type * as kms from "@pulumi/aws/kms";
import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as ssm from "@pulumi/aws/ssm";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../environment-ref";
import type { Statement } from "../shell";
import { makeKey } from "./encryption-key";

/** Shorter than any token: if somebody writes a token in place of a name, it is refused and repeated nowhere. */
export const SECRET_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,29}$/;

export interface SecretsArgs {
    readonly ref: EnvironmentRef;
    readonly values: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Permission to use the key for one secret only, by the service that keeps it; otherwise the key would decrypt everything it encrypts.
 * https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function decrypts(keyArn: pulumi.Input<string>, { by, region, context, arn }: OpenedSecret): Statement {
    return {
        actions: ["kms:Decrypt"],
        on: [keyArn],
        when: {
            StringEquals: {
                "kms:ViaService": `${by}.${region}.amazonaws.com`,
                [`kms:EncryptionContext:${context}`]: arn,
            },
        },
    };
}
interface OpenedSecret {
    readonly by: "ssm" | "secretsmanager";
    readonly region: string;
    /** The encryption context that the service gives KMS, and the secret's ARN. */
    readonly context: "PARAMETER_ARN" | "SecretARN";
    readonly arn: pulumi.Input<string>;
}

/** A SecureString of Parameter Store, for whoever reads it. */
export interface SecretParameter {
    readonly name: pulumi.Input<string>;
    readonly arn: pulumi.Input<string>;
    /** The key that encrypts it. @default - AWS's own, with which every role decrypts that may read the parameter */
    readonly keyArn?: pulumi.Input<string>;
}

export interface KeptSecret {
    readonly arn: pulumi.Output<string>;
    /** The same, of its first version: without one, it cannot be read yet. */
    readonly ready: pulumi.Output<string>;
}

/** Permissions to write, or to read and delete. */
export interface WrittenParameters {
    readonly keyArn: pulumi.Output<string>;
    readonly writes: readonly Statement[];
    readonly takes: readonly Statement[];
}

/**
 * What the stack's file has encrypted, as parameters that jobs and machines read. By a key of their own: what AWS's key for
 * Parameter Store encrypts, every machine of the account can read that has AmazonSSMManagedInstanceCore.
 */
export class Secrets extends pulumi.ComponentResource {
    /** Of each secret, as lines refer to it. */
    public readonly names: readonly string[];
    private readonly region: string;
    private readonly key: kms.Key;
    private readonly values: Readonly<Record<string, pulumi.Output<string>>>;
    private readonly parameters: Readonly<Record<string, ssm.Parameter>>;

    constructor(name: string, { ref, values }: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
        const names = Object.keys(values).sort();
        super("fairlead:index:Secrets", name, { names }, opts);
        this.names = names;
        this.values = Object.fromEntries(
            Object.entries(values).map(([secret, value]) => [secret, pulumi.secret(value)]),
        );
        this.region = ref.region;
        this.key = makeKey(name, { ref, services: [] }, { parent: this });
        // unverified: the provider reads each parameter back decrypted, at `up` with --refresh at the latest
        // | fails as: `up` is refused with AccessDeniedException for ssm:GetParameter or kms:Decrypt, though the parameter was written
        // | settle: pulumi up --refresh, by who deploys
        this.parameters = Object.fromEntries(
            names.map((secret) => [
                secret,
                new ssm.Parameter(
                    `${name}-${secret}`,
                    {
                        // Fixed, because revisions to which a rollback returns have the name in their hooks.
                        name: `/secrets/${ref.project}/${ref.environment}/${secret}`,
                        type: "SecureString",
                        keyId: this.key.arn,
                        value: this.values[secret],
                    },
                    { parent: this },
                ),
            ]),
        );
        this.registerOutputs({ names: this.names });
    }

    /** For scripts, which pass it on without writing it anywhere. */
    public parameter(secret: string): SecretParameter {
        const { name, arn } = this.find(this.parameters, secret);
        return { name, arn, keyArn: this.key.arn };
    }

    /**
     * Parameters of the advanced tier that are written while lines run, below a path that ends in a slash, by the same key. What
     * is read is deleted by who read it. https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
     */
    public written(path: string, { partition, account }: EnvironmentRef): WrittenParameters {
        const arn = `arn:${partition}:ssm:${this.region}:${account}:parameter${path}*`;
        const when = {
            StringEquals: { "kms:ViaService": `ssm.${this.region}.amazonaws.com` },
            StringLike: { "kms:EncryptionContext:PARAMETER_ARN": arn },
        };
        return {
            keyArn: this.key.arn,
            writes: [
                { actions: ["ssm:PutParameter"], on: [arn] },
                { actions: ["kms:GenerateDataKey"], on: [this.key.arn], when },
            ],
            takes: [
                { actions: ["ssm:DeleteParameter", "ssm:GetParameter"], on: [arn] },
                { actions: ["kms:Decrypt"], on: [this.key.arn], when },
            ],
        };
    }

    /**
     * A login for services that only read Secrets Manager, which also define its keys.
     * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
     */
    public login(
        name: string,
        { username, secret }: { readonly username: string; readonly secret: string },
        opts: pulumi.CustomResourceOptions,
    ): { readonly arn: pulumi.Output<string>; readonly allow: readonly Statement[] } {
        const password = this.find(this.values, secret);
        const { arn, ready } = this.kept(name, pulumi.jsonStringify({ username, password }), opts);
        return {
            arn: ready,
            allow: [
                { actions: ["secretsmanager:GetSecretValue"], on: [arn] },
                decrypts(this.key.arn, { by: "secretsmanager", region: this.region, context: "SecretARN", arn }),
            ],
        };
    }

    /** A value that Pulumi knows, for readers of Secrets Manager. */
    public kept(name: string, secretString: pulumi.Input<string>, opts: pulumi.CustomResourceOptions): KeptSecret {
        // Its value is in the stack's file or state, so nothing is lost with it, and its name is free again at once.
        const kept = new secretsmanager.Secret(name, { kmsKeyId: this.key.arn, recoveryWindowInDays: 0 }, opts);
        const version = new secretsmanager.SecretVersion(name, { secretId: kept.id, secretString }, opts);
        return { arn: kept.arn, ready: version.arn };
    }

    private find<T>(among: Readonly<Record<string, T>>, secret: string): T {
        const found = among[secret];
        if (found === undefined) throw new Error(`no secret is called ${secret}; the settings let it pass`);
        return found;
    }
}
