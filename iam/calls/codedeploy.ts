// What CodeDeploy calls under the role of a deployment group: to move an ECS service from one colour to the other, or to
// deploy to virtual machines in place.
import { arnIn } from "../../plan/arn";
import { isGroup } from "../../plan/deployment-groups";
import { type ActionAt, everyAction } from "../../plan/pipelines";
import { below, isRecord, type PlannedResource, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, assumes, type Caller } from "../asking";
import { appSpecsOf, everyTask, rolesOf, templatesOf } from "./ecs";
import type { Context, Row, ServedAt } from "./types";

/** The managed policy says what is called, each on everything: tests/iam/published/codedeploy.ts. */
const POLICY = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRoleForECS.html";
const ROLE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/codedeploy_IAM_role.html";

const HOOKS = "https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html";

const service = (at: ServedAt) => {
    const of = at.resource.inputs["ecsService"];
    return isRecord(of) ? `${String(of["clusterName"])}/${String(of["serviceName"])}` : "";
};
const services = (at: ServedAt) => [arnIn(at.plan, "ecs", `service/${service(at)}`)];
const taskSets = (at: ServedAt) => [arnIn(at.plan, "ecs", `task-set/${service(at)}/ecs-svc/0123456789012345678`)];
const within = (at: ServedAt): Context => ({
    "ecs:cluster": arnIn(at.plan, "ecs", `cluster/${service(at).split("/")[0] ?? ""}`),
    "ecs:service": services(at)[0] ?? "",
});
const anything = () => ["*"];
const listeners = (at: ServedAt) => listenersIn(at.resource.inputs["loadBalancerInfo"]);
/** By name, and then as a list without names, which is how composite alarms are found. */
const alarms = (at: ServedAt) => {
    const configuration = at.resource.inputs["alarmConfiguration"];
    const names = isRecord(configuration) ? texts(configuration["alarms"]) : [];
    return names.length === 0 ? [] : [...names, "*"].map((name) => arnIn(at.plan, "cloudwatch", `alarm:${name}`));
};
/** The roles of every task definition that the group's service may come to run. */
const taskRoles = (at: ServedAt) => {
    const [, name] = service(at).split("/");
    return everyTask(at.plans)
        .filter((task) => task.plan === at.plan && deploys(at, String(task.template["family"]), name ?? ""))
        .flatMap((task) => rolesOf(task.plan, task.template));
};
const topics = (at: ServedAt) =>
    records(at.resource.inputs["triggerConfigurations"]).map(({ triggerTargetArn }) => String(triggerTargetArn));

/** What the AppSpec of the group's deployments calls. */
const functions = (at: ServedAt) =>
    deploymentsBy(at)
        .flatMap((action) => appSpecsOf(action))
        .flatMap((spec) => records(spec["Hooks"]))
        .flatMap((hook) => texts(Object.values(hook)))
        .map((named) => (named.startsWith("arn:") ? named : arnIn(at.plan, "lambda", `function:${named}`)));

const rows = (on: Row<ServedAt>["on"], ...actions: string[]): Row<ServedAt>[] =>
    actions.map((action) => ({ action, on, source: POLICY }));

/** Under the service role of a deployment group of an ECS application. */
export const DEPLOYMENT: readonly Row<ServedAt>[] = [
    ...rows(services, "ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"),
    { action: "ecs:CreateTaskSet", on: taskSets, context: within, source: POLICY },
    ...rows(taskSets, "ecs:DeleteTaskSet"),
    ...rows(listeners, "elasticloadbalancing:ModifyListener"),
    ...rows(anything, "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules"),
    ...rows(anything, "elasticloadbalancing:DescribeTargetGroups"),
    ...rows(alarms, "cloudwatch:DescribeAlarms"),
    ...rows(topics, "sns:Publish"),
    { action: "lambda:InvokeFunction", on: functions, source: HOOKS },
    {
        action: "iam:PassRole",
        on: taskRoles,
        context: () => ({ "iam:PassedToService": "ecs-tasks.amazonaws.com" }),
        source: ROLE,
    },
];

function listenersIn(value: unknown): readonly string[] {
    if (Array.isArray(value)) return value.flatMap(listenersIn);
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([key, below]) =>
        key === "listenerArns" ? texts(below) : listenersIn(below),
    );
}

/** Whether a family runs in the service: the service's own first one, or one its line's deployments register. */
function deploys(at: ServedAt, family: string, name: string): boolean {
    const own = at.plans.find(TYPE.service, (resource) => text(resource, "name") === name);
    const first = own && text(own.resource, "taskDefinition");
    if (first?.includes(`task-definition/${family}:`)) return true;
    return familiesDeployedBy(at).includes(family);
}

function familiesDeployedBy(at: ServedAt): readonly string[] {
    return deploymentsBy(at)
        .flatMap((action) => templatesOf(action))
        .map((template) => String(template["family"]));
}

/** The actions that deploy by the group. */
function deploymentsBy(at: ServedAt): readonly ActionAt[] {
    return everyAction(at.plans)
        .filter(({ plan, action }) => plan === at.plan && action.provider === "CodeDeployToECS")
        .filter(({ action: { configuration } }) =>
            isGroup(at.resource, configuration["ApplicationName"] ?? "", configuration["DeploymentGroupName"] ?? ""),
        );
}

/** By what the group deploys to. */
export function rowsOfGroup({ inputs }: PlannedResource): readonly Row<ServedAt>[] {
    return isRecord(inputs["ecsService"]) ? DEPLOYMENT : SERVER_DEPLOYMENT;
}

/** Deployment groups. */
export const deploymentGroups: Caller = {
    of: "CodeDeploy",
    asks: (plans) =>
        plans.ofType(TYPE.deploymentGroup).flatMap(({ plan, resource }) => {
            const role = text(resource, "serviceRoleArn");
            const says = `${resource.name} (CodeDeploy)`;
            return [
                ...asks(says, role, rowsOfGroup(resource), { plans, plan, resource }),
                assumes(plan, "codedeploy.amazonaws.com", role, text(resource, "arn")),
            ];
        }),
};

/** Says what is called, each on everything. */
const SERVER_POLICY = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRole.html";

const groups = (at: ServedAt) =>
    texts(at.resource.inputs["autoscalingGroups"]).flatMap((name) =>
        at.plan.resources
            .filter((each) => each.type === TYPE.autoScalingGroup && text(each, "name") === name)
            .map((each) => text(each, "arn")),
    );
const readsGroups = (at: ServedAt) => (groups(at).length > 0 ? ["*"] : []);
const targetGroups = (at: ServedAt) => {
    const named = records(below(at.resource.inputs, "loadBalancerInfo")["targetGroupInfos"]).map(({ name }) => name);
    return at.plan.resources
        .filter((each) => each.type === TYPE.targetGroup && named.includes(text(each, "name")))
        .map((each) => text(each, "arn"));
};
const readsTargets = (at: ServedAt) => (targetGroups(at).length > 0 ? ["*"] : []);

const serverRows = (on: Row<ServedAt>["on"], ...actions: string[]): Row<ServedAt>[] =>
    actions.map((action) => ({ action, on, source: SERVER_POLICY }));

export const SERVER_DEPLOYMENT: readonly Row<ServedAt>[] = [
    ...serverRows(anything, "ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "tag:GetResources"),
    ...serverRows(readsGroups, "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLifecycleHooks"),
    ...serverRows(groups, "autoscaling:PutLifecycleHook", "autoscaling:DeleteLifecycleHook"),
    ...serverRows(groups, "autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"),
    ...serverRows(
        readsTargets,
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
    ),
    ...serverRows(targetGroups, "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"),
    ...serverRows(alarms, "cloudwatch:DescribeAlarms"),
    ...serverRows(topics, "sns:Publish"),
];
