// Roles that are taken on by a token of somebody else: what STS asks of it, and what it then tells the role's trust policy.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
import { readArn } from "../plan/arn";
import type { Context, Request } from "./evaluate";

/** What a token says, by the names of its claims. */
export type Claims = Readonly<Record<string, string | number | boolean>>;

/** An OIDC provider of IAM. */
export interface Provider {
    readonly arn: string;
    readonly url: string;
    /** Audiences that it takes tokens for. */
    readonly clientIds: readonly string[];
}

/** Claims of any issuer that are keys of a condition. */
const OF_ALL = ["aud", "sub", "amr"];

/**
 * Those of GitHub's that are keys besides, since January 2026.
 * https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
 */
export const OF_GITHUB = [
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "repository_owner_id",
    "workflow",
];

/** What a policy sees of a token. */
export function contextOf(claims: Claims, url: string, known: readonly string[] = OF_GITHUB): Context {
    const host = url.replace(/^https:\/\//, "");
    const named = [...OF_ALL, ...known].flatMap((claim) =>
        claims[claim] === undefined ? [] : [[`${host}:${claim}`, String(claims[claim])] as const],
    );
    return Object.fromEntries(named);
}

/**
 * The question to the role's trust policy; nothing where STS refuses the token before it: another issuer's, one for another
 * audience, one that has expired. That its signature is the issuer's, whoever made the token answers for.
 */
export function assumesByToken(
    role: string,
    provider: Provider,
    claims: Claims,
    { now, known = OF_GITHUB }: { readonly now: number; readonly known?: readonly string[] },
): Request | undefined {
    const isIssuers = claims["iss"] === `https://${provider.url.replace(/^https:\/\//, "")}`;
    const isForUs = provider.clientIds.includes(String(claims["aud"]));
    const isValid = Number(claims["exp"]) > now && !(Number(claims["nbf"]) > now);
    if (!isIssuers || !isForUs || !isValid) return undefined;
    return {
        by: provider.arn,
        action: "sts:AssumeRoleWithWebIdentity",
        on: role,
        account: readArn(role).account,
        context: contextOf(claims, provider.url, known),
    };
}
