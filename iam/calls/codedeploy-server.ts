// What CodeDeploy calls to deploy to virtual machines in place, under the deployment group's role.
import { arnIn } from "../../plan/arn";
import { below, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { Row, ServedAt } from "./types";

/** Says what is called, each on everything. */
const POLICY = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCodeDeployRole.html";

const anything = () => ["*"];
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
const alarms = (at: ServedAt) => {
    const names = texts(below(at.resource.inputs, "alarmConfiguration")["alarms"]);
    return names.length === 0 ? [] : [...names, "*"].map((name) => arnIn(at.plan, "cloudwatch", `alarm:${name}`));
};
const topics = (at: ServedAt) =>
    records(at.resource.inputs["triggerConfigurations"]).map(({ triggerTargetArn }) => String(triggerTargetArn));

const rows = (on: Row<ServedAt>["on"], ...actions: string[]): Row<ServedAt>[] =>
    actions.map((action) => ({ action, on, source: POLICY }));

export const SERVER_DEPLOYMENT: readonly Row<ServedAt>[] = [
    ...rows(anything, "ec2:DescribeInstances", "ec2:DescribeInstanceStatus", "tag:GetResources"),
    ...rows(readsGroups, "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeLifecycleHooks"),
    ...rows(groups, "autoscaling:PutLifecycleHook", "autoscaling:DeleteLifecycleHook"),
    ...rows(groups, "autoscaling:CompleteLifecycleAction", "autoscaling:RecordLifecycleActionHeartbeat"),
    ...rows(readsTargets, "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth"),
    ...rows(targetGroups, "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"),
    ...rows(alarms, "cloudwatch:DescribeAlarms"),
    ...rows(topics, "sns:Publish"),
];
