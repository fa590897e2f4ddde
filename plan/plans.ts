// Reads plans: what the program would register, as JSON. Nothing in this folder knows the program by any other way.

import { ofKnownSize } from "../text/yaml";
import type { Plan, PlannedResource } from "./document";
import { TYPE } from "./tokens";

export type { Plan, PlannedResource };

/** A resource, and the plan that makes it. */
export interface Planned {
    readonly plan: Plan;
    readonly resource: PlannedResource;
}

/** The plans of environments that know each other: prod pulls from staging, so its questions need both. */
export class Plans {
    private readonly byType = new Map<string, Planned[]>();
    private readonly byArn = new Map<string, Planned>();

    constructor(public readonly all: readonly Plan[]) {
        for (const plan of all) {
            for (const resource of plan.resources) {
                const planned = { plan, resource };
                this.byType.set(resource.type, [...(this.byType.get(resource.type) ?? []), planned]);
                const arn = arnOf(resource);
                if (arn && !this.byArn.has(arn)) this.byArn.set(arn, planned);
            }
        }
    }

    public ofType(type: string): readonly Planned[] {
        return this.byType.get(type) ?? [];
    }

    public find(type: string, where: (resource: PlannedResource) => boolean): Planned | undefined {
        return this.ofType(type).find((planned) => where(planned.resource));
    }

    public at(arn: string): Planned | undefined {
        return this.byArn.get(arn);
    }

    /** The key that encrypts a bucket, by the bucket's name. */
    public keyOfBucket(bucket: string): string | undefined {
        const found = this.ofType(TYPE.bucketEncryption).find(({ resource }) => resource.inputs["bucket"] === bucket);
        return findText(found?.resource.inputs["rules"], "kmsMasterKeyId");
    }

    /** The ARN of a key that is named by that, by its id, or by an alias and its ARN; what no plan has stays as it is named. */
    public keyNamed(named: string): string {
        const alias = /(?:^|:)(alias\/.+)$/.exec(named)?.[1];
        const found = this.ofType(TYPE.keyAlias).find(({ resource }) => text(resource, "name") === alias)?.resource;
        const id = alias === undefined ? named : String(found?.inputs["targetKeyId"] ?? named);
        const key = this.ofType(TYPE.key).find(({ resource }) =>
            [resource.id, resource.outputs["keyId"], resource.outputs["arn"]].includes(id),
        );
        return key === undefined ? id : text(key.resource, "arn");
    }

    /** The names of a key, as a condition on `kms:ResourceAliases` sees them. */
    public aliasesOf(keyArn: string): readonly string[] {
        const key = this.at(keyArn)?.resource;
        return this.ofType(TYPE.keyAlias)
            .filter(({ resource }) =>
                [keyArn, key?.id, key?.outputs["keyId"]].includes(resource.inputs["targetKeyId"] as string),
            )
            .map(({ resource }) => text(resource, "name"));
    }
}

/** What AWS would know a resource by; components and policies only pass on the name of another one. */
function arnOf(resource: PlannedResource): string | undefined {
    const arn = resource.outputs["arn"];
    return resource.custom && typeof arn === "string" && resource.inputs["arn"] === undefined ? arn : undefined;
}

/** A property as text: what AWS answers, else what the program asked for, else nothing. */
export function text(resource: PlannedResource, property: string): string {
    const value = resource.outputs[property] ?? resource.inputs[property];
    return typeof value === "string" ? value : "";
}

/** The objects of a list, whatever the plan holds there. */
export function records(value: unknown): readonly Record<string, unknown>[] {
    return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The texts of a list; one text is a list of one. */
export function texts(value: unknown): readonly string[] {
    return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
}

export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that lies under these keys; an empty one where nothing does. */
export function below(value: unknown, ...keys: readonly string[]): Readonly<Record<string, unknown>> {
    const [key, ...more] = keys;
    const here = isRecord(value) ? value : {};
    return key === undefined ? here : below(here[key], ...more);
}

/** A JSON document, or nothing where the text is none, or one so deep that what walks it would not come back. */
export function parsed(value: unknown): unknown {
    if (typeof value !== "string") return undefined;
    try {
        return ofKnownSize(JSON.parse(value) as unknown);
    } catch {
        return undefined;
    }
}

/** The first text below `value` that stands under this key. */
function findText(value: unknown, key: string): string | undefined {
    if (Array.isArray(value)) {
        for (const item of value) {
            const found = findText(item, key);
            if (found !== undefined) return found;
        }
        return undefined;
    }
    if (!isRecord(value)) return undefined;
    const own = value[key];
    if (typeof own === "string") return own;
    return findText(Object.values(value), key);
}
