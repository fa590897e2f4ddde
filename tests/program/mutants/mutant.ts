import type { Draft } from "./draft";

/** One mistake, and everything its invariant must then say. */
export interface Mutant {
    /** What somebody might do to the program. */
    readonly mistake: string;
    /** The sentence that it breaks. */
    readonly breaks: string;
    /** Title of a shipped stack. */
    readonly of:
        | "prod"
        | "staging"
        | `examples/${"blue-green-web" | "blue-green-web/native" | "blue-green-web/shared" | "docker-hub-ec2"} ${"staging" | "prod"}`;
    readonly make: (draft: Draft) => void;
    readonly found: readonly string[];
}
