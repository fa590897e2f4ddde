import type { Plan, PlannedResource } from "../../../plan/document";
import { label, missing, ofType, policiesOf, withInput } from "../reading";
import type { Invariant } from "./invariant";

/** Without its right EventBridge drops an event and tells nobody: a role's policy, or the policy of what is written to. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:cloudwatch/eventTarget:EventTarget").flatMap((target) => {
        const service = String(target.inputs["arn"]).split(":")[2] ?? "";
        if (!["codepipeline", "codebuild"].includes(service)) return heardByResource(plan, target, service);
        if (target.inputs["roleArn"] === undefined) return [`${label(target)} starts something without a role`];
        const policies = policiesOf(plan, target.inputs["roleArn"]);
        return policies.length > 0 ? missing(target, policies) : [`the role of ${label(target)} may do nothing`];
    });

function heardByResource(plan: Plan, target: PlannedResource, service: string): string[] {
    const policies = {
        sns: withInput(plan, "aws:sns/topicPolicy:TopicPolicy", "arn", target.inputs["arn"]),
        logs: ofType(plan, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"),
        lambda: withInput(
            plan,
            "aws:lambda/permission:Permission",
            "function",
            String(target.inputs["arn"]).split(":").pop(),
        ),
    }[service];
    if (!policies?.[0]) return [`nothing lets EventBridge write to the target of ${label(target)}`];
    return missing(target, policies);
}
