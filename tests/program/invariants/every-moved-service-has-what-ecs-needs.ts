import type { Json, Plan, PlannedResource } from "../../../plan/document";
import { at, label, list, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** What the provider lets one leave out, and ECS rolls every deployment back or does wrong without. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:ecs/service:Service")
        .filter(({ inputs }) => at(inputs["deploymentController"], "type") === "ECS")
        .flatMap((service) => {
            const { inputs } = service;
            const [balanced] = list(inputs["loadBalancers"]);
            const advanced = at(balanced, "advancedConfiguration");
            const colours = [at(balanced, "targetGroupArn"), at(advanced, "alternateTargetGroupArn")];
            const deployment = inputs["deploymentConfiguration"];
            const isRolling = at(deployment, "strategy") === "ROLLING";
            const bake = at(deployment, "bakeTimeInMinutes");
            const demands: Record<string, boolean> = {
                "not both of its target groups stand on the rule of production": colours.every((group) =>
                    groupsOn(plan, at(advanced, "productionListenerRule")).includes(group ?? ""),
                ),
                "not both of its target groups stand on the rule of tests": colours.every((group) =>
                    groupsOn(plan, at(advanced, "testListenerRule")).includes(group ?? ""),
                ),
                "its two target groups are one": new Set(colours).size === 2,
                "its bake time is no text": isRolling ? bake === undefined : /^\d+$/.test(String(bake)),
                [BREAKER]: (at(inputs["deploymentCircuitBreaker"], "rollback") === true) === isRolling,
                "it watches no alarm that exists": list(at(inputs["alarms"], "alarmNames")).some((name) =>
                    ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm").some(
                        ({ outputs }) => outputs["name"] === name,
                    ),
                ),
                "it pauses for nobody, or goes on by itself": list(at(deployment, "lifecycleHooks"))
                    .filter((hook) => at(hook, "targetType") === "PAUSE")
                    .every((hook) => goesBack(hook) && isAnswered(plan, service)),
                "it does not roll back": at(inputs["alarms"], "rollback") === true,
            };
            const unasked = { "nothing takes back a release whose tasks fail": demands[BREAKER] === true };
            return Object.entries(balanced ? demands : unasked)
                .filter(([, isMet]) => !isMet)
                .map(([demand]) => `${label(service)}: ${demand}`);
        });

/** All that a service has which nobody asks. */
const BREAKER = "its circuit breaker is not where ECS takes one";

function goesBack(hook: Json): boolean {
    const timeout = at(hook, "timeoutConfiguration");
    return at(timeout, "action") === "ROLLBACK" && /^\d+$/.test(String(at(timeout, "timeoutInMinutes")));
}

/** Two roles may continue it: one that goes on, and one that takes it back. */
function isAnswered(plan: Plan, { outputs }: PlannedResource): boolean {
    const roles = ofType(plan, "aws:iam/rolePolicy:RolePolicy").filter(({ inputs }) => {
        const text = String(inputs["policy"]);
        return text.includes("ecs:ContinueServiceDeployment") && text.includes(String(outputs["arn"]));
    });
    return roles.length === 2;
}

function groupsOn(plan: Plan, rule: Json | undefined): readonly Json[] {
    return ofType(plan, "aws:lb/listenerRule:ListenerRule")
        .filter(({ outputs }) => outputs["arn"] === rule)
        .flatMap(({ inputs }) => list(inputs["actions"]))
        .flatMap((action) => list(at(action, "forward", "targetGroups")))
        .map((group) => at(group, "arn") ?? "");
}
