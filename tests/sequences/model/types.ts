// What may happen around one line, in an order; and what must then be true. Plain data: a model plays it in the tests,
// the rehearsal plays the same with real processes.

/** What runs, or is recorded: a release by its name, settings by theirs. */
export interface Pair {
    readonly release: string;
    readonly settings: string;
}

export type Step =
    /** `pulumi up` with these settings. */
    | { readonly up: string }
    /** `pulumi refresh`: the state learns what AWS moved. */
    | { readonly refresh: true }
    /** A release becomes the candidate. */
    | { readonly release: string }
    /** Several do, before anybody hears of the first. */
    | { readonly releases: readonly string[] }
    | { readonly approve: true }
    | { readonly reject: true }
    /** The deployment under way ends; `lies` ends green although the old tasks run again. */
    | { readonly deployment: "succeeds" | "fails" | "lies" }
    | { readonly expect: Expected };

/** Whatever is not named is not looked at. */
export interface Expected {
    readonly running?: Pair;
    /** What Verify recorded last. */
    readonly live?: Pair;
    /** The release that is the candidate and is not live. */
    readonly pending?: string | null;
    /** Runs of ship that were started since the beginning, and since the last expectation. */
    readonly started?: number;
    readonly startedSince?: number;
    /** How the last run that ended did. */
    readonly lastRun?: "green" | "red";
    /** Pairs in the order in which they came to run. */
    readonly order?: readonly Pair[];
    /** Whether production traffic reaches what runs. */
    readonly reachable?: true;
}

export interface Sequence {
    readonly says: string;
    readonly steps: readonly Step[];
}
