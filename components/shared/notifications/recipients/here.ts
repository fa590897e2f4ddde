import type { Refusal } from "../../../setting-rules";
import type { RecipientContext } from "../seams";

/** What is named by its ARN must lie in this account and region: its permission is made here, or SNS reaches it only here. */
export function isHere(at: string, arn: string, about: RecipientContext): readonly Refusal[] {
    const [, , , region, account] = arn.split(":");
    if (account === about.account && (about.region === undefined || region === about.region)) return [];
    return [
        {
            at: [at],
            is: `lies in account ${account}, ${region}`,
            allowed: `one in account ${about.account}${about.region === undefined ? "" : `, ${about.region}`}, where this environment is`,
            fix: "name one of this account and region, or take this recipient out",
        },
    ];
}
