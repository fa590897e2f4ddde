// Questions that the invariants put to a plan. Pure: a plan in, what it holds out.
import type { Json, Plan, PlannedResource } from "../../plan/document";

/** One statement of a policy document, however AWS lets it be written. */
export interface PolicyStatement {
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource?: string | readonly string[];
    readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** How a message names a resource: short enough to read, long enough to find. */
export function label({ type, name }: PlannedResource): string {
    return `${type.split(":").at(-1)} "${name}"`;
}

export function ofType(plan: Plan, type: string): readonly PlannedResource[] {
    return plan.resources.filter((resource) => resource.type === type);
}

/** Resources of a type whose input has this value, such as the versioning of a bucket. */
export function withInput(plan: Plan, type: string, property: string, value: unknown): readonly PlannedResource[] {
    return ofType(plan, type).filter((resource) => resource.inputs[property] === value);
}

export function list(value: Json | undefined): readonly Json[] {
    return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** One text is a list of one, as in IAM's documents. */
export function texts(value: unknown): readonly string[] {
    return [value].flat().filter((item): item is string => typeof item === "string");
}

/** The value at a path, where every step is there. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
    let found: Json | undefined = value;
    for (const step of path) {
        if (found === null || typeof found !== "object") return undefined;
        found = (found as Readonly<Record<string | number, Json>>)[step];
    }
    return found;
}

export function statements(document: Json | undefined): readonly PolicyStatement[] {
    if (typeof document !== "string") return [];
    // What a registry calls a policy says when images expire, and has no statements.
    return (JSON.parse(document) as { Statement?: readonly PolicyStatement[] }).Statement ?? [];
}

/** Whether `dependent` is created after `resource`, by its own list. */
export function waitsFor(dependent: PlannedResource, resource: PlannedResource): boolean {
    return dependent.options.dependsOn?.includes(resource.urn) ?? false;
}

/** The policies of the role with this ARN. */
export function policiesOf(plan: Plan, roleArn: Json | undefined): readonly PlannedResource[] {
    const role = ofType(plan, "aws:iam/role:Role").find((resource) => resource.outputs["arn"] === roleArn);
    return role ? withInput(plan, "aws:iam/rolePolicy:RolePolicy", "role", role.outputs["name"]) : [];
}

/** What a resource should wait for and does not, as sentences. */
export function missing(dependent: PlannedResource, needs: readonly PlannedResource[]): string[] {
    return needs
        .filter((need) => !waitsFor(dependent, need))
        .map((need) => `${label(dependent)} does not wait for ${label(need)}`);
}

/** One box of a pipeline, with where it stands. */
export interface PlannedAction {
    readonly pipeline: PlannedResource;
    readonly where: string;
    readonly stage: number;
    readonly name: string;
    readonly provider: string;
    readonly roleArn?: string;
    readonly namespace?: string;
    readonly runOrder: number;
    readonly inputArtifacts: readonly string[];
    readonly outputArtifacts: readonly string[];
    readonly configuration: Readonly<Record<string, Json>>;
}

const PIPELINE = "aws:codepipeline/pipeline:Pipeline";

/** The boxes of one pipeline, or of all. */
export function actions(plan: Plan, of?: PlannedResource): readonly PlannedAction[] {
    return (of ? [of] : ofType(plan, PIPELINE)).flatMap((pipeline) =>
        list(pipeline.inputs["stages"]).flatMap((stage, index) =>
            list(at(stage, "actions")).map((action) => {
                const own = action as unknown as PlannedAction;
                return {
                    ...own,
                    pipeline,
                    stage: index,
                    where: `${label(pipeline)}, action ${own.name}`,
                };
            }),
        ),
    );
}

/** The parent, and its parents. */
export function ancestors(plan: Plan, { parent }: PlannedResource): readonly PlannedResource[] {
    const found = plan.resources.find(({ urn }) => urn === parent);
    return found ? [found, ...ancestors(plan, found)] : [];
}

/** Every text in a value, with the path to it. */
export function leaves(value: unknown, path = ""): readonly (readonly [path: string, leaf: unknown])[] {
    if (value === null || typeof value !== "object") return [[path, value]];
    return Object.entries(value).flatMap(([key, item]) => leaves(item, path === "" ? key : `${path}.${key}`));
}
