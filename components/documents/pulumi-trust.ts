// Which operations of Pulumi Deployments take on a role: the exact subjects of their tokens. A pattern is for stacks alone that
// have no name yet.
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
    const { organization } = stack;
    const subjects = operations.map((operation) => subjectOf(stack, operation));
    return trust(providerArn, { StringEquals: { ...audience(organization), [SUBJECT]: subjects } });
}

/** The longest number of a pull request, which ends the name of its stack. */
export const NUMBER_DIGITS = 5;

/**
 * The same for stacks that are called alike but for a number, each of which is made when it is asked for. IAM has no sign for a
 * digit: a `?` is any one character, so the name is as long as it can be and no longer, and in this project alone.
 */
export function trustNumbered(
    providerArn: pulumi.Input<string>,
    { organization, project, begins }: Omit<CloudStack, "stack"> & { readonly begins: string },
    operations: readonly Operation[],
): pulumi.Output<string> {
    const subjects = operations.flatMap((operation) =>
        Array.from({ length: NUMBER_DIGITS }, (_, at) => `${begins}-${"?".repeat(at + 1)}`).map((stack) =>
            subjectOf({ organization, project, stack }, operation),
        ),
    );
    return trust(providerArn, { StringEquals: audience(organization), StringLike: { [SUBJECT]: subjects } });
}

const SUBJECT = `${PULUMI_HOST}:sub`;
const audience = (organization: string) => ({ [`${PULUMI_HOST}:aud`]: organization });

function trust(providerArn: pulumi.Input<string>, condition: object): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: condition,
                Effect: "Allow",
                Principal: { Federated: providerArn },
            },
        ],
    });
}
