// What makes a team one: people who exist, who are in one of two groups that exclude each other, and lines that ask.
import { BELIEVED } from "../../../components/line/approval";
import type { Refusal } from "../../../components/setting-rules";
import { kindOf as recipientKindOf, ownOf } from "../../../components/shared/notifications/groups";
import type { RecipientContext } from "../../../components/shared/notifications/seams";
import { accesses } from "../../../components/team/access";
import { groups } from "../../../components/team/groups";
import { nearestName } from "../../../text/nearest";
import { kindOf, partsOf } from "../parts";
import { membersOf } from "../team";
import { problemOf, refusing, type Rule } from "./rule";

/** What a list of members holds is the affair of how they come by their rights. */
export const membersAreOfTheirKind = refusing(({ team }) => {
    const access = accesses.find(({ kind }) => kind === team?.access);
    if (!team || !access) return [];
    return membersOf(team).flatMap(({ group, members }): Refusal[] => {
        const at = ["team", group, "members"];
        const { member } = access;
        if (!member) {
            return members.length === 0
                ? []
                : [
                      {
                          at,
                          allowed: `no members with access ${access.kind}: they are assigned there`,
                          also: [["team", "access"]],
                      },
                  ];
        }
        if (members.length === 0)
            return [
                {
                    at: [...at, 0],
                    is: "is not set, so nobody belongs to the group",
                    allowed: member.allowed,
                    instead: member.example,
                },
            ];
        return members.flatMap((each, index) =>
            member.like.test(each)
                ? []
                : [
                      {
                          at: [...at, index],
                          allowed: `with access ${access.kind}, ${member.allowed}`,
                          instead: member.example,
                          also: [["team", "access"]],
                      },
                  ],
        );
    });
});

/**
 * Users hold the rights of all their groups at once, and each of the two denies what the other is for: such a person could
 * do neither. A role is taken on, so the same person may hold both, one after the other.
 */
export const nobodyIsDeniedBothWays = refusing(({ team }) => {
    if (!accesses.find(({ kind }) => kind === team?.access)?.holdsAllAtOnce) return [];
    const among = membersOf(team);
    return among.flatMap(({ group, members }, at) =>
        members.flatMap((member, index) => {
            const before = among.slice(0, at).find((other) => other.members.includes(member));
            if (!before) return [];
            return [
                {
                    at: ["team", group, "members", index],
                    allowed: `a person of one group: ${member} is among ${before.group} as well, and each group denies what the other is for; with access roles, one person takes on one role after the other`,
                    also: [["team", before.group]],
                },
            ];
        }),
    );
});

const POLICIES_OF_A_GROUP = 10;
/** One of what is no line's, and users have one for their own credentials. */
const BESIDES = 2;

/**
 * Each line has a policy of its own in each group.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const groupHoldsAPolicyALine = refusing(({ team, services }) => {
    const most = POLICIES_OF_A_GROUP - BESIDES;
    const count = Object.keys(services).length;
    return membersOf(team).length === 0 || count <= most
        ? []
        : [
              {
                  at: ["team"],
                  is: `is of a stack with ${count} lines`,
                  allowed: `at most ${most} lines with a team: a group or role takes ${POLICIES_OF_A_GROUP} policies, and has one per line`,
                  fix: "divide the lines among two projects, or leave team out and give rights elsewhere",
                  alsoStack: [["services"]],
              },
          ];
});

/** A right to answer what nothing asks would be a mistake unseen. */
export const approvedLinesAsk = refusing(({ team, services, approval, promotesFrom }, { kinds }) => {
    const lines = Object.keys(services);
    return membersOf(team).flatMap(({ group, approves }) =>
        (approves ?? []).flatMap((line, index): Refusal[] => {
            const at = ["team", group, "approves", index];
            if (!Object.hasOwn(services, line))
                return [
                    {
                        at,
                        allowed: `one of the lines: ${lines.join(", ") || "none is named yet"}`,
                        instead: nearestName(line, lines) ?? lines[0],
                        alsoStack: [["services"]],
                    },
                ];
            const written = services[line];
            const { build, deploy } = written ? partsOf(written, promotesFrom === undefined, kinds) : {};
            const asks =
                (approval.required ?? promotesFrom !== undefined) ||
                (deploy && kindOf("deploy", deploy, kinds)?.confirms?.(deploy as never));
            return asks || (build && kindOf("build", build, kinds)?.asksPeople)
                ? []
                : [
                      {
                          at,
                          is: `is ${line}, which asks nobody here`,
                          allowed: "a line that asks: set approval.required",
                          alsoStack: [["approval"]],
                      },
                  ];
        }),
    );
});

/** All rights of an account are no part of a line, and are given by name or not at all. */
export const administratorsAreLoosenedByName = refusing(({ team, loosen }) =>
    membersOf(team)
        .filter(({ group }) => groups.some((each) => each.group === group && each.isAdministrator))
        .filter(() => !loosen.includes("administrators"))
        .map(({ group }) => ({
            at: ["team", group],
            is: "gives all rights of the account",
            allowed: "nobody; or administrators in loosen, which gives them with a second factor",
            alsoStack: [["loosen"]],
        })),
);

// Who pushed, as a workflow of GitHub says it.

/** What anybody who may push can have a workflow say is no proof of a second person; it is believed by name or not at all. */
export const whatAWorkflowSaysIsBelievedByName = refusing(({ approval, loosen }) => {
    if (Object.keys(approval.people).length === 0 || loosen.some((name) => name === BELIEVED)) return [];
    return [
        {
            at: ["approval", "people"],
            is: "names persons by what a workflow says of whom it runs for",
            allowed: `nothing; or ${BELIEVED} in loosen: whoever may change the workflow may have it say another`,
            alsoStack: [["loosen"]],
        },
    ];
});

// Who is told: what each kind of recipient demands of its settings, and that nobody is told twice.

/** Judges every recipient by the rules of its own kind. */
export const recipientsOwnRules: Rule = ({ notify, account, loosen }, about) => {
    const { region } = about;
    const context: RecipientContext = { account, loosen, ...(region !== undefined ? { region } : {}) };
    return notify.flatMap((recipient, index) => {
        const { rules } = recipientKindOf(recipient);
        const refusals: readonly Refusal[] = rules?.(ownOf(recipient), context) ?? [];
        // A refusal without a path would be about a line.
        return refusals.map((refusal) => problemOf(refusal, { path: ["notify", index], settings: recipient }, about));
    });
};

/** Two entries for one address are two messages for each fact; SNS itself takes the second subscription for the first. */
export const nobodyIsToldTwice = refusing(({ notify }) =>
    notify.flatMap((recipient, index) => {
        const kind = recipientKindOf(recipient);
        const label = kind.label(ownOf(recipient));
        const first = notify.findIndex((other) => other.to === kind.to && kind.label(ownOf(other)) === label);
        if (first === index) return [];
        return [
            {
                at: ["notify", index],
                is: `is the same ${kind.to} as notify[${first}]`,
                allowed: "each recipient once, with all that it is told of in one about",
                alsoStack: [["notify", first]],
            },
        ];
    }),
);
