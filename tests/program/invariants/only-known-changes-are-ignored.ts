import type { Plan, PlannedResource } from "../../../plan/document";
import { at, label, leaves, list, ofType } from "../reading";
import type { Invariant } from "./invariant";

interface Ignored {
    readonly properties: readonly string[];
    /** Who writes them instead; nobody else may. */
    readonly because: string;
    /** Where not every resource of the type has another writer. */
    readonly where?: (resource: PlannedResource, plan: Plan) => boolean;
}

const IGNORED: Record<string, Ignored> = {
    "aws:ecs/service:Service": {
        properties: ["taskDefinition", "loadBalancers", "desiredCount", "networkConfiguration", "platformVersion"],
        because:
            "a deployment and Prepare write them; from anybody else ECS refuses them, or begins another deployment",
    },
    "aws:cloudformation/stack:Stack": {
        properties: ["templateBody", "policyBody", "parameters", "tags", "tagsAll"],
        because: "the pipeline's action writes them, and an update, also of tags, would take the endpoint away",
    },
    "aws:lb/listener:Listener": {
        properties: ["defaultActions"],
        because: "CodeDeploy turns the listener at every deployment",
        // Listeners of a deployment in place stay where they are.
        where: ({ inputs, outputs }, plan) =>
            list(inputs["defaultActions"]).some((action) => at(action, "type") === "forward") &&
            ofType(plan, "aws:codedeploy/deploymentGroup:DeploymentGroup").some((group) =>
                leaves(group.inputs).some(([, leaf]) => leaf === outputs["arn"]),
            ),
    },
    "aws:lb/listenerRule:ListenerRule": {
        properties: ["actions"],
        because: "ECS changes the shares of a rule at every deployment",
        where: ({ outputs }, plan) =>
            ofType(plan, "aws:ecs/service:Service").some((service) =>
                leaves(service.inputs).some(([, leaf]) => leaf === outputs["arn"]),
            ),
    },
    "aws:appautoscaling/target:Target": {
        properties: ["minCapacity", "maxCapacity"],
        because: "an hour of the schedule sets them, and an update at night would start what the night has ended",
        where: ({ inputs }, plan) =>
            ofType(plan, "aws:appautoscaling/scheduledAction:ScheduledAction").some(
                (hour) => hour.inputs["resourceId"] === inputs["resourceId"],
            ),
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
        properties: ["containerDefinitions"],
        because: "the placeholder is taken once; afterwards blueprints and releases decide",
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        properties: ["*"],
        because: "Publish writes the candidate and Verify what is live, with type and tags of their own",
        where: ({ inputs }) => inputs["contentBase64"] !== undefined,
    },
};

/** One writer per thing: what ship writes, an update leaves alone; what nobody else writes, an update may mend. */
export const invariant: Invariant = (plan) =>
    plan.resources.flatMap((resource) => {
        const known = IGNORED[resource.type];
        const applies = known?.where?.(resource, plan) ?? known !== undefined;
        const expected = applies ? (known?.properties ?? []) : [];
        const ignored = resource.options.ignoreChanges ?? [];
        return [
            ...ignored
                .filter((property) => !expected.includes(property))
                .map((property) => `${label(resource)} ignores changes of ${property}; nothing says why`),
            ...expected
                .filter((property) => !ignored.includes(property))
                .map((property) => `an update would revert ${property} of ${label(resource)}: ${known?.because}`),
        ];
    });
