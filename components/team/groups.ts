import type { Rights } from "../rights";
import type { Statement } from "../shell";

/** A line as the people of one group know it. */
export interface LineOfTeam extends Rights {
    /** Whether its approvals are theirs to answer. */
    readonly isApproved: boolean;
}

/** What people come together for. */
export interface Group {
    /** As the settings call it. */
    readonly group: string;
    /** What its people do, for whoever chooses. */
    readonly does: string;
    /** Whether its people answer approvals. */
    readonly answers?: true;
    /** Has all rights of the account, and no others of its own. */
    readonly isAdministrator?: true;
    /** What it may do on each of these lines. */
    may(line: LineOfTeam): readonly Statement[];
    /** What it may not do there, whatever its people are given elsewhere: a denial wins over everything that allows. */
    never(line: LineOfTeam): readonly Statement[];
    /** What it may do besides, once. */
    readonly besides: readonly Statement[];
}

/**
 * What the console's first pages list before a person has chosen anything; these calls know no resource.
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

/** Whether what they pushed goes on, other people say. */
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

/** Made only where the stack's `loosen` says so, and of use only with a second factor. */
const administrators: Group = {
    group: "administrators",
    does: "All rights of the account, with a second factor; only where loosen says administrators.",
    isAdministrator: true,
    may: () => [],
    never: () => [],
    besides: [],
};

/** Every group there is. */
export const groups: readonly Group[] = [developers, approvers, readers, administrators];
