// The seams of a line: a part says what it adds, and a conductor decides how that is run.
// To add a source, a build or a target, read this page, kind.ts and a neighbour; for a registry, or a new thing that releases
// carry, read carrying.ts as well.
import type * as pulumi from "@pulumi/pulumi";
import type { Workflow } from "./conductors/workflow";
import type { ForPeople } from "./rights";
import type { Job, Platform, RunValue, ScriptPart, Statement } from "./shell";
import type { EventPattern, Start } from "./starts";

/** What AWS does by itself, without a script of ours, in CodePipeline's terms. */
export interface Action {
    readonly category: "Source" | "Deploy";
    readonly provider:
        "S3" | "ECR" | "CodeCommit" | "CodeStarSourceConnection" | "CloudFormation" | "CodeDeploy" | "CodeDeployToECS";
    readonly configuration: Record<string, pulumi.Input<string>>;
}

/** A question to a person. */
export interface Approval {
    /** What the person reads, in pieces that are joined. */
    readonly says: readonly (string | RunValue)[];
    /** Where the evidence is: an address in the console, in pieces that are joined. */
    readonly evidence: readonly (pulumi.Input<string> | RunValue)[];
    readonly topicArn: pulumi.Input<string>;
    readonly timeoutHours: number;
}

/** One box of a pipeline. */
export interface Step {
    /** PascalCase; also the namespace of its variables in CodePipeline. */
    readonly name: string;
    readonly run: { readonly job: Job } | { readonly action: Action } | { readonly approval: Approval };
    /** Artifacts it reads, by name; the first is where a job starts. */
    readonly takes?: readonly string[];
    /** The artifact it writes; a job writes everything below `out/`. */
    readonly gives?: string;
    /** Runs at the same time as the step before it. @default false */
    readonly parallel?: boolean;
    /** For the role that runs this step, and for no other. */
    readonly allow: readonly Statement[];
}

/** Steps that hold one lock together: nothing else enters the stage while one of them runs or waits. */
export interface Stage {
    readonly name: string;
    /**
     * The stage is skipped unless an earlier step exported this value. That is no failure and does not stop the run: a later
     * stage that must not run without this one needs the same condition.
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
    /** Defines `commit_describe`, for Publish: what is known of the commit, and who pushed it. */
    readonly describe: ScriptPart;
    /** What starts the tests of a change that is not merged. @default - such changes are not tested */
    readonly checks?: readonly Start[];
    /** Tells the Git provider how runs that read a commit have ended. @default - it is told nothing */
    reports?(runs: RunsOfCommits, opts: pulumi.ComponentResourceOptions): void;
    /** Where the line's files are, relative to the repository. @default "." */
    readonly folder?: string;
    readonly nextSteps: readonly pulumi.Input<string>[];
    readonly outputs: Record<string, pulumi.Output<string>>;
}

/** Names of the pipelines that read commits: the one that makes releases, and the one that tests what is not merged. */
export interface RunsOfCommits {
    readonly make: pulumi.Output<string>;
    readonly check?: pulumi.Output<string>;
}

/** In place of a source that cannot exist yet: what a person has to do first. Until then the line makes no release. */
export interface Awaited {
    readonly awaits: readonly pulumi.Input<string>[];
}

/** An event from outside that makes a release: Publish is then a job of its own, which the event starts. */
export interface Given {
    readonly event: EventPattern;
    /** What the job reads from the event, by variable. */
    readonly says: Readonly<Record<string, `$.${string}`>>;
    /** Defines `commit_describe`, and fetches what `carried_find` takes. */
    readonly take: ScriptPart;
}

/** Turns a change into something that can be released. */
export interface Build extends ForPeople {
    /** The first step of make: a source of ours, or the registry itself. A workflow has none. */
    readonly source?: Step;
    /** The workflow that runs the steps, where no pipeline does. */
    readonly workflow?: Workflow;
    readonly steps: readonly Step[];
    readonly starts: readonly Start[];
    /** The SageMaker pipeline that trains for it, and the model package group that its models wait in; for notifications. */
    readonly trains?: {
        readonly pipelineArn: pulumi.Output<string>;
        readonly group: pulumi.Output<string>;
    };
    /** The event that makes a release of what it builds. @default - none: Publish is the last step of the pipeline */
    readonly given?: Given;
    /** The artifact that says what was built, for `carried_publish`. */
    readonly candidate: string;
    /** Limits to what Publish measures, by variable. @default - it records, and refuses nothing */
    readonly limits?: ScriptPart["env"];
    /** Defines `checks_take`: what Publish demands of the checks that the build has run. @default - it ran none */
    readonly checks?: ScriptPart;
    /** What must exist before the pipeline, so that the first run, which AWS starts with it, is green. */
    readonly before: readonly pulumi.Resource[];
    /** Runs the tests alone and leaves nothing behind. @default - it cannot, or nobody asks for that */
    readonly test?: Step;
    /** Defines `commit_describe` where the build, not the source, knows the commit. @default - the source's */
    readonly commit?: ScriptPart;
    /** A second source, read at its newest commit. @default - none */
    readonly beside?: Step;
    readonly nextSteps?: readonly pulumi.Input<string>[];
    readonly outputs?: Record<string, pulumi.Output<string>>;
}

/** A question in the middle of a rollout, put like the approval before one: to the same people, with the same check. */
export interface Confirmation {
    /** What people can look at meanwhile, in a sentence. */
    readonly says: string;
    readonly timeoutHours: number;
    /**
     * What follows a yes, in the same job that checks who gave it. The job starts in the artifact of the release; PREPARED
     * names the artifact that Prepare wrote.
     */
    readonly then: ScriptPart & Pick<Job, "runEnv" | "timeoutMinutes">;
    /** Undoes the rollout where the run ends without a yes. It reads PIPELINE and EXECUTION of that run. */
    readonly takeBack: ScriptPart;
}

/** Brings a release into an environment. The line adds what all targets share: Prepare before and Verify after it. */
export interface Target extends ForPeople {
    /** The processor it runs on, where a build has to know. */
    readonly platform?: Platform;
    /** Defines `target_prepare`: joins the release with the newest blueprint into what is rolled out. */
    readonly prepare: ScriptPart & { readonly timeoutMinutes?: number };
    readonly rollOut: readonly Step[];
    /** A question to people after that, and what follows their yes. @default - nobody is asked */
    readonly confirm?: Confirmation;
    /**
     * Defines `target_verify`: proves that the requested revision is live, or turns the run red. Where it also defines
     * `target_settle`, that is called after this proof and after the line's own checks of the release.
     */
    readonly verify: ScriptPart & { readonly timeoutMinutes?: number };
    /** Defines `files_take`: which files of the repository travel in the release. @default - none */
    readonly files?: ScriptPart;
    /** The environment's own half of a deployment, as plain JSON text. */
    readonly blueprint: pulumi.Output<string>;
    /** Defines `costs_say`: what a blueprint costs, for who approves. @default - nothing is said of it */
    readonly costs?: ScriptPart;
    /** What must exist before a blueprint may start a deployment. */
    readonly before: readonly pulumi.Resource[];
    /** Applications of CodeDeploy that roll out; for notifications of deployments. */
    readonly applications?: readonly pulumi.Output<string>[];
    /** Groups of tasks of ECS in which its commands run at their hours, for who wants to be told how they end. */
    readonly scheduled?: readonly string[];
    readonly nextSteps?: readonly pulumi.Input<string>[];
    readonly outputs: Record<string, pulumi.Output<string>>;
}
