import type { Rights } from "../rights";
import type { Statement } from "../shell";

/** A line, as a group sees it. */
export interface LineOfTeam extends Rights {
    /** Whether the group may answer its approvals. */
    readonly isApproved: boolean;
}

/** A kind of group. */
export interface Group {
    /** Its name in the settings. */
    readonly group: string;
    /** What its people do, for the description of the setting. */
    readonly does: string;
    /** Whether its people may answer approvals. */
    readonly answers?: true;
    /** Whether it has all permissions in the account, and so no others. */
    readonly isAdministrator?: true;
    /** Its permissions on each of these lines. */
    may(line: LineOfTeam): readonly Statement[];
    /** What it is denied there, whatever else its people may do: a denial wins over everything that allows. */
    never(line: LineOfTeam): readonly Statement[];
    /** Further permissions, not per line. */
    readonly besides: readonly Statement[];
}

/**
 * What the console's first pages list, before a person has chosen anything; these calls have no resource.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodePipeline_ReadOnlyAccess.html
 */
const LISTS: Statement = {
    actions: [
        "codebuild:ListProjects",
        "codecommit:ListRepositories",
        "codedeploy:ListApplications",
        "codepipeline:ListActionTypes",
        "codepipeline:ListPipelines",
    ],
    on: "*",
    because: "lists are of an account, and say names alone",
};

/** They push; other people approve. */
const developers: Group = {
    group: "developers",
    does: "Push, see and start; approve nothing.",
    may: ({ see, push, start }) => [...see, ...push, ...start],
    never: ({ approve, bypass }) => [...approve, ...bypass],
    besides: [LISTS],
};

const approvers: Group = {
    group: "approvers",
    does: "Read the evidence and answer approvals; push and start nothing.",
    answers: true,
    may: ({ see, approve, isApproved }) => [...see, ...(isApproved ? approve : [])],
    never: ({ push, start, approve, isApproved, bypass }) => [
        ...push,
        ...start,
        ...(isApproved ? [] : approve),
        ...bypass,
    ],
    besides: [LISTS],
};

const readers: Group = {
    group: "readers",
    does: "See everything of the lines, and change nothing.",
    may: ({ see }) => see,
    never: ({ push, start, approve, bypass }) => [...push, ...start, ...approve, ...bypass],
    besides: [LISTS],
};

/** Only with `administrators` in the stack's `loosen`, and only with a second factor. */
const administrators: Group = {
    group: "administrators",
    does: "All rights of the account, with a second factor; only where loosen says administrators.",
    isAdministrator: true,
    may: () => [],
    never: () => [],
    besides: [],
};

/** Every kind of group. */
export const groups: readonly Group[] = [developers, approvers, readers, administrators];
