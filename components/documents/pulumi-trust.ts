// Which operations of Pulumi Deployments take on a role: the exact subjects of their tokens, and never a pattern.
import * as pulumi from "@pulumi/pulumi";

/** Without `https://`: https://www.pulumi.com/docs/deployments/guides/oidc/aws/ */
export const PULUMI_HOST = "api.pulumi.com/oidc";

/** Every operation: https://www.pulumi.com/docs/deployments/concepts/settings/environment-variables/ */
export type Operation = "update" | "preview" | "refresh" | "destroy" | "detect-drift" | "remediate-drift";

/** A stack as Pulumi Cloud names it. */
export interface CloudStack {
    readonly organization: string;
    readonly project: string;
    readonly stack: string;
}

/** https://www.pulumi.com/docs/deployments/guides/oidc/ (Custom claims) */
export function subjectOf({ organization, project, stack }: CloudStack, operation: Operation): string {
    return `pulumi:deploy:org:${organization}:project:${project}:stack:${stack}:operation:${operation}:scope:write`;
}

/** Renders the trust policy of a role for some operations on one stack. */
export function trustPulumi(
    providerArn: pulumi.Input<string>,
    stack: CloudStack,
    operations: readonly Operation[],
): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        [`${PULUMI_HOST}:aud`]: stack.organization,
                        [`${PULUMI_HOST}:sub`]: operations.map((operation) => subjectOf(stack, operation)),
                    },
                },
                Effect: "Allow",
                Principal: { Federated: providerArn },
            },
        ],
    });
}
