import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Registry, ShellPart } from "../carrying";
import type { RegistryKind } from "../kind";
import type { EnvironmentContext } from "../context";
import { arnIn } from "../environment-ref";
import type { Statement } from "../shell";
import { decrypts, SECRET_NAME, type SecretParameter } from "../shared/secrets";
import { rules } from "./docker-hub/rules";

const credentials = {
    username: z
        .string()
        .regex(/^[a-z0-9]{4,30}$/)
        .meta({
            description: "Account on Docker Hub.",
            allowed: "the name of an account on Docker Hub: 4 to 30 lower-case letters and digits",
            examples: ["acme"],
        }),
    passwordParameter: z
        .string()
        .regex(/^\/[A-Za-z0-9_.\-/]{1,1000}$/)
        .optional()
        .meta({
            description:
                "SecureString parameter of this account's Parameter Store that holds an access token of that account.",
            allowed: "the name of a parameter, beginning with /, and never the token itself",
            examples: ["/acme/docker-hub/token"],
        }),
    passwordSecret: z
        .string()
        .regex(SECRET_NAME)
        .optional()
        .meta({
            description: "The same, made of what stands encrypted under fairlead:secrets by this name.",
            allowed: "the name of a secret under secrets of the stack, and never the token itself",
            examples: ["dockerHubPull"],
        }),
    keyArn: z
        .string()
        .regex(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/)
        .optional()
        .meta({
            description:
                "Key of your own that encrypts passwordParameter. Default: AWS's own key, which needs no statement.",
            allowed: "the ARN of a KMS key, not of an alias",
            examples: ["arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000"],
        }),
};

const settings = z.strictObject({
    repository: z
        .string()
        .regex(/^[a-z0-9]{4,30}\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/)
        .max(255)
        .meta({
            description:
                "Repository on Docker Hub, the same in every environment. Make it private before the first push.",
            allowed: "a repository with its namespace, such as acme/web",
            examples: ["acme/web"],
        }),
    push: z
        .strictObject(credentials)
        .optional()
        .meta({
            description: "Who pushes, where images are built.",
            examples: [{ username: "acme", passwordSecret: "dockerHubPush" }],
        }),
    pull: z
        .strictObject({
            ...credentials,
            secretArn: z
                .string()
                .regex(/^arn:aws[\w-]*:secretsmanager:/)
                .optional()
                .meta({
                    description:
                        "Secret of Secrets Manager with the keys username and password, by which ECS logs in; encrypted by AWS's own key. Default: one that is made of passwordSecret, where the target asks for it.",
                    allowed: "the ARN of a secret in Secrets Manager; never the secret itself",
                    examples: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:docker-hub-AbCdEf"],
                }),
        })
        .meta({
            description: "Who pulls: with a token that may read and no more.",
            examples: [{ username: "acme", passwordSecret: "dockerHubPull" }],
        }),
});

export type DockerHubSettings = z.infer<typeof settings>;
type Credentials = NonNullable<DockerHubSettings["push"]>;

/** A repository on Docker Hub, which exists already. */
export const dockerHub: RegistryKind<"docker-hub", typeof settings> = {
    kind: "docker-hub",
    settings,
    rules,
    secretNames: [
        ["push", "passwordSecret"],
        ["pull", "passwordSecret"],
    ],
    make(line, { repository, push, pull }, _from, context, opts) {
        const repositoryUrl = pulumi.output(`docker.io/${repository}`);
        const at = (by: Credentials, ...scripts: string[]): ShellPart => {
            const parameter = parameterOf(by, context);
            return {
                scripts: ["image-docker-hub", "image-by-docker", ...scripts],
                // Docker is also what asks for the digest of a tag.
                docker: true,
                env: { REPOSITORY_URI: repositoryUrl, ...loginOf(by.username, parameter) },
                allow: reads(parameter, context),
            };
        };
        const pulled = parameterOf(pull, context);
        return {
            repositoryUrl,
            push: at(push ?? pull),
            publish: at(push ?? pull),
            keep: { scripts: ["image-stays"], env: { REPOSITORY_URI: repositoryUrl }, allow: [] },
            copy: () => at(pull, "image-stays"),
            pullsInTasks: () => tasksLogIn(line, pull, context, opts),
            pullsOnHost: {
                env: {
                    REGISTRY_REGION: context.region,
                    REGISTRY_USER: pull.username,
                    PASSWORD_PARAMETER: pulled.name,
                },
                allow: reads(pulled, context),
                login: "docker-hub",
            },
        };
    },
};

function parameterOf(
    { passwordParameter: name, passwordSecret, keyArn }: Credentials,
    context: EnvironmentContext,
): SecretParameter {
    if (passwordSecret !== undefined) return context.secrets.parameter(passwordSecret);
    if (name === undefined) throw new Error("no token is named; the settings let it pass");
    return { name, arn: arnIn(context, "ssm", `parameter${name}`), keyArn };
}

function loginOf(username: string, { name, keyArn }: SecretParameter): Record<string, pulumi.Input<string>> {
    return { REGISTRY_USER: username, PASSWORD_PARAMETER: name, ...(keyArn ? { PASSWORD_KEY_ARN: keyArn } : {}) };
}

/**
 * The job reads the parameter itself, and pipes it from one program to the next. If it were a CodeBuild variable, every command of
 * the job could read it. AWS's own key lets every role of the account decrypt by it that may read the parameter:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html
 */
function reads({ arn, keyArn }: SecretParameter, { region }: EnvironmentContext): Statement[] {
    const opened = { by: "ssm", region, context: "PARAMETER_ARN", arn } as const;
    return [{ actions: ["ssm:GetParameter"], on: [arn] }, ...(keyArn ? [decrypts(keyArn, opened)] : [])];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html */
function tasksLogIn(
    line: string,
    { username, passwordSecret: secret, secretArn }: DockerHubSettings["pull"],
    context: EnvironmentContext,
    opts: pulumi.ComponentResourceOptions,
): ReturnType<Registry["pullsInTasks"]> {
    if (secretArn !== undefined)
        return { allow: [{ actions: ["secretsmanager:GetSecretValue"], on: [secretArn] }], credentialsArn: secretArn };
    if (secret === undefined) throw new Error("no secret is named; the settings let it pass");
    const { arn, allow } = context.secrets.login(`${line}-docker-hub`, { username, secret }, opts);
    return { allow, credentialsArn: arn };
}
