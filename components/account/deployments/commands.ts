// Commands that a deployment runs before Pulumi; each runs in a shell of its own.
// https://www.pulumi.com/docs/deployments/concepts/settings/pre-run-commands/
import * as pulumi from "@pulumi/pulumi";

import type { OperationRole } from "./roles";

/** Where the token of the run lies: https://www.pulumi.com/docs/deployments/guides/oidc/ */
export const TOKEN_FILE = "/mnt/pulumi/pulumi.oidc";

/**
 * The settings hold one role for all operations, so each run names its own. The role's trust, not this command, decides whether it
 * gets it. AWS's SDKs take it from there by AWS_WEB_IDENTITY_TOKEN_FILE:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
// unverified: /PULUMI_ENV reaches the provider of AWS, and the token is there without Pulumi's own AWS integration | fails as: the deployment ends with "no valid credential sources found", and nothing is changed | settle: `env | grep AWS_ ; ls -l /mnt/pulumi` as a second pre-run command of one preview
export function chooseRole(roles: readonly OperationRole[]): pulumi.Output<string> {
    const cases = roles.map(({ arn, operations }) => pulumi.interpolate`${operations.join("|")}) role=${arn} ;;`);
    return pulumi
        .all(cases)
        .apply(
            (each) =>
                `case "$PULUMI_CI_OPERATION" in ${each.join(" ")} *) echo "no role for $PULUMI_CI_OPERATION: run it by hand" >&2; exit 1 ;; esac; ` +
                `printf 'AWS_ROLE_ARN=%s\\nAWS_ROLE_SESSION_NAME=%s\\n' "$role" "pulumi-$PULUMI_CI_OPERATION-$PULUMI_CI_BUILD_NUMBER" >>/PULUMI_ENV`,
        );
}

/** Whether Pulumi's runners have a daemon, its pages do not say: https://www.pulumi.com/docs/deployments/concepts/pulumi-managed-runners/ */
// unverified: a docker daemon answers on Pulumi's runners | fails as: a deployment of a stack with docker: true ends before Pulumi starts, with the alternatives named | settle: one preview of such a stack
export const ASK_FOR_DOCKER =
    `docker info >/dev/null || { echo "no docker daemon answers here, and a line of this stack is built by docker: ` +
    `let CodeBuild build it (its kind of build), or use a customer-managed runner with docker" >&2; exit 1; }`;
