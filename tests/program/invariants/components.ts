// What every resource and every component is, and what stands where.
import type { Plan, PlannedResource } from "../../../plan/document";
import { ancestors, at, label, leaves, list, ofType } from "../reading";
import type { Invariant } from "./index";

/** The inputs of a component are for whoever reads a state: without them it holds what was made, and not from what. */
export const everyComponentSaysWhatItWasGiven: Invariant = (plan) =>
    plan.resources
        .filter(({ type, inputs }) => type.startsWith("fairlead:index:") && Object.keys(inputs).length === 0)
        .map((component) => `${label(component)} does not say what it was given`);

/** The type is part of every URN below it, so a changed one replaces all of that. awsx brings the network as its own. */
export const everyComponentIsNamedAsOurs: Invariant = (plan) =>
    plan.resources
        .filter(({ custom, parent }) => !custom && parent !== undefined)
        .filter(({ type }) => !/^fairlead:index:([A-Z][a-z0-9]+)+$/.test(type) && type !== "awsx:ec2:Vpc")
        .map((component) => `${label(component)} has the type ${component.type}, not fairlead:index:<Class>`);

/** A component without outputs forgot `registerOutputs`, or publishes nothing that anybody could compose with. */
export const everyComponentRegistersWhatItPublishes: Invariant = (plan) =>
    plan.resources
        .filter(({ custom, parent }) => !custom && parent !== undefined)
        .filter(({ outputs }) => Object.keys(outputs).length === 0)
        .map((component) => `${label(component)} registers no outputs`);

/** What is at the top of a stack. */
const TOPS = ["fairlead:index:Environment", "fairlead:index:Account"];

/** The environment and its provider stand at the top; everything else has one component that answers for it. */
export const everyResourceBelongsToAComponent: Invariant = (plan) =>
    plan.resources
        .filter(({ parent, type }) => parent !== undefined && type !== "pulumi:providers:aws")
        .filter((resource) => !TOPS.includes(resource.type))
        .filter((resource) => {
            const [parent] = ancestors(plan, resource);
            return parent === undefined || !/^(fairlead|awsx):/.test(parent.type);
        })
        .map((resource) => `${label(resource)} belongs to no component of ours`);

/** Two instances of a component then never ask for the same name. There is one environment, whose name says nothing. */
export const everyNameBeginsWithItsComponentsName: Invariant = (plan) =>
    plan.resources.flatMap((resource) => {
        const [parent] = ancestors(plan, resource);
        if (!parent || parent.custom || !parent.type.startsWith("fairlead:")) return [];
        if (parent.type === "fairlead:index:Environment") return [];
        if (resource.name === parent.name || resource.name.startsWith(`${parent.name}-`)) return [];
        return [`${label(resource)} does not begin with "${parent.name}", the name of its ${label(parent)}`];
    });

/** A resource born in an `apply` is missing from the preview of an empty account: nobody could agree to it. */
export const aPreviewShowsWhatAnUpdateMakes: Invariant = (plan, preview) => {
    const made = new Set(plan.resources.map(({ urn }) => urn));
    const shown = new Set(preview.resources.map(({ urn }) => urn));
    return [
        ...[...made].filter((urn) => !shown.has(urn)).map((urn) => `${urn} is made, but no preview shows it`),
        ...[...shown].filter((urn) => !made.has(urn)).map((urn) => `${urn} is shown by a preview, but never made`),
    ];
};

/** What AWS makes for a line: every resource is a second of `up`, and components are none. */
const MOST = 80;
/** Beside the way of a release, by a setting each: they count on their own. */
const BESIDE = ["fairlead:index:ChangeCheck", "fairlead:index:CommitStatus"];

export const aLineStaysSmall: Invariant = (plan) =>
    ofType(plan, "fairlead:index:ServiceLine").flatMap((line) => {
        const count = plan.resources.filter((resource) => {
            const above = ancestors(plan, resource);
            return resource.custom && above.includes(line) && !above.some(({ type }) => BESIDE.includes(type));
        }).length;
        return count > MOST ? [`${label(line)} has ${count} resources, over ${MOST}`] : [];
    });

/** Over what a resource lists and over its parents: a child is registered after whatever its parent waits for. */
export const dependenciesFormNoCycle: Invariant = (plan) => {
    const all = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    const found: string[] = [];
    const done = new Set<string>();

    const visit = (resource: PlannedResource, path: readonly PlannedResource[]): void => {
        if (done.has(resource.urn)) return;
        const start = path.indexOf(resource);
        if (start >= 0) {
            found.push([...path.slice(start), resource].map(label).join(" → "));
            return;
        }
        for (const urn of [...(resource.options.dependsOn ?? []), ...(resource.parent ? [resource.parent] : [])]) {
            const next = all.get(urn);
            if (next) visit(next, [...path, resource]);
            else found.push(`${label(resource)} waits for ${urn}, which nobody makes`);
        }
        done.add(resource.urn);
    };
    for (const resource of plan.resources) visit(resource, []);
    return found;
};

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
export const onlyKnownChangesAreIgnored: Invariant = (plan) =>
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
