// Where a plan wires what AWS publishes permissions for: who acts there, and what the call tables know of it.
import { readArn } from "../../../plan/arn";
import { everyAction, everyJob } from "../../../plan/pipelines";
import { everyStep } from "../../../plan/training";
import { text, type Plans } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { ALARM, CLOUDWATCH, DEAD_LETTERS, EVENTS, roleOf, TARGETS } from "../../../iam/calls/events";
import { JOB } from "../../../iam/calls/codebuild";
import { everyModel } from "../../../iam/calls/cloudformation";
import { rowsOfGroup } from "../../../iam/calls/codedeploy";
import { movedBy, SERVICE_DEPLOYMENT } from "../../../iam/calls/ecs-deployments";
import { AROUND_ACTIONS, rowsOfAction } from "../../../iam/calls/codepipeline";
import { everyTask, TASK_START } from "../../../iam/calls/ecs";
import { SNS, STREAM, streamRole, subscriptionRole, SUBSCRIPTIONS } from "../../../iam/calls/sns";
import { everyMachine, MANAGED } from "../../../iam/calls/instances";
import { DATA, JOB as TRAINING_JOB, READING, REGISTERING, STARTING } from "../../../iam/calls/sagemaker";
import { MODEL_START } from "../../../iam/calls/sagemaker-hosting";
import type { Row, TargetAt } from "../../../iam/calls/types";
import type { WiredAt } from "../published";

export interface Place {
    readonly at: WiredAt;
    readonly says: string;
    /** The ARN of a role, or a service that acts as itself. */
    readonly by: string;
    /** Actions of the call table, and whether this place calls for them. */
    readonly rows: readonly { readonly action: string; readonly arises: boolean }[];
}

export function placesOf(plans: Plans): readonly Place[] {
    const place = <S>(at: WiredAt, says: string, by: string, rows: readonly Row<S>[], where: S): Place => ({
        at,
        says,
        by,
        rows: rows.map(({ action, on }) => ({ action, arises: on(where).length > 0 })),
    });
    const actions = everyAction(plans).flatMap((at) => {
        const { pipeline, action } = at;
        const says = `${pipeline.name} ${action.name}`;
        const own = text(pipeline, "roleArn");
        const rows = rowsOfAction(action) ?? [];
        const carries =
            action.roleArn !== undefined && action.inputArtifacts.length + action.outputArtifacts.length > 0;
        return [
            ...(carries ? [place("artifacts", says, action.roleArn ?? own, rows, at)] : []),
            place(`action ${action.provider}`, says, action.roleArn ?? own, rows, at),
            place("pipeline", `${pipeline.name} around ${action.name}`, own, AROUND_ACTIONS, at),
        ];
    });
    const jobs = everyJob(plans).map((at) => place("job", at.project.name, text(at.project, "serviceRole"), JOB, at));
    const groups = plans.ofType(TYPE.deploymentGroup).map(({ plan, resource }) =>
        place(
            resource.inputs["ecsService"] ? "deployment group" : "server deployment group",
            resource.name,
            text(resource, "serviceRoleArn"),
            rowsOfGroup(resource),
            {
                plans,
                plan,
                resource,
            },
        ),
    );
    const services = plans
        .ofType(TYPE.service)
        .map(({ plan, resource }) => ({ plans, plan, resource, role: movedBy(resource).role }))
        .flatMap(({ role, ...at }) =>
            role === undefined ? [] : [place("service", at.resource.name, role, SERVICE_DEPLOYMENT, at)],
        );
    const machines = everyMachine(plans).map((at) => place("machine", at.name, at.role, MANAGED, at));
    const tasks = everyTask(plans).map((at) =>
        place("task", String(at.template["family"]), String(at.template["executionRoleArn"]), TASK_START, at),
    );
    const alarms = plans
        .ofType(TYPE.metricAlarm)
        .map(({ plan, resource }) => place("alarm", resource.name, CLOUDWATCH, ALARM, { plans, plan, resource }));
    const targets = plans.ofType(TYPE.eventTarget).flatMap(({ plan, resource: target }): Place[] => {
        const at: TargetAt = { plans, plan, rule: target, target };
        const { service } = readArn(text(target, "arn"));
        const calls = TARGETS[service];
        const callers = calls ? [roleOf(calls, target) ?? calls.itself].flat() : [];
        return [
            ...callers.map((by) => place(`target ${service}`, target.name, by, calls?.rows ?? [], at)),
            ...(target.inputs["deadLetterConfig"] === undefined
                ? []
                : [place("dead-letter queue", target.name, EVENTS, DEAD_LETTERS, at)]),
        ];
    });
    const subscriptions = plans.ofType(TYPE.topicSubscription).map(({ plan, resource }) => {
        const protocol = text(resource, "protocol");
        const by = subscriptionRole(resource) ?? SNS;
        return place(`subscription ${protocol}`, resource.name, by, SUBSCRIPTIONS[protocol] ?? [], {
            plans,
            plan,
            resource,
        });
    });
    const streams = plans.ofType(TYPE.deliveryStream).map(({ plan, resource }) => {
        const at = { plans, plan, resource };
        return place("stream", resource.name, streamRole(resource), STREAM, at);
    });
    const trainings = everyStep(plans).flatMap((at): Place[] => {
        const says = `${at.pipeline.name} ${at.step.name}`;
        const own = ({ Processing: "processing job", Training: "training job" } as const)[at.step.type];
        const rows = [...TRAINING_JOB, ...DATA].filter(
            ({ source }) => own !== undefined && source.includes(own.replace(" ", "")),
        );
        return [
            place("training", says, text(at.pipeline, "roleArn"), [...STARTING, ...REGISTERING, ...READING], at),
            ...(own === undefined ? [] : [place(own, says, String(at.given["RoleArn"]), rows, at)]),
        ];
    });
    const models = everyModel(plans).map((at) => {
        // Which alarms there are, the stack that is asked about says.
        const guard = { action: "cloudwatch:DescribeAlarms", on: () => ["*"], source: "" };
        return place("model", at.line, at.role, [...MODEL_START, guard], at);
    });
    return [
        ...models,
        ...[
            ...actions,
            ...jobs,
            ...groups,
            ...services,
            ...machines,
            ...tasks,
            ...alarms,
            ...targets,
            ...subscriptions,
            ...streams,
        ],
        ...trainings,
    ];
}
