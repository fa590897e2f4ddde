// What sets a half of a line going. Sources and builds say it; a conductor listens for it.

/** What sets a half going, and which revision it is then about. */
export type Start = EventStart | GitStart | TimeStart;

/** The clock; a run is then about what is newest. */
export interface TimeStart {
    /** kebab-case; names the rule. */
    readonly name: string;
    /** `cron(…)` or `rate(…)`, in EventBridge's words. */
    readonly every: string;
}

/** An event that EventBridge tells of. */
export interface EventStart {
    /** kebab-case; names the rule. */
    readonly name: string;
    readonly event: EventPattern;
    /** The source step the event speaks about. */
    readonly source: string;
    readonly pins:
        | {
              readonly revision: "COMMIT_ID" | "IMAGE_DIGEST" | "S3_OBJECT_VERSION_ID";
              readonly from: `$.detail.${string}`;
          }
        | { readonly objectKey: string };
    /** Where the event says who pushed; the run then knows it as `pushedBy`. */
    readonly pushedBy?: `$.detail.${string}`;
}
/** What a Git provider tells through its connection, in the words of CodePipeline's triggers. */
export interface GitStart {
    /** The source step whose repository is meant. */
    readonly source: string;
    readonly git:
        { readonly push: { readonly tags: readonly string[] } | BranchFilter } | { readonly pullRequest: BranchFilter };
}
/** Patterns, of which a branch, and one of the files that changed in it, match one each. */
export interface BranchFilter {
    /** Of a pull request, the branch that it is to be merged into. */
    readonly branches: readonly string[];
    /** @default - any file */
    readonly filePaths?: readonly string[];
}

/** An EventBridge pattern; its leaves may be outputs. */
export type EventPattern = Record<string, unknown>;
