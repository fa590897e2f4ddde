import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentContext } from "../../context";
import { trustService } from "../../documents/policy";
import type { Statement } from "../../shell";
import { makeRole, type RoleInUse } from "../../shared/role";

export interface TaskRolesArgs {
    /** How the tasks' images are pulled. */
    readonly pulls: readonly Statement[];
    /** Where the tasks' output goes. */
    readonly log: cloudwatch.LogGroup;
    /** ARNs of secrets and parameters that ECS fills in at start. */
    readonly secrets: readonly string[];
    /** Encrypts the secrets, where AWS's own key does not. */
    readonly secretsKeyArn?: string;
    /** What the application's own code may do. */
    readonly own: readonly Statement[];
}

export interface TaskRoles {
    /** Pulls the image, writes the log, reads the secrets: before the application runs. */
    readonly execution: RoleInUse;
    /** The application's own role. */
    readonly task: RoleInUse;
}

/** Makes the two roles of a service's tasks. */
export function makeTaskRoles(
    name: string,
    { pulls, log, secrets, secretsKeyArn, own }: TaskRolesArgs,
    { account }: EnvironmentContext,
    opts: pulumi.CustomResourceOptions,
): TaskRoles {
    const trust = trustService("ecs-tasks.amazonaws.com", account);
    const allow = [
        ...pulls,
        { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], on: [pulumi.interpolate`${log.arn}:*`] },
        ...readsSecrets(secrets, secretsKeyArn),
    ];
    return {
        execution: makeRole(`${name}-execution`, { trust, allow }, opts),
        task: makeRole(`${name}-task`, { trust, allow: own }, opts),
    };
}

/** A role that starts tasks hands them their roles, and hands them to tasks only. */
export function passesToTasks(roles: { readonly executionRole: RoleInUse; readonly taskRole: RoleInUse }): Statement {
    return {
        actions: ["iam:PassRole"],
        on: [roles.executionRole.arn, roles.taskRole.arn],
        when: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    };
}

function readsSecrets(arns: readonly string[], keyArn: string | undefined): Statement[] {
    const of = (service: string): string[] => [...new Set(arns.filter((arn) => arn.split(":")[2] === service))].sort();
    // A reference may go on with a key, a stage and a version; what IAM knows is the secret.
    const secrets = [...new Set(of("secretsmanager").map((arn) => arn.split(":").slice(0, 7).join(":")))];
    const parameters = of("ssm");
    return [
        ...(secrets.length > 0 ? [{ actions: ["secretsmanager:GetSecretValue"], on: secrets }] : []),
        ...(parameters.length > 0 ? [{ actions: ["ssm:GetParameters"], on: parameters }] : []),
        ...(keyArn && arns.length > 0 ? [{ actions: ["kms:Decrypt"], on: [keyArn], when: through(arns) }] : []),
    ];
}

/** A key that opens more than these secrets opens nothing else for a task: only what keeps them may ask in its name. */
function through(arns: readonly string[]): Statement["when"] {
    const keepers = arns.map((arn) => {
        const [, , service, region] = arn.split(":");
        return `${service}.${region}.amazonaws.com`;
    });
    return { StringEquals: { "kms:ViaService": [...new Set(keepers)].sort() } };
}
