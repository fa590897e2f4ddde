// What EventBridge hears of SageMaker. https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
import type { JsonObject, Plan } from "../../plan/document";
import type { AwsEvent } from "../events/bus";
import { asJson } from "../engine/journal";

type Where = Pick<Plan, "account" | "region">;

const event = (where: Where, type: string, resources: readonly string[], detail: object): AwsEvent => ({
    source: "aws.sagemaker",
    "detail-type": type,
    account: where.account,
    region: where.region,
    resources,
    detail: asJson(detail),
});

/** All that the registry knows of it, whatever changed: an edit of its life cycle looks like an approval. */
export function packageEvent(where: Where, described: JsonObject): AwsEvent {
    const { LastModifiedBy: _, CreatedBy: __, ApprovalDescription: ___, ...detail } = described;
    return event(where, "SageMaker Model Package State Change", [String(described["ModelPackageArn"])], detail);
}

interface RunShown {
    readonly pipeline: string;
    readonly arn: string;
}

interface RunState {
    readonly displayName: string;
    readonly startedAt: number;
    readonly status: string;
    readonly before?: string;
    readonly endedAt?: number;
}

export function runEvent(where: Where, { pipeline, arn }: RunShown, state: RunState): AwsEvent {
    return event(where, "SageMaker Model Building Pipeline Execution Status Change", [pipeline, arn], {
        pipelineExecutionDisplayName: state.displayName,
        currentPipelineExecutionStatus: state.status,
        previousPipelineExecutionStatus: state.before,
        executionStartTime: stamp(state.startedAt),
        executionEndTime: state.endedAt === undefined ? undefined : stamp(state.endedAt),
        pipelineArn: pipeline,
        pipelineExecutionArn: arn,
    });
}

interface StepState {
    readonly name: string;
    readonly type: string;
    readonly startedAt: number;
    readonly status: string;
    readonly before: string;
    readonly endedAt?: number;
    readonly metadata?: JsonObject;
    readonly why?: string;
    /** The run whose result it took. */
    readonly cachedFrom?: string;
}

export function stepEvent(where: Where, { pipeline, arn }: RunShown, state: StepState): AwsEvent {
    return event(where, "SageMaker Model Building Pipeline Execution Step Status Change", [pipeline, arn], {
        metadata: state.metadata ?? {},
        stepStartTime: stamp(state.startedAt),
        stepEndTime: state.endedAt === undefined ? undefined : stamp(state.endedAt),
        stepName: state.name,
        stepType: state.type,
        previousStepStatus: state.before,
        currentStepStatus: state.status,
        failureReason: state.why,
        cacheHitResult: state.cachedFrom === undefined ? undefined : { sourcePipelineExecutionArn: state.cachedFrom },
        pipelineArn: pipeline,
        pipelineExecutionArn: arn,
    });
}

export function stamp(at: number): string {
    return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
