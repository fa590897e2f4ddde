import type { Planned } from "../../policy/plan";
import type { Account } from "../account/account";

/** What whoever rehearses brought along. */
export interface Wishes {
    /** A folder with the user's own application; else what the plan names. */
    readonly source?: string;
    /** Breaks a copy of the application, and says what it did. */
    readonly breaks?: (folder: string) => readonly { readonly name: string; readonly text: string }[];
}

/** What AWS does when a resource of one type appears, before anybody can see it. */
export type Maker = (account: Account, planned: Planned, wishes: Wishes) => void | Promise<void>;
