// What is shown, in the words of the screen. Only the story writes it; the terminal and the report draw it.
import type { Json, JsonObject } from "../../plan/document";
import type { Digest } from "../engine/journal";
import type { Log } from "./log";

export type Status = "pending" | "queued" | "running" | "asking" | "green" | "red" | Ended;
/** Over without being a failure: a newer run or a person took its place, or its condition did not let it in. */
type Ended = "stopped" | "superseded" | "cancelled" | "skipped";

/** Something with a name that takes its time and ends well or not. */
export interface Shown {
    readonly name: string;
    status: Status;
    /** What a person must know where it is not green. */
    why?: string;
    /** Milliseconds since 1970. */
    began?: number;
    ended?: number;
}

export interface StackShown {
    readonly name: string;
    readonly account: string;
    readonly region: string;
    /** With what the images that it builds say. */
    readonly up: Shown & { readonly log: Log };
    /** Resources that exist by now. */
    made: number;
    readonly resources: number;
    readonly pipelines: readonly PipelineShown[];
    /** Jobs that an event starts, and no pipeline. */
    readonly jobs: JobShown[];
}

export interface PipelineShown {
    readonly arn: string;
    readonly name: string;
    readonly stack: string;
    /** As planned, so that what has not begun yet can be shown too. */
    readonly stages: readonly StagePlanned[];
    readonly runs: RunShown[];
}

export interface StagePlanned {
    readonly name: string;
    readonly actions: readonly ActionPlanned[];
}

export interface ActionPlanned {
    readonly name: string;
    readonly category: string;
    readonly provider: string;
    /** Actions of one order run side by side. */
    readonly runOrder: number;
}

export interface RunShown extends Shown {
    /** The execution. */
    readonly id: string;
    readonly pipeline: PipelineShown;
    readonly trigger: string;
    readonly stages: readonly StageShown[];
}

export interface StageShown extends Shown {
    readonly actions: readonly ActionShown[];
}

export interface ActionShown extends Shown {
    /** `<execution>/<stage>/<action>`. */
    readonly id: string;
    readonly planned: ActionPlanned;
    variables: JsonObject;
    /** Zips, by the artifact's name. */
    outputs: Readonly<Record<string, Digest>>;
    readonly log: Log;
}

export interface JobShown extends Shown {
    readonly id: string;
    readonly log: Log;
}

export interface ApprovalShown {
    /** The id of the action that waits. */
    readonly token: string;
    readonly action?: ActionShown;
    readonly run?: RunShown;
    readonly at: number;
    readonly customData: string;
    readonly link: string;
    answer?: { readonly status: string; readonly by: string; readonly summary: string };
}

export interface DeploymentShown extends Shown {
    readonly id: string;
    readonly stack: string;
    /** The listener whose traffic it moves. */
    readonly listener?: string;
    readonly steps: { readonly at: number; readonly words: string }[];
    readonly traffic: TrafficAt[];
    rolledBack: boolean;
}

/** Shares in per cent, by the name of the target group. */
export interface TrafficAt {
    readonly at: number;
    readonly weights: Readonly<Record<string, number>>;
}

/** What an environment runs at the end of a line. */
export interface RunningShown {
    readonly stack: string;
    readonly name: string;
    /** Kind and digest of what it was last proven to run: the same bytes in each environment; absent where nothing runs. */
    readonly carried?: { readonly kind: string; readonly digest: string; readonly commit?: string };
    /** What else is worth knowing, by what it is called. */
    readonly more: readonly (readonly [name: string, value: string])[];
    /** What scaling left it with: that it rests, and its hours, in the order they came; nothing where it has none. */
    readonly hours?: readonly string[];
    /** What its users noticed, though nothing is wrong. */
    readonly noticed?: string;
    /** What its address said, where it has one. */
    readonly answered?: AnswerShown;
    /** Why that is not what a rehearsal should end with; nothing where no pipeline of these plans brings anything here. */
    readonly shortcomings: readonly string[];
    /** Whether a pipeline of these plans brings something here. */
    readonly isDeployed: boolean;
}

export interface AnswerShown {
    readonly url: string;
    readonly status: number;
    readonly body: string;
}

/** How a schedule's hour went, or a message to a service of no task; and what the command said last where that was not well. */
export interface WentShown {
    readonly says: string;
    readonly isWell: boolean;
    readonly said: readonly string[];
}

/** What was started in one place and ended again, oldest first. */
export interface InstancesShown {
    readonly stack: string;
    readonly name: string;
    /** What one of them is called. */
    readonly one: string;
    readonly each: readonly InstanceShown[];
}

export interface InstanceShown extends Shown {
    readonly arn: string;
    /** What it was started from. */
    readonly image: string;
    /** It ended by itself, or answered no health check. */
    failed?: boolean;
    readonly log: Log;
}

export interface RoleShown {
    readonly arn: string;
    readonly name: string;
    /** The services, jobs and people behind it. */
    readonly as: Set<string>;
    /** How often, by action and resource. */
    readonly allowed: Map<string, { readonly action: string; readonly on: string; times: number }>;
    readonly denied: DeniedCall[];
}

export interface DeniedCall {
    readonly at: number;
    readonly role: string;
    readonly as: string;
    readonly action: string;
    readonly on: string;
    /** Which policy says no, */
    readonly where: string;
    /** and of what. */
    readonly holder: string;
    /** The statement to add, ready to paste. */
    readonly missing: string;
    readonly undecided?: string;
}

/** A statement that AWS's page asks for, and that lacks. */
export interface DoubtedCall {
    readonly role: string;
    readonly action: string;
    /** The first thing it was asked of. */
    readonly on: string;
    /** Who does without it. */
    readonly without: string;
}

export interface EventShown {
    readonly n: number;
    readonly at: number;
    readonly bus: string;
    readonly source: string;
    readonly type: string;
    readonly detail: Json;
    /** Rules that took it. */
    readonly matched: string[];
    /** What a rule that took it could not hand on, and why. */
    readonly lost: string[];
    /** Why each rule let it pass, where none took it. */
    unmatched?: readonly { readonly rule: string; readonly why: string }[];
}

export interface FaultShown {
    readonly at: number;
    readonly name: string;
    readonly text: string;
}

/** Somebody who is told, and all that was sent there. */
export interface RecipientShown {
    /** As SNS calls the way there, or `slack` and `teams`. */
    readonly to: string;
    readonly label: string;
    /** Who had to agree before anything was sent; nobody where SNS asks nobody. */
    asks?: "a person" | "its server";
    readonly messages: MessageShown[];
}

export interface MessageShown {
    readonly at: number;
    readonly says: string;
    /** Where it lies, beneath the session's folder. */
    readonly file?: string;
    /** What of its way was not rehearsed. */
    readonly stoodIn?: string;
    /** Why it did not arrive, and whether that is how it was meant. */
    readonly why?: string;
    readonly isMeant?: boolean;
}
