/** One JSON value, as a plan holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What the program asked of the engine about one resource, beyond its inputs; only what was set. */
export interface PlannedOptions {
    readonly protect?: true;
    readonly retainOnDelete?: true;
    readonly deleteBeforeReplace?: true;
    readonly ignoreChanges?: readonly string[];
    readonly replaceOnChanges?: readonly string[];
    readonly additionalSecretOutputs?: readonly string[];
    readonly aliases?: readonly Json[];
    readonly deletedWith?: string;
    readonly import?: string;
    readonly customTimeouts?: JsonObject;
    /** URN of the provider it was handed to, where the program made that. */
    readonly provider?: string;
    readonly dependsOn?: readonly string[];
    readonly propertyDependencies?: { readonly [property: string]: readonly string[] };
}

export interface PlannedResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** False for components. */
    readonly custom: boolean;
    /** Absent for the stack itself. */
    readonly parent?: string;
    /** Package name; absent for components. */
    readonly provider?: string;
    /** Where it lives, when that is not the stack's own account or region. */
    readonly account?: string;
    readonly region?: string;
    /** Looked up, not made: another owner has it. */
    readonly external?: true;
    readonly inputs: JsonObject;
    readonly outputs: JsonObject;
    readonly id?: string;
    readonly options: PlannedOptions;
}

/** `Bucket` of `aws:s3/bucket:Bucket`. */
export function kindOf({ type }: PlannedResource): string {
    return type.startsWith("pulumi:providers:") ? "Provider" : type.slice(type.lastIndexOf(":") + 1);
}

export interface PlannedInvoke {
    readonly token: string;
    readonly inputs: JsonObject;
    readonly outputs: JsonObject;
    /** The answer only looks like one: what it is, is known to AWS, or to another stack. */
    readonly guessed?: true;
}

/** What a program would register for one stack, without an engine. */
export interface Plan {
    readonly format: 1;
    readonly project: string;
    readonly stack: string;
    readonly account: string;
    readonly region: string;
    readonly resources: readonly PlannedResource[];
    readonly invokes: readonly PlannedInvoke[];
    readonly outputs: JsonObject;
}

/** Parents first, then by URN: an order that does not depend on when the program's promises settled. */
export function parentsFirst(resources: readonly PlannedResource[]): PlannedResource[] {
    const parents = new Map(resources.map((resource) => [resource.urn, resource.parent]));
    const depths = new Map<string, number>();
    const depth = (urn: string): number => {
        const known = depths.get(urn);
        if (known !== undefined) {
            return known;
        }
        const parent = parents.get(urn);
        const found = parent === undefined ? 0 : depth(parent) + 1;
        depths.set(urn, found);
        return found;
    };
    return [...resources].sort((a, b) => depth(a.urn) - depth(b.urn) || byText(a.urn, b.urn));
}

/** The document as every reader gets it: keys in a fixed order, so that the same program gives the same bytes. */
export function printPlan(plan: Plan): string {
    return `${JSON.stringify(plan, null, 2)}\n`;
}

/** The same value with the keys of every object sorted. */
export function sorted<T extends Json>(value: T): T {
    if (Array.isArray(value)) {
        return value.map((item: Json) => sorted(item)) as unknown as T;
    }
    if (value !== null && typeof value === "object") {
        const entries = Object.entries(value as JsonObject).sort(([a], [b]) => byText(a, b));
        return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)])) as T;
    }
    return value;
}

/** Compares by code unit: `localeCompare` answers differently from machine to machine. */
export function byText(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
