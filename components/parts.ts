// What a line is made of: a Source, a Build and a Target say which steps they add, and a conductor runs the steps.
// To add one, read this file, kind.ts and a neighbour; for a registry, or a new thing that releases carry, carrying.ts too.
import type * as pulumi from "@pulumi/pulumi";
import type { Workflow } from "./conductors/workflow";
import type { ForPeople } from "./rights";
import type { Job, Platform, RunValue, ScriptPart, Statement } from "./shell";
import type { EventPattern, Start } from "./starts";

/** A step that CodePipeline does by itself, without a script of ours. */
export interface Action {
    readonly category: "Source" | "Deploy";
    readonly provider:
        "S3" | "ECR" | "CodeCommit" | "CodeStarSourceConnection" | "CloudFormation" | "CodeDeploy" | "CodeDeployToECS";
    readonly configuration: Record<string, pulumi.Input<string>>;
}

/** A question to a person. */
export interface Approval {
    /** What the person reads; the pieces are joined. */
    readonly says: readonly (string | RunValue)[];
    /** Address of the evidence in the console; the pieces are joined. */
    readonly evidence: readonly (pulumi.Input<string> | RunValue)[];
    readonly topicArn: pulumi.Input<string>;
    readonly timeoutHours: number;
}

/** One action of a pipeline. */
export interface Step {
    /** PascalCase; also the namespace of its variables in CodePipeline. */
    readonly name: string;
    readonly run: { readonly job: Job } | { readonly action: Action } | { readonly approval: Approval };
    /** Artifacts it reads, by name. A job starts in the first one. */
    readonly takes?: readonly string[];
    /** The artifact it writes; a job writes everything below `out/`. */
    readonly gives?: string;
    /** Runs at the same time as the step before it. @default false */
    readonly parallel?: boolean;
    /** Permissions of this step's own role; no other step gets them. */
    readonly allow: readonly Statement[];
}

/** Steps under one lock: no other run enters the stage while one of them runs or waits. */
export interface Stage {
    readonly name: string;
    /**
     * Skips the stage unless an earlier step exported this value. A skipped stage is no failure and does not stop the run, so
     * a later stage that must not run without this one needs the same condition.
     */
    readonly onlyIf?: { readonly step: string; readonly variable: string; readonly is: string };
    readonly steps: readonly Step[];
}

/** Where a change comes from. */
export interface Source extends ForPeople {
    readonly step: Step;
    readonly starts: readonly Start[];
    /** What the release record says about the commit: variables for Publish, by name. */
    readonly commit: Record<string, RunValue>;
    /** Defines `commit_describe`, for Publish: the commit's details, and who pushed it. */
    readonly describe: ScriptPart;
    /** What starts the tests of an unmerged change. @default - unmerged changes are not tested */
    readonly checks?: readonly Start[];
    /** Reports to the Git provider how runs that read a commit ended. @default - nothing is reported */
    reports?(runs: RunsOfCommits, opts: pulumi.ComponentResourceOptions): void;
    /** Where the line's files are, relative to the repository. @default "." */
    readonly folder?: string;
    readonly nextSteps: readonly pulumi.Input<string>[];
    readonly outputs: Record<string, pulumi.Output<string>>;
}

/** Names of the pipelines that read commits: the one that makes releases, and the one that tests unmerged changes. */
export interface RunsOfCommits {
    readonly make: pulumi.Output<string>;
    readonly check?: pulumi.Output<string>;
}

/** A source that cannot exist before a person has done something; until then the line makes no release. */
export interface Awaited {
    readonly awaits: readonly pulumi.Input<string>[];
}

/** An outside event that makes a release. Publish is then a job of its own, started by the event. */
export interface Given {
    readonly event: EventPattern;
    /** Where in the event the job's variables are. */
    readonly says: Readonly<Record<string, `$.${string}`>>;
    /** Defines `commit_describe`, and fetches what `carried_find` reads. */
    readonly take: ScriptPart;
}

/** Turns a change into something that can be released. */
export interface Build extends ForPeople {
    /** The first step of make, which reads a repository or a registry. A workflow has none. */
    readonly source?: Step;
    /** The workflow that runs the steps instead of a pipeline. @default - a pipeline runs them */
    readonly workflow?: Workflow;
    readonly steps: readonly Step[];
    readonly starts: readonly Start[];
    /** The SageMaker pipeline that trains, and the model package group where its models wait; for notifications. */
    readonly trains?: {
        readonly pipelineArn: pulumi.Output<string>;
        readonly group: pulumi.Output<string>;
    };
    /** The event that makes a release of what was built. @default - none: Publish is the pipeline's last step */
    readonly given?: Given;
    /** The artifact that says what was built, for `carried_publish`. */
    readonly candidate: string;
    /** Limits on what Publish measures, by variable. @default - Publish records, and refuses nothing */
    readonly limits?: ScriptPart["env"];
    /** Defines `checks_take`: which of the build's checks Publish demands. @default - the build has no checks */
    readonly checks?: ScriptPart;
    /** What must exist before the pipeline. AWS starts the first run with it, and that run must be green. */
    readonly before: readonly pulumi.Resource[];
    /** Runs only the tests, and leaves nothing behind. @default - it cannot, or no setting asks for it */
    readonly test?: Step;
    /** Defines `commit_describe`, if the build and not the source knows the commit. @default - the source's */
    readonly commit?: ScriptPart;
    /** A second source, whose newest commit is read. @default - none */
    readonly beside?: Step;
    readonly nextSteps?: readonly pulumi.Input<string>[];
    readonly outputs?: Record<string, pulumi.Output<string>>;
}

/** A question in the middle of a rollout, asked as an approval is: the same people, the same check of who answered. */
export interface Confirmation {
    /** One sentence: what people can look at meanwhile. */
    readonly says: string;
    readonly timeoutHours: number;
    /**
     * What follows a yes, in the job that checks who gave it. The job starts in the artifact of the release; PREPARED names
     * the artifact that Prepare wrote.
     */
    readonly then: ScriptPart & Pick<Job, "runEnv" | "timeoutMinutes">;
    /** Undoes the rollout if the run ends without a yes. It reads PIPELINE and EXECUTION of that run. */
    readonly takeBack: ScriptPart;
}

/** Brings a release into an environment. The line adds what all targets share: Prepare before and Verify after it. */
export interface Target extends ForPeople {
    /** The processor it runs on. @default - the build need not know */
    readonly platform?: Platform;
    /** Defines `target_prepare`: joins the release with the newest blueprint into what is rolled out. */
    readonly prepare: ScriptPart & { readonly timeoutMinutes?: number };
    readonly rollOut: readonly Step[];
    /** A question after `rollOut`, and what follows a yes. @default - nobody is asked */
    readonly confirm?: Confirmation;
    /**
     * Defines `target_verify`: proves that the requested revision is live, or turns the run red. It may also define
     * `target_settle`, which runs after this proof and after the line's own checks of the release.
     */
    readonly verify: ScriptPart & { readonly timeoutMinutes?: number };
    /** Defines `files_take`: which files of the repository the release contains. @default - none */
    readonly files?: ScriptPart;
    /** The environment's own half of a deployment, as plain JSON text. */
    readonly blueprint: pulumi.Output<string>;
    /** Defines `costs_say`: tells the approver what a blueprint costs. @default - no costs are shown */
    readonly costs?: ScriptPart;
    /** What must exist before a blueprint may start a deployment. */
    readonly before: readonly pulumi.Resource[];
    /** CodeDeploy applications that roll out; for notifications of deployments. */
    readonly applications?: readonly pulumi.Output<string>[];
    /** ECS task groups of its scheduled commands; for notifications of how those end. */
    readonly scheduled?: readonly string[];
    readonly nextSteps?: readonly pulumi.Input<string>[];
    readonly outputs: Record<string, pulumi.Output<string>>;
}
