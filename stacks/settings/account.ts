// The shape of a stack file with `scope: account`, and what is demanded of it beyond the shape.
import { z } from "zod";

import { onces } from "../../components/account";
import { LOOSENED } from "../../components/account/deployments/review-stacks";
import { account, type Drafted } from "./schema";
import { BROUGHT_UP, broughtUp } from "./brought-up";
import { isMap } from "./mistakes/outline";
import { removing, setting } from "./mistakes/fix";
import { settingsFile } from "./mistakes/place";
import type { Problem } from "./mistakes/problem";
import { reviewStackRules } from "./review-stacks";
import type { About } from "./rules/rule";
import { scope } from "./scope";

export const accountSchema = z.strictObject({
    scope,
    account: account.describe("AWS account of this stack; Fairlead refuses to deploy into any other."),
    loosen: z
        .array(z.enum([LOOSENED]))
        .default([])
        .meta({
            description:
                "Safeguards this account does without: review-stacks lets whoever may push a branch do in this account what an update may.",
        }),
    oncePerAccount: z
        .strictObject(Object.fromEntries(onces.map(({ key, settings }) => [key, settings.optional()])))
        .default({})
        .meta({
            description:
                "What AWS allows once per account, or once per account and region: made here, or named by its ARN where it exists.",
        }),
});

export interface DraftedAccount extends Pick<Drafted, "account"> {
    loosen: string[];
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

/** Its preview would run the code of a pull request with a token or a role that reaches the state of what customers use. */
function onlyTheFirstEnvironmentIsPreviewed(settings: DraftedAccount, { isPromoted, project }: About): Problem[] {
    return broughtUp(settings).flatMap(({ path: below, stack, previewed }) => {
        if (!previewed || !isPromoted?.(stack)) return [];
        const path = [...below, "previewPullRequests"];
        return [
            {
                path,
                is: `is true, and ${stack} gets its releases from another environment`,
                allowed:
                    "previews of the first environment alone: they run the code of a pull request, which reaches the stack's state",
                fix: [setting(project, path, false)],
            },
        ];
    });
}

/** Two that bring up one stack would wait for each other's lock, and the boundary of its roles has one name. */
function oneBringsAStackUp(settings: DraftedAccount, { project }: About): Problem[] {
    const all = broughtUp(settings);
    return all
        .filter(({ stack }, at) => all.findIndex((first) => first.stack === stack) < at)
        .map(({ path, stack }) => ({
            path,
            is: `is brought up by ${BROUGHT_UP[0].join(".")} as well`,
            allowed: `one that brings ${stack} up`,
            fix: [removing(project, path)],
        }));
}

export const accountRules = [
    arnsAreOfThisAccount,
    onlyTheFirstEnvironmentIsPreviewed,
    oneBringsAStackUp,
    ...reviewStackRules,
];
