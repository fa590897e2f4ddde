// The shape of a stack file with `scope: account`, and what is demanded of it beyond the shape.
import { z } from "zod";

import type { deploymentSettings } from "../../components/account/deployments/settings";
import { onces } from "../../components/account";
import { account, type Drafted } from "./schema";
import { isMap } from "./outline";
import { type Problem, setting, settingsFile } from "./problem";
import type { About } from "./rules/rule";
import { scope } from "./scope";

export const accountSchema = z.strictObject({
    scope,
    account: account.describe("AWS account of this stack; Fairlead refuses to deploy into any other."),
    oncePerAccount: z
        .strictObject(Object.fromEntries(onces.map(({ key, settings }) => [key, settings.optional()])))
        .default({})
        .meta({
            description:
                "What AWS allows once an account, or once an account and region: made here, or named by its ARN where it exists.",
        }),
});

export interface DraftedAccount extends Pick<Drafted, "account"> {
    oncePerAccount: Record<string, Record<string, unknown> | undefined>;
}

/** What lies in another account, or in another region where it has one, no role here can be told to use. */
function arnsAreOfThisAccount({ account, oncePerAccount }: DraftedAccount, about: About): Problem[] {
    const { region } = about;
    const strange = (value: unknown, path: (string | number)[]): Problem[] => {
        if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => strange(item, [...path, key]));
        if (typeof value !== "string" || !value.startsWith("arn:")) return [];
        const [, , , where = "", whose = ""] = value.split(":");
        const isHere = whose === account && (where === "" || region === undefined || where === region);
        if (isHere) return [];
        return [
            {
                path,
                is: `is of account ${whose}${where === "" ? "" : ` and region ${where}`}`,
                allowed: `what lies in account ${account}${where === "" ? "" : ` and region ${region ?? ""}`}, which this stack is of`,
                fix: [
                    `write the ARN of one that lies there in ${settingsFile(about)}, or make a stack of its own for the other`,
                ],
            },
        ];
    };
    return strange(oncePerAccount, ["oncePerAccount"]);
}

/** Its preview would run the code of a pull request with a token that may write the state of what customers use. */
function onlyTheFirstEnvironmentIsPreviewed(
    { oncePerAccount }: DraftedAccount,
    { isPromoted, project }: About,
): Problem[] {
    const stacks =
        (oncePerAccount["pulumiOidc"]?.["deployments"] as z.infer<typeof deploymentSettings> | undefined)?.stacks ?? {};
    return Object.entries(stacks).flatMap(([stack, { previewPullRequests }]) => {
        if (!previewPullRequests || !isPromoted?.(stack)) return [];
        const path = ["oncePerAccount", "pulumiOidc", "deployments", "stacks", stack, "previewPullRequests"];
        return [
            {
                path,
                is: `is true, and ${stack} gets its releases from another environment`,
                allowed:
                    "previews of the first environment alone: they run the code of a pull request with a token that may write the stack",
                fix: [setting(project, path, false)],
            },
        ];
    });
}

export const accountRules = [arnsAreOfThisAccount, onlyTheFirstEnvironmentIsPreviewed];
