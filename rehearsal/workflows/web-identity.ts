// STS, asked with a token: who signed it, for whom it is, and what the role's trust policy makes of its claims.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
import type { Context } from "../../iam/evaluate";
import { readArn } from "../../plan/arn";
import { text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { partitionOf } from "../../text/partition";
import { Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { type Claims, ISSUER } from "./token";

interface Asked {
    readonly role: string;
    readonly claims: Claims;
    readonly seconds: number;
}

/**
 * The claims that a trust policy may ask for.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservicests.html
 */
const KEYS =
    "aud sub actor actor_id enterprise_id environment job_workflow_ref ref repository repository_id repository_owner_id workflow".split(
        " ",
    );

export async function assumeByToken(account: LocalAccount, { role, claims, seconds }: Asked): Promise<void> {
    const provider = providerFor(role, account);
    await account.gateway.call({
        by: { role: provider, as: claims["sub"] ?? "" },
        action: "sts:AssumeRoleWithWebIdentity",
        on: role,
        context: contextOf(claims, role),
        input: { audience: claims["aud"] ?? "", seconds },
    });
}

export function contextOf(claims: Claims, role: string): Context {
    const named = KEYS.flatMap((key) =>
        claims[key] === undefined ? [] : [[`${ISSUER}:${key}`, claims[key]] as const],
    );
    return {
        ...Object.fromEntries(named),
        "aws:FederatedProvider": providerArn(role),
        "sts:RoleSessionName": "GitHubActions",
    };
}

function providerArn(role: string): string {
    const { account } = readArn(role);
    return `arn:${role.split(":")[1] ?? ""}:iam::${account}:oidc-provider/${ISSUER}`;
}

function providerFor(role: string, { plans }: LocalAccount): string {
    const region = plans.at(role)?.plan.region;
    const arn = providerArn(role);
    return region === undefined ? arn : arn.replace(/^arn:[^:]+/, `arn:${partitionOf(region)}`);
}

/** What STS looks at besides the trust policy; a provider that is in no plan is there, and takes this audience. */
const assumeRoleWithWebIdentity: Service = ({ by, on, input }, account) => {
    const { audience, seconds } = input as { readonly audience: string; readonly seconds: number };
    const known = account.plans.find(TYPE.openIdConnectProvider, (resource) => text(resource, "arn") === by.role);
    const there = account.created(TYPE.openIdConnectProvider).some(({ resource }) => resource === known?.resource);
    if (known && !there)
        throw new Refused(
            "InvalidIdentityToken",
            `No OpenIDConnect provider found in your account for https://${ISSUER}`,
        );
    if (known && !texts(known.resource.inputs["clientIdLists"]).includes(audience))
        throw new Refused("InvalidIdentityToken", "Incorrect token audience");
    const role = account.plans.at(on)?.resource;
    const longest = Number(role?.inputs["maxSessionDuration"] ?? 3600);
    if (seconds > longest)
        throw new Refused(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        );
    return {};
};

export const webIdentityServices: ReadonlyMap<string, Service> = new Map([
    ["sts:AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity],
]);
