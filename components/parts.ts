// The seams of a line. A part says what it adds to a line; a conductor decides how that is run.
// Who adds a source, a build or a target reads this page, kind.ts and a neighbour; another thing to carry, or a registry,
// carrying.ts as well.
import type * as pulumi from "@pulumi/pulumi";
import type { Workflow } from "./conductors/workflow";
import type { ForPeople } from "./rights";
import type { Job, Platform, RunValue, ScriptPart, Statement } from "./shell";
import type { EventPattern, Start } from "./starts";

/** What AWS does by itself, without a script of ours, in CodePipeline's words. */
export interface Action {
    readonly category: "Source" | "Deploy";
    readonly provider:
        "S3" | "ECR" | "CodeCommit" | "CodeStarSourceConnection" | "CloudFormation" | "CodeDeploy" | "CodeDeployToECS";
    readonly configuration: Record<string, pulumi.Input<string>>;
}

/** A question to a person. */
export interface Approval {
    /** What the person reads, piece by piece. */
    readonly says: readonly (string | RunValue)[];
    /** Where the evidence is, an address in the console. */
    readonly evidence: readonly (pulumi.Input<string> | RunValue)[];
    readonly topicArn: pulumi.Input<string>;
    readonly timeoutHours: number;
}

/** One box of a pipeline. */
export interface Step {
    /** PascalCase; also the namespace of its variables. */
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
     * Skipped, without the run being red, unless an earlier step exported this value. The run goes on behind it: what must
     * not run without this stage says the same.
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
    /** Defines `commit_describe`, for Publish: what is known of a commit, and who pushed it. */
    readonly describe: ScriptPart;
    /** What starts the tests of a change that is not merged; absent where nobody asks for that. */
    readonly checks?: readonly Start[];
    /** Tells the Git provider how runs that read a commit have ended. @default - it is told nothing */
    reports?(runs: RunsOfCommits, opts: pulumi.ComponentResourceOptions): void;
    /** Where the line's files are, relative to the repository. @default "." */
    readonly folder?: string;
    readonly nextSteps: readonly pulumi.Input<string>[];
    readonly outputs: Record<string, pulumi.Output<string>>;
}

/** Pipelines that read commits, by name: those that make releases of them, and those that test what is not merged. */
export interface RunsOfCommits {
    readonly make: pulumi.Output<string>;
    readonly check?: pulumi.Output<string>;
}

/** In the place of a source that cannot be there yet: what a person has to do first, without which nothing is made. */
export interface Awaited {
    readonly awaits: readonly pulumi.Input<string>[];
}

/** The word from outside that makes a release of something: Publish is then a job of its own, which the event starts. */
export interface Given {
    readonly event: EventPattern;
    /** What the job reads of the event, by variable. */
    readonly says: Readonly<Record<string, `$.${string}`>>;
    /** Defines `commit_describe`, and brings what `carried_find` takes. */
    readonly take: ScriptPart;
}

/** Turns a change into something that can be released. */
export interface Build extends ForPeople {
    /** The first box of the make half, whether it is a source of ours or the registry itself; a workflow has none. */
    readonly source?: Step;
    /** The workflow that runs the steps, where no pipeline does. */
    readonly workflow?: Workflow;
    readonly steps: readonly Step[];
    readonly starts: readonly Start[];
    /** Pipelines of SageMaker that train for it, and the groups that its models wait in, for who wants to be told. */
    readonly trains?: {
        readonly pipelineArn: pulumi.Output<string>;
        readonly group: pulumi.Output<string>;
    };
    /** Where what it makes becomes a release by an event alone. @default - Publish is the last step of the pipeline */
    readonly given?: Given;
    /** The artifact that says what was built, for `carried_publish`. */
    readonly candidate: string;
    /** What Publish holds against what it measures, by variable. @default - it records, and lets pass */
    readonly limits?: ScriptPart["env"];
    /** Defines `checks_take`: what Publish demands of the checks that the build has made. @default - it made none */
    readonly checks?: ScriptPart;
    /** What must exist before the pipeline does, so that the run AWS starts with it is green. */
    readonly before: readonly pulumi.Resource[];
    /** Runs the tests of what its source read, and leaves nothing; absent where it cannot, or nobody asks for that. */
    readonly test?: Step;
    /** Defines `commit_describe`, where the build knows better than the line's source what it was built from. */
    readonly commit?: ScriptPart;
    /** A source that is read beside the first box, at its newest. @default - none */
    readonly beside?: Step;
    readonly nextSteps?: readonly pulumi.Input<string>[];
    readonly outputs?: Record<string, pulumi.Output<string>>;
}

/** A question in the middle of a rollout, asked as the approval before one is: of the same people, with the same check. */
export interface Confirmation {
    /** What can be looked at meanwhile, in a sentence. */
    readonly says: string;
    readonly timeoutHours: number;
    /**
     * What follows on a yes, in one job with the check of it. It starts where the release is; PREPARED names the artifact
     * that Prepare wrote.
     */
    readonly then: ScriptPart & Pick<Job, "runEnv" | "timeoutMinutes">;
    /** Undoes what was rolled out, where the run ends without a yes. It reads PIPELINE and EXECUTION, of that run. */
    readonly takeBack: ScriptPart;
}

/** Brings a release into an environment. What every target shares, the line adds: Prepare and Verify around these. */
export interface Target extends ForPeople {
    /** What it runs on, where a build has to know. */
    readonly platform?: Platform;
    /** Defines `target_prepare`: joins the release with the newest blueprint into what is rolled out. */
    readonly prepare: ScriptPart & { readonly timeoutMinutes?: number };
    readonly rollOut: readonly Step[];
    /** A question to people behind that, and what follows on their yes. @default - nobody is asked */
    readonly confirm?: Confirmation;
    /**
     * Defines `target_verify`: proves that the requested revision is live, or turns the run red. Where it defines
     * `target_settle`, too, that follows on the proof, and on what else the release is asked.
     */
    readonly verify: ScriptPart & { readonly timeoutMinutes?: number };
    /** Defines `files_take`: what of the repository travels in the release. @default - nothing */
    readonly files?: ScriptPart;
    /** The environment's own half of a deployment, as plain JSON text. */
    readonly blueprint: pulumi.Output<string>;
    /** What must exist before a blueprint may start a deployment. */
    readonly before: readonly pulumi.Resource[];
    /** Applications of CodeDeploy that roll out, for who wants to be told of deployments. */
    readonly applications?: readonly pulumi.Output<string>[];
    readonly nextSteps?: readonly pulumi.Input<string>[];
    readonly outputs: Record<string, pulumi.Output<string>>;
}
