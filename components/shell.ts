// Shell under a role of its own: what it reads, what it runs on, and what it may do.
import type * as pulumi from "@pulumi/pulumi";

/** Processor that something runs on, in docker's words. */
export type Platform = "linux/amd64" | "linux/arm64";

/** One permission of one role, as exact as AWS allows; everything is never allowed without a reason. */
export type Statement = Permission & (OnSome | OnEverything);

interface Permission {
    readonly actions: readonly string[];
    readonly when?: Record<string, Record<string, pulumi.Input<string> | readonly pulumi.Input<string>[]>>;
}
interface OnSome {
    readonly on: readonly pulumi.Input<string>[];
    readonly because?: never;
}
interface OnEverything {
    readonly on: "*";
    /** For the reader of the policy. */
    readonly because: string;
}

/** What is known only while a run runs; each conductor has its own words for it. */
export type RunValue =
    | { readonly run: "id" | "pushedBy" }
    /** A variable that an earlier step of the same run exports. */
    | { readonly step: string; readonly variable: string };

/** A piece of shell with what it reads and what it may do; a job is put together from several. */
export interface ScriptPart {
    /** Files in components/scripts, without `.sh`, in their order; the head of each says which functions it defines. */
    readonly scripts: readonly string[];
    readonly env: Record<string, pulumi.Input<string>>;
    readonly allow: readonly Statement[];
}

/** Shell under a role of its own: a CodeBuild project here, the same bytes in every other conductor. */
export interface Job {
    /** Files in components/scripts, without `.sh`, in their order, as one shell; or the path of a buildspec in the source. */
    readonly run: { readonly scripts: readonly string[] } | { readonly buildspec: string };
    /** What the script reads; fixed when the stack is updated. */
    readonly env?: Record<string, pulumi.Input<string>>;
    /** What the script reads about this one run. */
    readonly runEnv?: Record<string, RunValue>;
    /** Variables that the job hands to later steps of its run. */
    readonly exports?: readonly string[];
    /** Starts a docker daemon inside the job, which makes its container privileged. @default false */
    readonly docker?: boolean;
    /** What it runs on; an image is built on its own processor, not on an imitation of it. @default "linux/amd64" */
    readonly platform?: Platform;
    /** @default 30 */
    readonly timeoutMinutes?: number;
}
