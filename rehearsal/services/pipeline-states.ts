// What EventBridge hears of a run, its stages and its actions, in AWS's words.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
import { readArn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import { actionsOf } from "../../plan/pipelines";
import type { Plans } from "../../plan/plans";
import type { ActionStatus, Execution, StageStatus } from "./executions";
import { triggerOf } from "./executions-answers";
import type { AwsEvent } from "../events/bus";

/** By what became of a run; STARTED before, once it has begun. */
const RUN = {
    Queued: [],
    InProgress: [],
    Stopping: ["STOPPING"],
    Stopped: ["STOPPING", "STOPPED"],
    Cancelled: ["CANCELED"],
    Succeeded: ["SUCCEEDED"],
    Failed: ["FAILED"],
    Superseded: ["SUPERSEDED"],
} as const;

export type RunStatus = keyof typeof RUN;

// unverified: a stage that a condition skips raises no event, one that it fails STARTED and FAILED | fails as: who asks for `stage` gets another number of messages than here | settle: aws logs tail <a log group that is the target of a rule for aws.codepipeline> while a VariableCheck does not hold
const STAGE: Readonly<Record<StageStatus, readonly string[]>> = {
    InProgress: ["STARTED"],
    Succeeded: ["STARTED", "SUCCEEDED"],
    Failed: ["STARTED", "FAILED"],
    Stopped: ["STARTED", "STOPPING", "STOPPED"],
    Cancelled: ["STARTED", "CANCELED"],
    Skipped: [],
};

const ACTION: Readonly<Record<ActionStatus, readonly string[]>> = {
    InProgress: ["STARTED"],
    Succeeded: ["STARTED", "SUCCEEDED"],
    Failed: ["STARTED", "FAILED"],
    Abandoned: ["STARTED", "ABANDONED"],
};

type Level = "Pipeline" | "Stage" | "Action";

/** What tells one event of a run from another. */
export function stateOf({ stage = "", action = "", state = "" }: JsonObject): string {
    return [stage, action, state].join("/");
}

/** Everything that became of a run so far, in the order in which it did. */
export function statesOf(execution: Execution, plans: Plans): readonly AwsEvent[] {
    const { status, startedAt, stages, stop } = execution;
    const event = (level: Level, detail: JsonObject) => eventOf(level, execution, detail);
    const started = { state: "STARTED", "execution-trigger": executionTrigger(execution) };
    return [
        ...(startedAt === undefined ? [] : [event("Pipeline", started)]),
        ...[...stages].flatMap(([stage, how]) => {
            const [first, ...later] = STAGE[how].map((state) => event("Stage", { stage, state }));
            const stopping = how === "InProgress" && stop !== undefined && status === "Stopping";
            return [
                ...(first ? [first] : []),
                ...actionStates(execution, stage, plans),
                ...(stopping ? [event("Stage", { stage, state: "STOPPING" })] : []),
                ...later,
            ];
        }),
        ...RUN[status].map((state) => event("Pipeline", { state })),
    ];
}

function actionStates(execution: Execution, stage: string, plans: Plans): readonly AwsEvent[] {
    const pipeline = plans.at(execution.pipeline);
    const planned = pipeline ? actionsOf(plans, pipeline.plan, pipeline.resource) : [];
    const { region } = readArn(execution.pipeline);
    return [...execution.actions.values()].flatMap(({ stage: at, name, status }) => {
        const found = planned.find((one) => one.stage === stage && one.action.name === name);
        if (at !== stage || !found) return [];
        const { owner, category, provider, version } = found.action;
        return ACTION[status].map((state) =>
            eventOf("Action", execution, {
                stage,
                action: name,
                // "The action was canceled because the pipeline structure was updated."
                state: state === "ABANDONED" && execution.stop?.ends === "Cancelled" ? "CANCELED" : state,
                region,
                type: { owner, category, provider, version },
            }),
        );
    });
}

function executionTrigger(execution: Execution): JsonObject {
    const { triggerType, triggerDetail } = triggerOf(execution);
    return { "trigger-type": triggerType, "trigger-detail": triggerDetail };
}

/** What is said of a run, whatever is said. */
export function eventOf(
    level: Level,
    { id, pipeline }: Pick<Execution, "id" | "pipeline">,
    detail: JsonObject,
): AwsEvent {
    const { region, account, resource: name } = readArn(pipeline);
    return {
        source: "aws.codepipeline",
        "detail-type": `CodePipeline ${level} Execution State Change`,
        account,
        region,
        resources: [pipeline],
        detail: { pipeline: name, "execution-id": id, version: 1, "pipeline-execution-attempt": 1, ...detail },
    };
}
