// A plan as a template of CloudFormation: the same resources, statements and documents, made by another engine.
import type { JsonObject, Plan, PlannedResource } from "../../../plan/document";
import { UsageError } from "../../command";
import { hexOf } from "../../plan/names";
import { custom, engineFor } from "./engine";
import { byLength, type Named, referredTo, referring } from "./text";
import { delivery } from "./types/delivery";
import { services } from "./types/services";
import { storage } from "./types/storage";
import { nameOf, type WrittenTypes } from "./types/types";

const TYPES: WrittenTypes = { ...delivery, ...services, ...storage, ...custom };

export interface WrittenAs {
    readonly description?: string;
    /** What of the plan's texts is asked of who makes a stack, by the parameter's name. @default - nothing */
    readonly parameters?: Readonly<Record<string, { readonly instead?: string; readonly says: string }>>;
}

/** Refuses a plan with a resource that it does not know, by its name. */
export function templateOf(plan: Plan, { description, parameters = {} }: WrittenAs = {}): JsonObject {
    const planned = plan.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:providers:"));
    refuseUnknown(planned);
    const wholes = planned.filter(({ type }) => "type" in (TYPES[type] ?? {}));
    const ids = new Map(wholes.map((resource) => [resource.urn, logicalId(resource)]));
    for (const part of planned) ids.set(part.urn, ids.get(part.urn) ?? ids.get(wholeOf(part, wholes).urn) ?? "");
    const names = byLength([
        ...wholes.flatMap((resource) => decidedOf(resource, ids.get(resource.urn) ?? "")),
        ...Object.entries(parameters).flatMap(([reference, { instead: text }]) =>
            text === undefined ? [] : [{ text, reference }],
        ),
        { text: plan.account, reference: "AWS::AccountId" },
        { text: plan.region, reference: "AWS::Region" },
        { text: "aws", reference: "AWS::Partition", between: ["arn:", ":"] },
    ]);
    const resources = wholes.map((whole) => [ids.get(whole.urn) ?? "", resourceOf(whole, planned, ids, names)]);
    const engine = referring(engineFor(planned, engineName(plan)), names) as JsonObject;
    return {
        AWSTemplateFormatVersion: "2010-09-09",
        Description: description ?? `${plan.project} ${plan.stack}, as its Pulumi program plans it`,
        ...(Object.keys(parameters).length > 0 ? { Parameters: parametersOf(parameters) } : {}),
        Resources: { ...(Object.fromEntries(resources) as JsonObject), ...engine },
    };
}

/** As what the program names has its names made up, which permissions go by. */
function engineName({ project, stack }: Plan): string {
    return `engine-${stack}-${hexOf(`${project} ${stack} engine`, 7)}`;
}

function parametersOf(parameters: NonNullable<WrittenAs["parameters"]>): JsonObject {
    return Object.fromEntries(
        Object.entries(parameters).map(([name, { says }]) => [name, { Type: "String", Description: says }]),
    );
}

function refuseUnknown(planned: readonly PlannedResource[]): void {
    const unknown = planned.filter(({ type }) => !Object.hasOwn(TYPES, type));
    if (unknown.length === 0) return;
    const each = unknown.map(({ type, name }) => `  ${name} is a ${type}`).join("\n");
    throw new UsageError(`no template can be written, for these have no type of CloudFormation's here:\n${each}`);
}

/** `DigitsMakeBuildProject`: the name of the program, and of which type it is. */
function logicalId({ name, type }: PlannedResource): string {
    const words = `${name}-${type.slice(type.lastIndexOf(":") + 1)}`.split(/[^A-Za-z0-9]+/);
    return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function wholeOf(part: PlannedResource, wholes: readonly PlannedResource[]): PlannedResource {
    const written = TYPES[part.type];
    const of = written && "partOf" in written ? written.partOf(part) : undefined;
    const whole = wholes.find((each) => each.type === of?.type && nameOf(each) === of.name);
    if (whole === undefined)
        throw new UsageError(`${part.name} belongs to ${of?.name ?? "nothing"}, which is not in the plan`);
    return whole;
}

/** What AWS makes up: it is known by reference alone. */
function decidedOf(resource: PlannedResource, id: string): readonly Named[] {
    const written = TYPES[resource.type];
    if (!written || !("type" in written)) return [];
    return Object.entries(written.decided ?? {}).map(([key, attribute]) => ({
        text: String(key === "id" ? resource.id : resource.outputs[key]),
        reference: attribute === "" ? id : `${id}.${attribute}`,
    }));
}

/** Whether something waits for one of these: then one part of a whole came before, and another after it. */
function waitsFor(planned: readonly PlannedResource[], urn: string, parts: readonly PlannedResource[]): boolean {
    const needs = planned.find((resource) => resource.urn === urn)?.options.dependsOn ?? [];
    return parts.some((part) => needs.includes(part.urn));
}

function resourceOf(
    whole: PlannedResource,
    planned: readonly PlannedResource[],
    ids: ReadonlyMap<string, string>,
    names: readonly Named[],
): JsonObject {
    const parts = planned.filter(({ urn }) => ids.get(urn) === ids.get(whole.urn));
    const written = TYPES[whole.type];
    if (!written || !("type" in written)) throw new Error(`${whole.type} is a part`);
    const properties = parts.reduce<JsonObject>((so, part) => {
        const of = TYPES[part.type];
        return of && "adds" in of ? { ...so, ...of.adds(part, so) } : so;
    }, written.properties(whole));
    const Properties = referring(properties, names);
    const known = new Set([ids.get(whole.urn), ...referredTo(Properties)]);
    const needs = parts
        .flatMap(({ options }) => options.dependsOn ?? [])
        .filter((urn) => !waitsFor(planned, urn, parts));
    const DependsOn = [...new Set(needs.map((urn) => ids.get(urn) ?? ""))].filter((id) => !known.has(id)).sort();
    const kept = parts.some(({ options: { protect, retainOnDelete } }) => protect ?? retainOnDelete ?? false);
    return {
        Type: written.type,
        ...(kept ? { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" } : {}),
        ...(DependsOn.length > 0 ? { DependsOn } : {}),
        Properties,
    };
}
