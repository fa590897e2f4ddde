// Every rollout that a service on ECS may have, and what `up` does when one becomes another: docs/rollouts.md.
import type { Plan, PlannedResource } from "../../plan/document";

export interface RolloutSetting {
    readonly kind: string;
    readonly engine: string;
}

const by = (engine: string, ...kinds: readonly string[]): readonly RolloutSetting[] =>
    kinds.map((kind) => ({ kind, engine }));

export const ROLLOUTS: readonly RolloutSetting[] = [
    ...by("ecs", "rolling", "blue-green", "canary", "linear"),
    ...by("codedeploy", "blue-green", "canary", "linear"),
];

export const titleOf = ({ kind, engine }: RolloutSetting): string => `${kind} by ${engine}`;

/** What `up` changes in place where the engine stays, as type and name; it makes and deletes nothing. */
export const IN_PLACE: Readonly<Record<string, readonly string[]>> = {
    // The job waits as long as the rollout may take.
    ecs: ["aws:codebuild/project:Project web-ship-rollout", "aws:ecs/service:Service web"],
    // The role of the step may use the one configuration that it names.
    codedeploy: [
        "aws:codedeploy/deploymentGroup:DeploymentGroup web",
        "aws:iam/rolePolicy:RolePolicy web-ship-rollout",
    ],
};

/** The one resource for which another engine is no change in place. */
export const REPLACED = "aws:ecs/service:Service web";

export interface Changes {
    readonly created: readonly string[];
    readonly updated: readonly string[];
    readonly deleted: readonly string[];
}

const labelOf = ({ type, name }: PlannedResource): string => `${type} ${name}`;

/** What stands in one plan and not in the other, or with other inputs. Components have nothing of AWS's. */
export function changesBetween(from: Plan, to: Plan): Changes {
    const before = new Map(from.resources.map((resource) => [resource.urn, resource]));
    const after = new Map(to.resources.map((resource) => [resource.urn, resource]));
    const without = (these: typeof before, those: typeof before): string[] =>
        [...these.values()]
            .filter(({ urn, custom }) => custom && !those.has(urn))
            .map(labelOf)
            .sort();
    const updated = [...after.values()]
        .filter(({ urn, custom, inputs }) => {
            const old = before.get(urn);
            return custom && old !== undefined && JSON.stringify(old.inputs) !== JSON.stringify(inputs);
        })
        .map(labelOf)
        .sort();
    return { created: without(after, before), updated, deleted: without(before, after) };
}

/** What may not go while the stack keeps its data. */
export const protectedIn = ({ resources }: Plan): string[] =>
    resources
        .filter(({ options }) => options.protect)
        .map(labelOf)
        .sort();
