import type { Statement } from "../../shell";
import type { Rights } from "../../rights";

/** A line as the people of one group know it. */
export interface LineOfTeam extends Rights {
    /** Whether its approvals are theirs to answer. */
    readonly isApproved: boolean;
}

/** What people come together for; one file a group, and a line in the list of index.ts. */
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
