import type { ActionAt } from "../../plan/pipelines";
import type { Caller, Gateway } from "../account/gateway";
import type { Blobs } from "../engine/folder";
import type { Digest } from "../engine/journal";
import type { Fidelity } from "../engine/fidelity";
import type { SourceRevision } from "../services/executions";

/** One action of one run of a pipeline. */
export interface ActionRun {
    /** `<execution>/<stage>/<action>`: the name its facts go by. */
    readonly id: string;
    readonly execution: string;
    readonly at: ActionAt;
    /** With the variables of earlier actions filled in. */
    readonly configuration: Readonly<Record<string, string>>;
    /** Zips, by the artifact's name. */
    readonly inputs: Readonly<Record<string, Digest>>;
    /** The action's own role, or the pipeline's. */
    readonly by: Caller;
    /** What the start of the run put in the place of the configured revision. */
    readonly revisions: readonly SourceRevision[];
    /** What the Git provider told when it started the run: variables of the source action. */
    readonly told?: Readonly<Record<string, string>>;
}

export interface ActionResult {
    readonly ok: boolean;
    readonly outputs?: Readonly<Record<string, Digest>>;
    readonly variables?: Readonly<Record<string, string>>;
    /** Which revision a source action took, as its service calls it. */
    readonly revision?: string;
    /** What a person must know where it is not ok. */
    readonly why?: string;
    /** Who answered, where a person did. */
    readonly updatedBy?: string;
}

/** What a person is asked. */
export interface ApprovalRequest {
    /** The id of the action that waits. */
    readonly token: string;
    readonly pipeline: string;
    readonly stage: string;
    readonly action: string;
    readonly customData?: string;
    readonly link?: string;
}

export interface ApprovalAnswer {
    readonly status: "Approved" | "Rejected";
    /** The ARN CodePipeline would write into its history. */
    readonly by: string;
    readonly summary: string;
}

/** Answers, or rejects where no person can be asked. */
export type Approver = (asked: ApprovalRequest, signal: AbortSignal) => Promise<ApprovalAnswer>;

/** What an action may use: the gateway, and never the account behind it. */
export interface ActionContext {
    readonly gateway: Gateway;
    readonly blobs: Blobs;
    readonly signal: AbortSignal;
    readonly say: (line: string) => void;
    /** Asks a person, and waits. */
    readonly approve: (asked: Omit<ApprovalRequest, "token" | "pipeline">) => Promise<ApprovalAnswer>;
}

export interface RehearsedAction {
    /** As the action's `provider` spells it. */
    readonly provider: string;
    /** Where the provider has actions of another category besides, as S3 has. */
    readonly category?: string;
    readonly fidelity: Fidelity;
    run(action: ActionRun, use: ActionContext): Promise<ActionResult>;
}
