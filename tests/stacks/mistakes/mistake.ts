/** One mistake in a shipped stack file. */
export interface Mistake {
    /** Completes "refuses …". */
    readonly title: string;
    readonly stack: "staging" | "prod" | "account";
    /** Place in the settings to the value that goes there; undefined takes it out. */
    readonly change: Readonly<Record<string, unknown>>;
    /** Everything printed below the heading, after a line break. */
    readonly says: string;
}
