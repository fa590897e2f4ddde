// Services whose rules stand on one listener.
import type { Json, Plan, PlannedResource } from "../../../plan/document";
import { at, label, list, ofType } from "../reading";
import type { Invariant } from "./index";

const RULE = "aws:lb/listenerRule:ListenerRule";

/** Two rules of a listener cannot have one priority; and an alarm that counts for the load balancer hears of every neighbour. */
export const linesOfOneListenerKeepToTheirOwn: Invariant = (plan) => {
    const rules = ofType(plan, RULE);
    const beside = (rule: PlannedResource) =>
        rules.filter((other) => other !== rule && other.inputs["listenerArn"] === rule.inputs["listenerArn"]);
    return [
        ...rules
            .filter((rule) => beside(rule).some((other) => other.inputs["priority"] === rule.inputs["priority"]))
            .map((rule) => `${label(rule)} has the priority of another rule of its listener`),
        ...ofType(plan, "aws:ecs/service:Service").flatMap((service) => {
            const production = rules.find(
                ({ outputs }) => outputs["arn"] === advancedOf(service, "productionListenerRule"),
            );
            if (!production || beside(production).length === 0) return [];
            const own = groupsOf(plan, service);
            return list(at(service.inputs["alarms"], "alarmNames"))
                .flatMap((name) => metricsOf(plan, name))
                .filter((metric) => !own.includes(at(metric, "dimensions", "TargetGroup") ?? ""))
                .map(
                    (metric) =>
                        `${label(service)} goes back by ${String(at(metric, "metricName"))} of more than its own`,
                );
        }),
    ];
};

function advancedOf({ inputs }: PlannedResource, name: string): Json | undefined {
    return at(list(inputs["loadBalancers"])[0], "advancedConfiguration", name);
}

/** As metrics name them. */
function groupsOf(plan: Plan, service: PlannedResource): readonly (Json | undefined)[] {
    const arns = [
        at(list(service.inputs["loadBalancers"])[0], "targetGroupArn"),
        advancedOf(service, "alternateTargetGroupArn"),
    ];
    return ofType(plan, "aws:lb/targetGroup:TargetGroup")
        .filter(({ outputs }) => arns.includes(outputs["arn"]))
        .map(({ outputs }) => outputs["arnSuffix"]);
}

function metricsOf(plan: Plan, alarm: Json): readonly Json[] {
    return ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm")
        .filter(({ outputs }) => outputs["name"] === alarm)
        .flatMap(({ inputs }) => list(inputs["metricQueries"]).flatMap((query) => at(query, "metric") ?? []));
}
