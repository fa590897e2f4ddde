// What may happen around one line, in an order; and what must then be true. Plain data: the rehearsal's own pipelines,
// events and objects play it, with stubs for jobs and deployments.

/** What runs, or is recorded: a release by its id, settings by the name they have in the story. */
export interface Pair {
    readonly release: string;
    readonly settings: string;
}

type Happening =
    /** `pulumi up` with these settings. */
    | { readonly up: string }
    /** `pulumi refresh`: the state learns what AWS moved. */
    | { readonly refresh: true }
    /** A release becomes the candidate. */
    | { readonly release: string }
    /** Several do, before EventBridge has delivered the event of the first. */
    | { readonly releases: readonly string[] }
    | { readonly approve: true }
    | { readonly reject: true }
    /** The deployment under way ends; `lies` ends green although the old tasks run again. */
    | { readonly deployment: "succeeds" | "fails" | "lies" }
    /** Scaling, or a person, has so many tasks run. */
    | { readonly tasks: number }
    /** Copies of the pull job take until the story says that one has ended. */
    | { readonly copies: "held" }
    | { readonly copied: string }
    /** EventBridge delivers once more that this release was verified. */
    | { readonly again: string }
    | { readonly expect: Expected };

/** `in` names the environment; without it, the one that the story is played in. */
export type Step = Happening & { readonly in?: string };

/** What is not named is not looked at. */
export interface Expected {
    readonly running?: Pair;
    /** What Verify recorded last. */
    readonly live?: Pair;
    /** The release that is the candidate and is not live. */
    readonly pending?: string | null;
    /** Runs of ship that were started since the beginning, and since the last expectation. */
    readonly started?: number;
    readonly startedSince?: number;
    /** How the last run of ship that ended did. */
    readonly lastRun?: "green" | "red" | "cancelled" | "stopped";
    /** How often this environment has told others that it verified a release. */
    readonly told?: number;
    /** Questions that wait for an answer. */
    readonly asking?: number;
    /** How many runs of ship were red. */
    readonly red?: number;
    /** Pairs in the order in which they came to run. */
    readonly order?: readonly Pair[];
    /** How many tasks there are. */
    readonly tasks?: number;
    /** Whether production traffic reaches what runs. */
    readonly reachable?: true;
}

export interface Sequence {
    readonly says: string;
    readonly steps: readonly Step[];
}

/** Mistakes that a script could make; each is found by a story. */
export const FLAWS = [
    "a Verify that announces settings",
    "a pull that overwrites",
    "a pull that forgets what it took",
    "a pull that does not look again",
] as const;
export type Flaw = (typeof FLAWS)[number];
