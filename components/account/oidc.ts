import * as iam from "@pulumi/aws/iam";
import type * as pulumi from "@pulumi/pulumi";

import type { EnvironmentRef } from "../environment-ref";

/** Whose tokens AWS then believes. IAM has one provider for each address and account, and refuses a second one:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export interface Issuer {
    /** Without `https://`, as conditions of a trust policy begin. */
    readonly host: string;
    readonly audience: string;
}

/** The ARN of an account's provider. IAM makes it of the issuer's address, so it is known before the provider exists. */
export function oidcArn({ host }: Pick<Issuer, "host">, { partition, account }: EnvironmentRef): string {
    return `arn:${partition}:iam::${account}:oidc-provider/${host}`;
}

/** The ARN of the existing provider, else of a new one. */
export function oidcProvider(
    name: string,
    { host, audience }: Issuer,
    existing: string | undefined,
    opts: pulumi.CustomResourceOptions,
): pulumi.Input<string> {
    // No thumbprint: for issuers with a certificate of a well-known authority, IAM uses its own list.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
    return (
        existing ?? new iam.OpenIdConnectProvider(name, { url: `https://${host}`, clientIdLists: [audience] }, opts).arn
    );
}
