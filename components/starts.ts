// What starts a line's pipelines. Sources and builds declare it; a conductor makes the rules or triggers.

/** What starts a run, and which revision the run is about. */
export type Start = EventStart | GitStart | TimeStart;

/** A schedule; a run takes the newest revision. */
export interface TimeStart {
    /** kebab-case; names the rule. */
    readonly name: string;
    /** `cron(…)` or `rate(…)`, as EventBridge writes it. */
    readonly every: string;
}

/** An event of EventBridge. */
export interface EventStart {
    /** kebab-case; names the rule. */
    readonly name: string;
    readonly event: EventPattern;
    /** The source step that the event is about. */
    readonly source: string;
    readonly pins:
        | {
              readonly revision: "COMMIT_ID" | "IMAGE_DIGEST" | "S3_OBJECT_VERSION_ID";
              readonly from: `$.detail.${string}`;
          }
        | { readonly objectKey: string };
    /** Where in the event the pusher's name is; the run has it as `pushedBy`. */
    readonly pushedBy?: `$.detail.${string}`;
}
/** A push or a pull request that a Git provider reports through a connection, in the terms of CodePipeline's triggers. */
export interface GitStart {
    /** The source step that reads the repository. */
    readonly source: string;
    readonly git:
        { readonly push: { readonly tags: readonly string[] } | BranchFilter } | { readonly pullRequest: BranchFilter };
}
/** Patterns: the branch has to match one of `branches`, and one of the changed files one of `filePaths`. */
export interface BranchFilter {
    /** For a pull request, the branch that it is to be merged into. */
    readonly branches: readonly string[];
    /** @default - any file */
    readonly filePaths?: readonly string[];
}

/** An EventBridge pattern; its leaves may be outputs. */
export type EventPattern = Record<string, unknown>;
