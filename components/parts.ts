// The seams of a line. A part says what it adds to a line; a conductor decides how that is run.
// One page on purpose: whoever adds a source, a build or a target reads this and a neighbour, nothing else.
import type * as pulumi from "@pulumi/pulumi";
import type { infer as Settled, ZodObject } from "zod";

import type { EnvironmentContext } from "./context";
import type { SettingRule } from "./setting-rules";
import type { ImageRegistry } from "./shared/image-registry";

/** What a release consists of. */
export type Carries = "image" | "bundle" | "model";

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

/** Shell under a role of its own: a CodeBuild project here, the same bytes in every other conductor. */
export interface Job {
    /** Name of a file in components/scripts, without `.sh`; or the path of a buildspec in the source. */
    readonly run: { readonly script: string } | { readonly buildspec: string };
    /** What the script reads; fixed when the stack is updated. */
    readonly env?: Record<string, pulumi.Input<string>>;
    /** What the script reads about this one run; may hold `#{Namespace.Variable}`. */
    readonly runEnv?: Record<string, string>;
    /** Variables the job hands to later steps of its pipeline, under `#{<StepName>.<NAME>}`. */
    readonly exports?: readonly string[];
    /** Starts a docker daemon inside the job, which makes its container privileged. @default false */
    readonly docker?: boolean;
    /** What it runs on; an image is built on its own processor, not on an imitation of it. @default "linux/amd64" */
    readonly platform?: Platform;
    /** @default 30 */
    readonly timeoutMinutes?: number;
}

/** What only CodePipeline can do. */
export interface Action {
    readonly category: "Source" | "Approval" | "Deploy";
    readonly provider: "S3" | "ECR" | "CodeCommit" | "Manual" | "CodeDeployToECS";
    readonly configuration: Record<string, pulumi.Input<string>>;
    /** Approvals only: CodePipeline refuses it elsewhere. */
    readonly timeoutMinutes?: number;
}

/** One box of a pipeline. */
export interface Step {
    /** PascalCase; also the namespace of its variables. */
    readonly name: string;
    readonly run: { readonly job: Job } | { readonly action: Action };
    /** Artifacts it reads, by name; the first is where a job starts. */
    readonly takes?: readonly string[];
    /** The artifact it writes; a job writes everything below `out/`. */
    readonly gives?: string;
    /** For the role that runs this step, and nobody else. */
    readonly allow: readonly Statement[];
}

/** Steps that hold one lock together: nothing else enters the stage while one of them runs or waits. */
export interface Stage {
    readonly name: string;
    readonly steps: readonly Step[];
}

/** What sets a half going, and which revision it is then about. */
export interface Start {
    /** kebab-case; names the rule. */
    readonly name: string;
    readonly event: EventPattern;
    /** The source action the event speaks about. */
    readonly action: string;
    readonly pins:
        | {
              readonly revision: "COMMIT_ID" | "IMAGE_DIGEST" | "S3_OBJECT_VERSION_ID";
              readonly from: `$.detail.${string}`;
          }
        | { readonly objectKey: string };
    /** Copies the event itself to the environment's log of pushes: who did it stands nowhere else. */
    readonly remembersWho?: boolean;
}
/** An EventBridge pattern; its leaves may be outputs. */
export type EventPattern = Record<string, unknown>;

/** Where a change comes from. */
export interface Source {
    readonly step: Step;
    readonly starts: readonly Start[];
    /** What the release record says about the commit: variables for Publish, by name. */
    readonly commit: Record<string, string>;
    /** For Publish, which reads the commit's message and who pushed it. */
    readonly allowPublish: readonly Statement[];
    readonly nextSteps: readonly pulumi.Input<string>[];
    readonly outputs: Record<string, pulumi.Output<string>>;
}

/** Turns a change into something that can be released. */
export interface Build {
    /** The first box of the make half, whether it is a source of ours or the registry itself. */
    readonly source: Step;
    readonly steps: readonly Step[];
    readonly starts: readonly Start[];
    /** The artifact that says what was built: `imageDetail.json`, or its like for what else a release carries. */
    readonly candidate: string;
    /** What must exist before the pipeline does, so that the run AWS starts with it is green. */
    readonly before: readonly pulumi.Resource[];
}

/** Brings a release into an environment. */
export interface Target {
    /** What it runs on, and so what a release of it is built for. */
    readonly platform: Platform;
    /** Joins the release with the newest blueprint, at that moment. */
    readonly prepare: Step;
    readonly rollOut: readonly Step[];
    /** Proves that the requested revision is live, or turns the run red; then records it. */
    readonly verify: Step;
    /** The environment's own half of a deployment, as plain JSON text. */
    readonly blueprint: pulumi.Output<string>;
    /** What must exist before a blueprint may start a deployment. */
    readonly before: readonly pulumi.Resource[];
    readonly outputs: Record<string, pulumi.Output<string>>;
}

/** One file a kind: its name in the YAML, its settings, and how it is made. A new kind is a file and one line in its folder's list. */
export interface Kind<Name extends string, Shape extends ZodObject, From, Made> {
    readonly kind: Name;
    readonly settings: Shape;
    /** What it demands of settings whose shape is right. */
    readonly rules?: readonly SettingRule<Settled<Shape>>[];
    make(
        line: string,
        settings: Settled<Shape>,
        from: From,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Made;
}
export type SourceKind<N extends string, S extends ZodObject> = Kind<N, S, Record<never, never>, Source>;
export type BuildKind<N extends string, S extends ZodObject> = Kind<N, S, BuildFrom, Build> & {
    readonly carries: Carries;
    /** Whether its change comes from a repository that the pipeline reads. */
    readonly needsSource: boolean;
};
export type TargetKind<N extends string, S extends ZodObject> = Kind<N, S, TargetFrom, Target> & {
    readonly takes: Carries;
};
export interface BuildFrom {
    /** Present exactly where the kind says `needsSource`. */
    readonly source?: Source;
    /** Where images go. */
    readonly registry: ImageRegistry;
    /** What the target runs on. */
    readonly platform: Platform;
}
export interface TargetFrom {
    /** Where images come from. */
    readonly registry: ImageRegistry;
    /** Event buses of the environments that may pull what this one verified. */
    readonly promotionBuses: readonly string[];
}
