import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { RegistryKind, ShellPart } from "../carrying";
import { arnIn, type EnvironmentContext } from "../context";
import type { Statement } from "../parts";
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
        .meta({
            description:
                "SecureString parameter of this account's Parameter Store that holds an access token of that account.",
            allowed: "the name of a parameter, beginning with /, and never the token itself",
            examples: ["/acme/docker-hub/token"],
        }),
    keyArn: z
        .string()
        .regex(/^arn:aws[\w-]*:kms:[\w-]+:\d{12}:key\/[\w-]+$/)
        .optional()
        .meta({
            description: "Key of your own that encrypts it. Default: AWS's own key, which needs no statement.",
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
    push: z.strictObject(credentials).optional().meta({ description: "Who pushes, where images are built." }),
    pull: z
        .strictObject({
            ...credentials,
            secretArn: z
                .string()
                .regex(/^arn:aws[\w-]*:secretsmanager:/)
                .optional()
                .meta({
                    description:
                        "Secret of Secrets Manager with the keys username and password, by which ECS logs in; encrypted by AWS's own key. Default: none, for targets that take the parameter.",
                    allowed: "the ARN of a secret in Secrets Manager; never the secret itself",
                    examples: ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:docker-hub-AbCdEf"],
                }),
        })
        .meta({ description: "Who pulls: with a token that may read and no more." }),
});

export type DockerHubSettings = z.infer<typeof settings>;
type Credentials = NonNullable<DockerHubSettings["push"]>;

/** A repository on Docker Hub, which no program of ours makes. */
export const dockerHub: RegistryKind<"docker-hub", typeof settings> = {
    kind: "docker-hub",
    settings,
    rules,
    make(_line, { repository, push, pull }, _from, context) {
        const repositoryUrl = pulumi.output(`docker.io/${repository}`);
        const at = (by: Credentials, ...scripts: string[]): ShellPart => ({
            scripts: ["image-docker-hub", ...scripts],
            // Even to ask which digest a tag has, docker is what asks.
            docker: true,
            env: { REPOSITORY_URI: repositoryUrl, ...loginOf(by) },
            allow: reads(by, context),
        });
        const { secretArn } = pull;
        return {
            repositoryUrl,
            push: at(push ?? pull),
            publish: at(push ?? pull),
            keep: { scripts: ["image-stays"], env: { REPOSITORY_URI: repositoryUrl }, allow: [] },
            copy: () => at(pull, "image-stays"),
            pullsInTasks: {
                // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
                allow: secretArn ? [{ actions: ["secretsmanager:GetSecretValue"], on: [secretArn] }] : [],
                credentialsArn: secretArn,
            },
            pullsOnHost: {
                env: {
                    REGISTRY_REGION: context.region,
                    REGISTRY_USER: pull.username,
                    PASSWORD_PARAMETER: pull.passwordParameter,
                },
                allow: reads(pull, context),
                login: "docker-hub",
            },
        };
    },
};

function loginOf({ username, passwordParameter, keyArn }: Credentials): Record<string, string> {
    return {
        REGISTRY_USER: username,
        PASSWORD_PARAMETER: passwordParameter,
        ...(keyArn ? { PASSWORD_KEY_ARN: keyArn } : {}),
    };
}

/**
 * The job asks for the parameter itself, and hands it from one program to the next: as a variable of CodeBuild's, every command
 * of the job could read it. AWS's own key lets every role of the account decrypt by it that may read the parameter:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html
 */
function reads({ passwordParameter, keyArn }: Credentials, context: EnvironmentContext): Statement[] {
    const parameter = arnIn(context, "ssm", `parameter${passwordParameter}`);
    return [
        { actions: ["ssm:GetParameter"], on: [parameter] },
        ...(keyArn
            ? [
                  {
                      actions: ["kms:Decrypt"],
                      on: [keyArn],
                      when: { StringEquals: { "kms:EncryptionContext:PARAMETER_ARN": parameter } },
                  },
              ]
            : []),
    ];
}
