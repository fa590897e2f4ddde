// Who may do what: the shape of `fairlead:team`. Groups and kinds of access are the components' own lists.
import { z } from "zod";

import { accesses } from "../../components/team/access";
import { groups } from "../../components/team/groups";

const members = z.strictObject({
    members: z.array(z.string().min(1)).default([]).meta({
        description: "Who belongs to it: ARNs of IAM users for roles, names for users, none for identity-center.",
    }),
});

const approving = members.extend({
    approves: z
        .array(z.string())
        .optional()
        .meta({ description: "Lines whose approvals are theirs to answer. Default: all lines that ask." }),
});

/** By the group's name in the settings. */
const shapes = Object.fromEntries(
    groups.map(({ group, does, answers }) => [
        group,
        (answers ? approving : members).optional().meta({ description: does }),
    ]),
);

export const team = z.strictObject({
    access: z
        .enum(accesses.map(({ kind }) => kind) as [string, ...string[]])
        .default(accesses[0]?.kind ?? "")
        .meta({
            description:
                "How people come by their rights: roles that IAM users take on, permission sets of IAM Identity Center, or groups of IAM users that are made here.",
        }),
    pgpKey: z
        .string()
        .min(1)
        .optional()
        .meta({
            description:
                "Public PGP key in base64, or keybase:<name>: encrypts the first passwords of users. Without it, each is given by a person.",
            examples: ["keybase:ana"],
        }),
    ...shapes,
});

/** A team whose shape is right: its groups stand beside the rest. */
export interface DraftedTeam {
    access: string;
    pgpKey?: string;
    [group: string]: string | { members: string[]; approves?: string[] } | undefined;
}

/** The groups that there are to be. */
export function membersOf(
    team: DraftedTeam | undefined,
): readonly { readonly group: string; readonly members: string[]; readonly approves?: string[] }[] {
    return groups.flatMap(({ group }) => {
        const settings = team?.[group];
        return typeof settings === "object" ? [{ group, ...settings }] : [];
    });
}
