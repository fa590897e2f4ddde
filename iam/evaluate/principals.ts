import { readArn } from "../../plan/arn";
import { isRecord, texts } from "../../plan/plans";
import type { Statement } from "../evaluate";

/** Whom a statement speaks of: this caller, their whole account (which then decides by itself), or another principal. */
export type Named = "caller" | "account" | "no";

/** @param bounded whether the caller has a permissions boundary */
export function namedBy(statement: Statement, caller: string, bounded: boolean): Named {
    const { Principal: principal, NotPrincipal: not, Effect: effect } = statement;
    if (not === undefined) return named(principal, caller);
    // "will always deny any IAM principal that has a permissions boundary policy attached"
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    if (effect === "Deny" && bounded) return "caller";
    return named(not, caller) === "no" ? "caller" : "no";
}

/** Whether it lets in everybody, in so many words. */
export function namesEverybody({ Principal: principal }: Statement): boolean {
    return principal === "*" || (isRecord(principal) && texts(principal["AWS"]).includes("*"));
}

function named(principal: unknown, caller: string): Named {
    if (principal === "*") return "caller";
    if (!isRecord(principal)) return "no";
    const found = Object.entries(principal).map(([kind, who]): Named => {
        const names = texts(who);
        if (kind === "Service") return names.includes(caller) ? "caller" : "no";
        // Whoever brings its token: what the token says stands in the context.
        if (kind === "Federated") return names.includes(caller) ? "caller" : "no";
        // An account's canonical id names neither a role nor a service, and no account names who brings a token.
        if (kind !== "AWS" || isIssuer(caller)) return "no";
        if (names.includes(caller) || names.includes("*")) return "caller";
        const { account } = readArn(caller);
        return names.some((name) => name === account || isRoot(name, account)) ? "account" : "no";
    });
    return found.includes("caller") ? "caller" : found.includes("account") ? "account" : "no";
}

/** Whether it is an identity provider, by whose tokens people and jobs from elsewhere take on roles. */
function isIssuer(caller: string): boolean {
    return /^arn:[^:]+:iam::\d{12}:(oidc|saml)-provider\//.test(caller);
}

/** Whether it is an account as a whole, in whichever partition. */
function isRoot(name: string, account: string): boolean {
    return /^arn:aws[\w-]*:iam::(\d+):root$/.exec(name)?.[1] === account;
}
