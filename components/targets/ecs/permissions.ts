// Permissions of a line's own code: statements of its settings, for its task role.
import { z } from "zod";

import type { Refusal, SettingRule } from "../../setting-rules";
import type { Statement } from "../../shell";

/** The loosening by which statements may be as wide as IAM allows. */
const LOOSENED = "wide-permissions";
/** Whoever may change permissions can give themselves any: actions and resources of these services are written out. */
const GIVES_RIGHTS = new Set(["account", "iam", "organizations", "sts"]);

const ORDERED = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"] as const;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS = [
    ...["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
    ...["StringLike", "StringNotLike"],
    ...["Numeric", "Date"].flatMap((of) => ORDERED.map((is) => of + is)),
    ...["Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
] as const;

const condition = z.strictObject({
    test: z
        .string()
        .regex(new RegExp(`^((ForAnyValue|ForAllValues):)?((${OPERATORS.join("|")})(IfExists)?|Null)$`))
        .meta({
            description: "Operator of IAM.",
            allowed: "an operator of IAM such as StringEquals, with ForAnyValue: or IfExists where it is needed",
            examples: [...OPERATORS, "Null"],
        }),
    variable: z
        .string()
        .regex(/^[\w-]+:[\w:/.-]+$/)
        .meta({
            description: "Condition key.",
            allowed: "a condition key such as dynamodb:LeadingKeys",
            examples: ["dynamodb:LeadingKeys"],
        }),
    values: z.array(z.string()).min(1).meta({ description: "Values that it is compared with; one of them is enough." }),
});

const statement = z.strictObject({
    effect: z
        .string()
        .optional()
        .meta({
            description: "Allow and nothing else: what no statement allows is denied.",
            allowed: "Allow",
            examples: ["Allow"],
        }),
    actions: z
        .array(
            z
                .string()
                .regex(/^[a-z0-9-]+:[A-Za-z0-9*]+$/)
                .meta({
                    allowed: "an action of IAM such as s3:GetObject; * alone is everything, which no application needs",
                    examples: ["s3:GetObject"],
                }),
        )
        .min(1)
        .meta({ description: "Actions of IAM." }),
    resources: z
        .array(
            z
                .string()
                .regex(/^(\*|arn:aws[\w-]*:[a-z0-9-]+:[\w-]*:(\d{12})?:\S+)$/)
                .meta({
                    allowed: "the ARN of what it is done to, with * in its last part; or * with because",
                    examples: ["arn:aws:s3:::acme-orders-uploads/*"],
                }),
        )
        .min(1)
        .meta({ description: "ARNs of what they are done to." }),
    conditions: z
        .array(condition)
        .default([])
        .meta({ description: "All of which must hold, as aws.iam.getPolicyDocument has them." }),
    because: z.string().min(1).optional().meta({
        description: "Why it stands on *: AWS knows no resource for some actions.",
    }),
});

export const permissions = z.array(statement).default([]).meta({
    description:
        "What the service's own code may do at AWS, in the words of aws.iam.getPolicyDocument. Default: nothing; extend.ts can add to the role as well.",
});

export type Permissions = z.infer<typeof permissions>;

/** The statements as the role has them. */
export function statementsOf(asked: Permissions): Statement[] {
    return asked.map(({ actions, resources, conditions, because }) => {
        const when = conditions.length === 0 ? {} : { when: inIamsWords(conditions) };
        return resources.includes("*")
            ? { actions, on: "*", because: because ?? `${LOOSENED} stands in loosen`, ...when }
            : { actions, on: resources, ...when };
    });
}

/** Conditions by operator, then by key; several values of one key are one list. */
function inIamsWords(conditions: Permissions[number]["conditions"]): Statement["when"] {
    const when: Record<string, Record<string, string[]>> = {};
    for (const { test, variable, values } of conditions) {
        const of = (when[test] ??= {});
        of[variable] = [...(of[variable] ?? []), ...values];
    }
    return when;
}

/** ARNs that have the name of another line of this environment: allowed, and an output, because that line does not know. */
export function reachesOthers(asked: Permissions, own: string, environment: string): string[] {
    const named = (prefix: string) => new RegExp(`[:/]${prefix}([-_/]|$)`);
    return [...new Set(asked.flatMap(({ resources }) => resources))]
        .filter((arn) => named(environment).test(arn) && !named(`${environment}-${own}`).test(arn))
        .sort();
}

type Rule = SettingRule<{ readonly permissions: Permissions }>;

const nameOf = (action: string): readonly [service: string, name: string] => {
    const [service = "", name = ""] = action.split(":");
    return [service, name];
};

/** What stands behind the account, without the type before it: at S3 a bucket, elsewhere `table/` or `log-group:` and a name. */
function nameIn(resource: string): string {
    const [, , service, , , ...rest] = resource.split(":");
    const named = rest.join(":");
    const own = service === "s3" ? named : named.replace(/^[\w-]+[:/](?=.)/, "");
    return own.split(/[:/]/).find((part) => part !== "") ?? "";
}

/** Everything of an account, or of one type: `*`, `table/*`, `role/?*`. */
const namesNothing = (resource: string): boolean => !/[A-Za-z0-9]/.test(nameIn(resource));

/** For services that grant permissions, a part of a name is too little: others have similar names. */
function namesSome(resource: string): boolean {
    const [, , service = ""] = resource.split(":");
    return namesNothing(resource) || (GIVES_RIGHTS.has(service) && /[*?]/.test(resource));
}

const allows = ({ effect = "Allow" }: Permissions[number]): boolean => effect.toLowerCase() === "allow";

/** A statement without its effect is an Allow, so a misspelt Deny would allow what it was meant to deny. */
export const permissionsAllow: Rule = ({ permissions: asked }) =>
    asked
        .flatMap((each, index): Refusal[] =>
            allows(each)
                ? []
                : [
                      {
                          at: ["permissions", index],
                          is: `has the effect ${each.effect}, and a line's statements allow`,
                          allowed: "statements of what is allowed: what none of them names is denied",
                      },
                  ],
        )
        // The last one first, so that the others keep their places while they are removed.
        .reverse();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege */
export const permissionsAreNamed: Rule = ({ permissions: asked }, { loosen, project }) => {
    if (loosen.includes(LOOSENED)) return [];
    const unless = `; or ${LOOSENED} in ${project}:loosen, which takes it`;
    const refused = (at: readonly (string | number)[], is: string, allowed: string, fix: string): Refusal => ({
        at: ["permissions", ...at],
        is,
        allowed: `${allowed}${unless}`,
        fix,
        alsoStack: [["loosen"]],
    });
    // A Deny may well mean everything.
    const allowing = asked.map((each) => (allows(each) ? each : { ...each, actions: [], resources: [] }));
    return allowing.flatMap(({ actions, resources, because }, index) => [
        ...actions.flatMap((action, place) => {
            const [service, name] = nameOf(action);
            const at = [index, "actions", place];
            if (GIVES_RIGHTS.has(service) && name.includes("*"))
                return [
                    refused(
                        at,
                        `is ${action}: what changes the rights of others may do everything`,
                        `each action of ${service} by its whole name`,
                        "name the actions that the code calls",
                    ),
                ];
            if (/^\*+$/.test(name))
                return [
                    refused(
                        at,
                        `is ${action}, all of a service: to delete, and to share with others, among it`,
                        `actions of ${service} by name, or a part of them such as ${service}:Get*`,
                        "name the actions that the code calls",
                    ),
                ];
            return [];
        }),
        ...resources.flatMap((resource, place) => {
            const at = [index, "resources", place];
            const rights = actions.find((action) => GIVES_RIGHTS.has(nameOf(action)[0]));
            if (rights !== undefined && namesSome(resource))
                return [
                    refused(
                        at,
                        `is ${resource} for ${rights}: a role of any other is among it`,
                        "the ARN of the one role, user or policy that is meant",
                        "name what it is done to",
                    ),
                ];
            if (because !== undefined || !namesNothing(resource)) return [];
            return [
                refused(
                    at,
                    `is ${resource}: what belongs to everybody else is among it`,
                    "ARNs; or because beside it, which says why AWS takes nothing smaller",
                    "name what it is done to, or say because",
                ),
            ];
        }),
    ]);
};
