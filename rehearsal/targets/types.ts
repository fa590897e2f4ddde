import type { Plan, Plans } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import type { CheckedBuild } from "../builds/types";
import type { Finding } from "../check/findings";
import type { Subject } from "../check/source";
import type { Digest, Fold } from "../engine/journal";
import type { Breakage } from "../faults/source";
import type { AnswerShown, InstancesShown, RunningShown } from "../screen/model";
import type { DeploymentHistory } from "../screen/story/deployments";
import type { ImageHistory } from "../screen/story/images";

/** What a target's history may ask of others, which read the same facts. */
export interface OtherHistories {
    readonly deployments: DeploymentHistory;
    readonly images: ImageHistory;
    /** The newest bytes of every object, by `bucket/key`. */
    readonly objects: ReadonlyMap<string, Digest>;
}

/** A kind of target, as a rehearsal knows it: one file per kind, under its name in the list of index.ts. */
export interface RehearsedTarget {
    /** Reads along, and says what runs. A target whose facts the story has anyway follows none of its own. */
    follow(plans: Plans, others: OtherHistories): TargetHistory;
    /** Addresses that people use while it is deployed, as far as they answer; a target without HTTP has none. */
    readonly visited?: (account: LocalAccount) => readonly string[];
    /** What people ask while it is deployed, where that is no address; each is asked again and again, and may fail. */
    readonly uses?: (account: LocalAccount) => readonly (() => Promise<unknown>)[];
    /** What `--fault` does to an application that ends here, by the fault's name. */
    readonly breakages?: Readonly<Record<string, Breakage>>;
    /** What `fairlead check` holds against an application that becomes an image and ends here. */
    readonly rules?: readonly ((subject: Subject) => readonly Finding[])[];
    /** What `fairlead check` holds against the folder of an application that ends here, whatever it becomes. */
    readonly checkFolder?: (of: CheckedBuild) => readonly Finding[];
    /** What `fairlead check` finds in what a plan hands to AWS for it. */
    readonly checkPlan?: (plan: Plan) => readonly Finding[];
}

/** What became of all lines that end in this kind of target. */
export interface TargetHistory extends Fold {
    readonly running: readonly RunningShown[];
    /** What is started and ends, tasks for one: their logs explain failures. */
    readonly instances?: readonly InstancesShown[];
    /** Takes what a listener answered, where that belongs to it. */
    takes?(listener: string, answer: AnswerShown): boolean;
}
