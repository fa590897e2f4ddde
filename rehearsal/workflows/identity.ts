// The token that a job gets from GitHub to show to others: what it says, word for word.
// https://docs.github.com/en/actions/reference/security/oidc
import { randomUUID } from "node:crypto";

import { assumesByToken, type Claims, type Provider } from "../../iam/web-identity";
import { readArn } from "../../plan/arn";
import { type Planned, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { fullName, type JobFacts, type Repository } from "./job-facts";
import { refOf } from "./triggers";

const ISSUER = "token.actions.githubusercontent.com";

/** How long one is valid, in seconds, and how much earlier than now: clocks differ. */
const [VALID, EARLIER] = [300, 600];

/** @param audience Default: the address of the repository's owner. */
export function claimsOf(facts: JobFacts, audience?: string): Claims {
    const { repository, trigger, environment, run, file, workflow } = facts;
    const ref = refOf(trigger);
    const at = `${fullName(repository)}/${file}@${ref}`;
    const pull = trigger.event === "pull_request" ? trigger : undefined;
    const now = Math.floor(Date.now() / 1000);
    return {
        jti: randomUUID(),
        iat: now,
        nbf: now - EARLIER,
        exp: now + VALID,
        iss: `https://${ISSUER}`,
        aud: audience ?? `https://github.com/${repository.owner}`,
        sub: `${subjectOf(repository)}:${occasionOf(facts)}`,
        ref,
        ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
        sha: trigger.sha,
        repository: fullName(repository),
        repository_id: repository.id,
        repository_owner: repository.owner,
        repository_owner_id: repository.ownerId,
        repository_visibility: repository.visibility,
        run_id: run.id,
        run_number: String(run.number),
        run_attempt: "1",
        runner_environment: "github-hosted",
        actor: trigger.actor,
        actor_id: run.actorId,
        base_ref: pull?.base ?? "",
        head_ref: pull?.head ?? "",
        event_name: trigger.event,
        workflow,
        workflow_ref: at,
        workflow_sha: trigger.sha,
        job_workflow_ref: at,
        job_workflow_sha: trigger.sha,
        ...(environment === undefined ? {} : { environment }),
    };
}

/** `@` is in no name at GitHub. */
function subjectOf({ owner, name, ownerId, id, immutable }: Repository): string {
    return immutable ? `repo:${owner}@${ownerId}/${name}@${id}` : `repo:${owner}/${name}`;
}

/** An environment stands before everything else; a colon in a name is written so that it ends nothing. */
function occasionOf({ environment, trigger }: JobFacts): string {
    if (environment !== undefined) return `environment:${environment.replaceAll(":", "%3A")}`;
    if (trigger.event === "pull_request") return "pull_request";
    return `ref:${trigger.ref.replaceAll(":", "%3A")}`;
}

// STS, asked with a token: who signed it, for whom it is, and what the role's trust policy makes of its claims.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html

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

// STS, asked by whoever shows an access key of a user.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

interface Shown {
    readonly keyId: string;
    readonly secret: string;
    readonly role: string;
    readonly session: string;
    /** For the reader of a log: the job. */
    readonly as: string;
}

/** What stands in for the secret of a key: only AWS knows that one. */
export function secretOfKey(keyId: string): string {
    return `rehearsed-and-valid-nowhere/${keyId}`;
}

/** Refuses as AWS does where the key is nobody's or the secret another one's; else the role's trust and the user's own policy decide. */
export function assumeByKey(account: LocalAccount, { keyId, secret, role, session, as }: Shown): void {
    const key = account.created(TYPE.accessKey).find(({ resource }) => resource.id === keyId);
    if (!key) throw new Refused("InvalidClientTokenId", "The security token included in the request is invalid.");
    if (secret !== secretOfKey(keyId))
        throw new Refused(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
        );
    account.gateway.ask({
        by: { role: userOf(key), as },
        action: "sts:AssumeRole",
        on: role,
        context: { "sts:RoleSessionName": session },
    });
}

function userOf({ plan, resource }: Planned): string {
    const name = text(resource, "user");
    const user = plan.resources.find((made) => made.type === TYPE.user && text(made, "name") === name);
    if (!user) throw new Refused("InvalidClientTokenId", "The security token included in the request is invalid.");
    return text(user, "arn");
}
