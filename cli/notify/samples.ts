// One of each thing that people can be told of, as AWS would tell of it: to see, without a failure, who hears what.
import { randomUUID } from "node:crypto";

import { arnIn } from "../../plan/arn";
import type { Json, JsonObject, Plan } from "../../plan/document";
import { isLine } from "../../plan/lines";
import { actionsOf, type ActionAt, everyJob } from "../../plan/pipelines";
import { below, type Planned, type PlannedResource, Plans, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { approvalMessage } from "../../rehearsal/actions/manual";
import { notify } from "../../rehearsal/deployments/alarms/actions";
import { buildEvent } from "../../rehearsal/events/build-states";
import { type AwsEvent, Bus } from "../../rehearsal/events/bus";
import { taskEvent } from "../../rehearsal/events/task-states";
import { raiseDeploymentState } from "../../rehearsal/events/deployment-states";
import { eventOf } from "../../rehearsal/services/pipeline-states";

export interface Sample {
    /** As `about` in the settings names it. */
    readonly kind: string;
    readonly happens: (account: LocalAccount) => void | Promise<void>;
}

/** Of those that can happen in a plan. */
export function samplesOf(plan: Plan): readonly Sample[] {
    const plans = new Plans([plan]);
    const pipelines = plans.ofType(TYPE.pipeline);
    const ship = pipelines.at(-1);
    const id = randomUUID();
    const jobs = everyJob(plans);
    const own = jobs.find(({ run }) => run === undefined);
    const led = jobs.find(({ run }) => run !== undefined);
    const group = plans.ofType(TYPE.deploymentGroup)[0];
    const alarm = plans
        .ofType(TYPE.metricAlarm)
        .filter(({ resource }) => isHeard(resource.inputs["alarmActions"]))
        .at(-1);
    const line = plan.resources.find(isLine);
    const first = ship && actionsOf(plans, ship.plan, ship.resource)[0];
    const ofRun =
        (state: string, more: JsonObject = {}) =>
        (one: Planned) =>
            event(eventOf("Pipeline", { id, pipeline: text(one.resource, "arn") }, { state, ...more }));
    const stage = first && { stage: first.stage, state: "SUCCEEDED" };
    return [
        ...some("failed", ship, ofRun("FAILED")),
        ...some("cancelled", ship, ofRun("CANCELED")),
        ...some("not-fetched", own, (job) => built({ plan, resource: job.project }, "FAILED")),
        ...some("approval", ship, () => asks(plans, id)),
        ...some(
            "rollback",
            ship,
            ofRun("STARTED", { "execution-trigger": { "trigger-type": "ManualRollback", "trigger-detail": id } }),
        ),
        ...some(
            "alarm",
            alarm,
            ({ resource }) =>
                (account: LocalAccount) =>
                    notify(account, resource, "ALARM", "Threshold Crossed: a trial, and no datapoint"),
        ),
        ...some("schedule", plans.ofType(TYPE.schedule)[0], ({ resource }) => event(ended(plan, resource))),
        ...some("live", line, ({ name }) => event(verified(plan, name))),
        ...some("pipeline", ship, ofRun("SUCCEEDED")),
        ...some("stage", stage && ship, ({ resource }) =>
            event(eventOf("Stage", { id, pipeline: text(resource, "arn") }, { ...stage })),
        ),
        ...some("action", first, (at) => event(actionEvent(at, "SUCCEEDED", id))),
        ...some("build", led, (job) =>
            built(
                { plan, resource: job.project },
                "SUCCEEDED",
                `codepipeline/${text(job.run?.pipeline ?? job.project, "name")}`,
            ),
        ),
        ...some("deployment", group, ({ resource }) => (account) => {
            const [application, arn] = [text(resource, "appName"), text(resource, "arn")];
            raiseDeploymentState(account, { id: "d-TRIAL0001", application, group: arn, status: "Succeeded" });
        }),
    ];
}

type Happens = Sample["happens"];

function some<T>(kind: string, of: T | undefined, happens: (of: T) => Happens): readonly Sample[] {
    return of === undefined ? [] : [{ kind, happens: happens(of) }];
}

function event(raised: AwsEvent): Happens {
    return (account) => void account.part(Bus).put(raised);
}

function isHeard(actions: unknown): boolean {
    return Array.isArray(actions) && actions.length > 0;
}

function built(project: Planned, status: string, initiator = "rule/trial"): Happens {
    const arn = arnIn(project.plan, "codebuild", `build/${text(project.resource, "name")}:${randomUUID()}`);
    return event(buildEvent({ project, arn, status, initiator }));
}

/** Machines and chat hear of an approval by its event; people are asked by the approval itself. */
function asks(plans: Plans, id: string): Happens {
    return async (account) => {
        for (const { plan, resource } of plans.ofType(TYPE.pipeline))
            for (const at of actionsOf(plans, plan, resource).filter(({ action }) => action.category === "Approval")) {
                account.part(Bus).put(actionEvent(at, "STARTED", id));
                const { configuration, roleArn = text(resource, "roleArn") } = at.action;
                const topic = configuration["NotificationArn"];
                if (topic === undefined) continue;
                const by = { role: roleArn, as: text(resource, "arn") };
                const input = approvalMessage(
                    { id: `${id}/${at.stage}/${at.action.name}`, at, configuration },
                    new Date(),
                );
                await account.gateway.call({ by, action: "sns:Publish", on: topic, input });
            }
    };
}

function actionEvent({ plan, pipeline, stage, action }: ActionAt, state: string, id: string): AwsEvent {
    const { name, owner, category, provider, version } = action;
    const type = { owner, category, provider, version };
    const detail = { stage, action: name, state, region: plan.region, type };
    return eventOf("Action", { id, pipeline: text(pipeline, "arn") }, detail);
}

/** As ECS tells of a task that a schedule has started. */
function ended(plan: Plan, { inputs }: PlannedResource): AwsEvent {
    const { group = "" } = below(inputs, "target", "ecsParameters");
    return taskEvent({
        taskArn: arnIn(plan, "ecs", "task/trial/0"),
        group: group as Json,
        lastStatus: "STOPPED",
        stopCode: "EssentialContainerExited",
        containers: [{ name: "app", exitCode: 3 }],
    });
}

/** As Verify puts it: components/scripts/verify.sh */
function verified({ account, region, stack }: Plan, line: string): AwsEvent {
    const detail = { line, environment: stack, counter: 1 };
    return { source: `fairlead.${line}`, "detail-type": "Release Verified", account, region, resources: [], detail };
}
