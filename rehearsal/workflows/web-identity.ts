// STS, asked with a token: who signed it, for whom it is, and what the role's trust policy makes of its claims.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
import { assumesByToken, type Claims, type Provider } from "../../iam/web-identity";
import { readArn } from "../../plan/arn";
import { text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { ISSUER } from "./token";

interface Asked {
    readonly role: string;
    readonly claims: Claims;
    readonly session: string;
    readonly seconds: number;
}

/** What somebody else has made is there, and takes the audience that AWS's own action has. */
const USUAL = ["sts.amazonaws.com"];

export async function assumeByToken(account: LocalAccount, { role, claims, session, seconds }: Asked): Promise<void> {
    const provider = providerFor(role, account);
    const asked = assumesByToken(role, provider, claims, { now: Math.floor(Date.now() / 1000) });
    if (!asked) throw new Refused("InvalidIdentityToken", `Incorrect token audience: ${String(claims["aud"])}`);
    await account.gateway.call({
        by: { role: provider.arn, as: String(claims["sub"]) },
        action: asked.action,
        on: role,
        context: { ...asked.context, "aws:FederatedProvider": provider.arn, "sts:RoleSessionName": session },
        input: { seconds },
    });
}

function providerFor(role: string, account: LocalAccount): Provider {
    const arn = `arn:${role.split(":")[1] ?? ""}:iam::${readArn(role).account}:oidc-provider/${ISSUER}`;
    const url = `https://${ISSUER}`;
    const known = account.plans.find(TYPE.openIdConnectProvider, (resource) => text(resource, "arn") === arn);
    if (!known) return { arn, url, clientIds: USUAL };
    if (!account.created(TYPE.openIdConnectProvider).some(({ resource }) => resource === known.resource))
        throw new Refused("InvalidIdentityToken", `No OpenIDConnect provider found in your account for ${url}`);
    return { arn, url, clientIds: texts(known.resource.inputs["clientIdLists"]) };
}

const assumeRoleWithWebIdentity: Service = ({ on, input }, account) => {
    sessionFits(account, on, (input as { readonly seconds: number }).seconds);
    return {};
};

/** No session of a role is longer than the role says. */
export function sessionFits({ plans }: LocalAccount, role: string, seconds: number): void {
    const longest = Number(plans.at(role)?.resource.inputs["maxSessionDuration"] ?? 3600);
    if (seconds > longest)
        throw new Refused(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        );
}

export const webIdentityServices: ReadonlyMap<string, Service> = new Map([
    ["sts:AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity],
]);
