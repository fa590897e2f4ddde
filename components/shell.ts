// Shell under a role of its own: what it reads, what it runs on, and what it may do.
import type * as pulumi from "@pulumi/pulumi";

/** The processor that something runs on, in docker's terms. */
export type Platform = "linux/amd64" | "linux/arm64";

/** One permission of one role, as narrow as AWS allows; `"*"` needs a reason. */
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
    /** Why AWS allows nothing narrower. */
    readonly because: string;
}

/** A value that is known only during a run; each conductor has its own syntax for it. */
export type RunValue =
    | { readonly run: "id" | "pushedBy" }
    /** A variable that an earlier step of the same run exports. */
    | { readonly step: string; readonly variable: string };

/** A piece of shell, its variables and its permissions; a job joins several. */
export interface ScriptPart {
    /** Files in components/scripts, in order, without `.sh`; the head of each says which functions it defines. */
    readonly scripts: readonly string[];
    readonly env: Record<string, pulumi.Input<string>>;
    readonly allow: readonly Statement[];
}

/** Shell under a role of its own: a CodeBuild project here, the same bytes in every other conductor. */
export interface Job {
    /** Files in components/scripts, in order, without `.sh`, run as one shell; or the path of a buildspec in the source. */
    readonly run: { readonly scripts: readonly string[] } | { readonly buildspec: string };
    /** Variables that are known when the stack is updated. */
    readonly env?: Record<string, pulumi.Input<string>>;
    /** Variables that are known only during a run. */
    readonly runEnv?: Record<string, RunValue>;
    /** Variables that the job hands to later steps of its run. */
    readonly exports?: readonly string[];
    /** Starts a docker daemon inside the job, which makes its container privileged. @default false */
    readonly docker?: boolean;
    /** The processor of the job's machine, which should be the image's: emulation is slow. @default "linux/amd64" */
    readonly platform?: Platform;
    /** @default 30 */
    readonly timeoutMinutes?: number;
}
