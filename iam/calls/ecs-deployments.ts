// What ECS calls on a load balancer under the infrastructure role of a service that it moves itself.
import { below, isRecord, type PlannedResource, records, text, texts } from "../../plan/plans";
import { asks, assumes, type Caller } from "../asking";
import type { Question } from "../verdicts";
import type { Row, ServedAt } from "./types";
import { TYPE } from "../../plan/tokens";

const POLICY =
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRolePolicyForLoadBalancers.html";

/** The two groups, the two rules and the role of a service; empty where it is moved by something else. */
export function movedBy({ inputs }: PlannedResource): {
    readonly role?: string;
    readonly groups: readonly string[];
    readonly rules: readonly string[];
} {
    const [balanced = {}] = records(inputs["loadBalancers"]);
    const advanced = balanced["advancedConfiguration"];
    if (!isRecord(advanced)) return { groups: [], rules: [] };
    return {
        role: texts(advanced["roleArn"])[0],
        groups: texts([balanced["targetGroupArn"], advanced["alternateTargetGroupArn"]]),
        rules: texts([advanced["productionListenerRule"], advanced["testListenerRule"]]),
    };
}

const anything = () => ["*"];
const groups = ({ resource }: ServedAt) => movedBy(resource).groups;
const rules = ({ resource }: ServedAt) => movedBy(resource).rules;
const listeners = (at: ServedAt) =>
    rules(at).flatMap((rule) => {
        const planned = at.plans.at(rule)?.resource;
        return planned ? [text(planned, "listenerArn")] : [];
    });
const rows = (on: Row<ServedAt>["on"], ...actions: string[]): Row<ServedAt>[] =>
    actions.map((action) => ({ action: `elasticloadbalancing:${action}`, on, source: POLICY }));

/** Under the infrastructure role of a service. */
export const SERVICE_DEPLOYMENT: readonly Row<ServedAt>[] = [
    ...rows(anything, "DescribeListeners", "DescribeRules", "DescribeTargetGroups", "DescribeTargetHealth"),
    ...rows(groups, "RegisterTargets", "DeregisterTargets"),
    ...rows(rules, "ModifyRule"),
    ...rows(listeners, "ModifyListener"),
];

/** A function that ECS calls in the middle of a deployment, and the role that it does so under. */
interface CalledAt extends ServedAt {
    readonly hook: Readonly<Record<string, unknown>>;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html */
export const HOOK: readonly Row<CalledAt>[] = [
    {
        action: "lambda:InvokeFunction",
        on: ({ hook }) => texts(hook["hookTargetArn"]),
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html",
    },
];

function hookQuestions(at: ServedAt): readonly Question[] {
    const { plan, resource } = at;
    return records(below(resource.inputs, "deploymentConfiguration")["lifecycleHooks"]).flatMap((hook) =>
        texts(hook["roleArn"]).flatMap((role) => [
            ...asks(`${resource.name} (ECS)`, role, HOOK, { ...at, hook }),
            assumes(plan, "ecs.amazonaws.com", role, text(resource, "arn")),
        ]),
    );
}

/** Services that ECS moves itself. */
export const movedServices: Caller = {
    of: "ECS",
    asks: (plans) =>
        plans.ofType(TYPE.service).flatMap(({ plan, resource }) => {
            const { role } = movedBy(resource);
            if (role === undefined) return [];
            return [
                ...asks(`${resource.name} (ECS)`, role, SERVICE_DEPLOYMENT, { plans, plan, resource }),
                assumes(plan, "ecs.amazonaws.com", role, text(resource, "arn")),
                ...hookQuestions({ plans, plan, resource }),
            ];
        }),
};
