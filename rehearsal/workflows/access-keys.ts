// STS, asked by whoever shows an access key of a user.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
import { type Planned, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";

export interface Shown {
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
