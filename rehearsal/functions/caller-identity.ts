// STS, for whoever hands on what somebody else has signed: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
import { createHash, createHmac } from "node:crypto";

import type { LocalAccount } from "../account/local-account";
import { sessionOf } from "../account/gateway";
import { Fleet, unlessGone } from "../fleets/fleet";
import { instanceOfToken, SECRET } from "../hosts/machine/metadata";

export interface Sent {
    readonly method: string;
    readonly url: URL;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

/** Who signed exactly this, as AWS's XML; undefined where nobody did. */
export function callerIdentity(account: LocalAccount, sent: Sent): string | undefined {
    const id = instanceOfToken(sent.headers["x-amz-security-token"] ?? "");
    if (id === undefined || !isSigned(sent)) return undefined;
    const role = hostOf(account, id)?.order.role;
    if (role === undefined) return undefined;
    const arn = sessionOf({ role, as: id, session: id });
    return `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

function hostOf(account: LocalAccount, id: string) {
    try {
        return account.part(Fleet).host(id);
    } catch (error) {
        return unlessGone(error);
    }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function isSigned({ method, url, headers, body }: Sent): boolean {
    const [, scope = "", names = "", signature] =
        /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\S+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
            headers["authorization"] ?? "",
        ) ?? [];
    const all: Readonly<Record<string, string>> = { ...headers, host: url.host };
    const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
    const lines = names.split(";").map((name) => `${name}:${all[name] ?? ""}`);
    const request = [method, url.pathname, url.search.slice(1), ...lines, "", names, sha(body)].join("\n");
    const said = ["AWS4-HMAC-SHA256", all["x-amz-date"] ?? "", scope, sha(request)].join("\n");
    const mac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
    const key = scope.split("/").reduce<string | Buffer>(mac, `AWS4${SECRET}`);
    return mac(key, said).toString("hex") === signature;
}
