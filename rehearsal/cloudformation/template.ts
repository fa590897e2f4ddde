// A template as CloudFormation reads it. What it has and this does not know is refused by its name, never passed over.
import { isDeepStrictEqual } from "node:util";

import type { Json, JsonObject } from "../../plan/document";
import { isRecord, parsed } from "../../plan/plans";
import { readYaml, UnreadableYaml } from "../../text/yaml";
import { NotRehearsed, Refused } from "../account/gateway";
import { SHORT_FORMS } from "./short-forms";

export type Kept = "Delete" | "Retain" | "RetainExceptOnCreate" | "Snapshot";

/** One resource as the template declares it. */
export interface Declared {
    readonly type: string;
    readonly condition?: string;
    readonly dependsOn: readonly string[];
    readonly properties: JsonObject;
    readonly deletionPolicy: Kept;
    readonly updateReplacePolicy: Kept;
}

export interface Parameter {
    readonly type: string;
    readonly default?: string;
    readonly allowedValues?: readonly string[];
    readonly allowedPattern?: string;
    readonly minLength?: number;
    readonly maxLength?: number;
    /** Its value is a secret: nothing shows it. */
    readonly noEcho?: true;
}

export interface Output {
    readonly condition?: string;
    readonly value: Json;
    /** The name that other stacks import it by. */
    readonly exportName?: Json;
}

export interface Template {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly mappings: JsonObject;
    readonly conditions: Readonly<Record<string, Json>>;
    readonly resources: Readonly<Record<string, Declared>>;
    readonly outputs: Readonly<Record<string, Output>>;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
const SECTIONS = ["Parameters", "Mappings", "Conditions", "Resources", "Outputs"];
const PASSED_OVER = ["AWSTemplateFormatVersion", "Description", "Metadata"];
/** What CloudFormation reads besides, and a rehearsal does not. */
const NOT_READ = ["Transform", "Rules", "Hooks"];
const ATTRIBUTES = [
    "Type",
    "Condition",
    "DependsOn",
    "Properties",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "Metadata",
    "CreationPolicy",
    "UpdatePolicy",
];
const POLICIES = ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"];

export const invalid = (why: string): Refused => new Refused("ValidationError", why);

/** Reads the text of a template that a stack is made of here: what of it is not rehearsed is refused. */
export function readTemplate(text: string): Template {
    const document = documentOf(text);
    for (const section of Object.keys(document)) refuseStrange(section);
    const unread = NOT_READ.find((section) => section in document);
    if (unread !== undefined) throw new NotRehearsed(`the section ${unread} of a template`);
    const resources = mapOf(document, "Resources");
    if (Object.keys(resources).length === 0)
        throw invalid("Template format error: At least one Resources member must be defined.");
    return {
        parameters: each(mapOf(document, "Parameters"), stringParameterOf),
        mappings: mapOf(document, "Mappings"),
        conditions: mapOf(document, "Conditions"),
        resources: each(resources, (value, name) => declaredOf(refuseUnrehearsed(value, name), name)),
        outputs: each(mapOf(document, "Outputs"), (value, name) => {
            if (value["Export"] !== undefined) throw new NotRehearsed(`the export of output ${name}`);
            return outputOf(value, name);
        }),
    };
}

/** Refuses a section that no template has. */
export function refuseStrange(section: string): void {
    if ([...SECTIONS, ...PASSED_OVER, ...NOT_READ].includes(section)) return;
    throw invalid(`Invalid template property or properties [${section}]`);
}

export function documentOf(text: string): JsonObject {
    const json = parsed(text);
    if (isRecord(json)) return json as JsonObject;
    try {
        const { value } = readYaml(text, { customTags: SHORT_FORMS });
        if (isRecord(value)) return value as JsonObject;
    } catch (error) {
        if (error instanceof UnreadableYaml)
            throw invalid(`Template format error: YAML not well-formed. ${error.message}`);
        throw error;
    }
    throw invalid("Template format error: unsupported structure.");
}

/** What a rehearsed change of a stack would have to do for a resource, and does not. */
function refuseUnrehearsed(value: JsonObject, name: string): JsonObject {
    const attribute = ["CreationPolicy", "UpdatePolicy"].find((each) => each in value);
    if (attribute !== undefined) throw new NotRehearsed(`the attribute ${attribute} of resource ${name}`);
    const kept = ["DeletionPolicy", "UpdateReplacePolicy"].find((each) => value[each] === "Snapshot");
    if (kept !== undefined) throw new NotRehearsed(`${kept} Snapshot of resource ${name}`);
    return value;
}

export function mapOf(document: JsonObject, section: string): JsonObject {
    const found = document[section] ?? {};
    if (isRecord(found)) return found;
    throw invalid(`Template format error: ${section} must be an object.`);
}

function each<Made>(of: JsonObject, make: (value: JsonObject, name: string) => Made): Readonly<Record<string, Made>> {
    return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, make(entryOf(value, name), name)]));
}

/** Whether the text of a parameter of this type is a list, with commas. */
export const isListType = (type: string): boolean => /^(CommaDelimitedList|List<.+>)$/.test(type);

/** One member of a section. */
export function entryOf(value: Json, name: string): JsonObject {
    if (!isRecord(value)) throw invalid(`Template format error: ${name} must be an object.`);
    if (!/^[A-Za-z0-9]{1,255}$/.test(name))
        throw invalid(`Template format error: Resource name ${name} is non alphanumeric.`);
    return value;
}

function stringParameterOf(value: JsonObject, name: string): Parameter {
    const parameter = parameterOf(value);
    const { type } = parameter;
    if (type === "String" || type === "Number") return parameter;
    throw new NotRehearsed(`the parameter ${name} of type ${type}`);
}

export function parameterOf(value: JsonObject): Parameter {
    const type = String(value["Type"]);
    const { Default: given, AllowedValues: values, AllowedPattern: pattern, MinLength: min, MaxLength: max } = value;
    return {
        type,
        ...(given === undefined ? {} : { default: plain(given) }),
        ...(Array.isArray(values) ? { allowedValues: values.map(plain) } : {}),
        ...(typeof pattern === "string" ? { allowedPattern: pattern } : {}),
        ...(min === undefined ? {} : { minLength: Number(min) }),
        ...(max === undefined ? {} : { maxLength: Number(max) }),
        ...(String(value["NoEcho"]) === "true" ? { noEcho: true as const } : {}),
    };
}

export function declaredOf(value: JsonObject, name: string): Declared {
    const strange = Object.keys(value).find((attribute) => !ATTRIBUTES.includes(attribute));
    if (strange !== undefined) throw invalid(`Invalid template resource property '${strange}'`);
    const { Type: type, Condition: condition, DependsOn: dependsOn = [], Properties: properties = {} } = value;
    if (typeof type !== "string")
        throw invalid(`Template format error: [/Resources/${name}] Every Resources object must contain a Type member.`);
    if (!isRecord(properties))
        throw invalid(`Template format error: [/Resources/${name}/Properties] must be an object.`);
    return {
        type,
        ...(typeof condition === "string" ? { condition } : {}),
        dependsOn: [dependsOn].flat().map(String),
        properties: properties,
        deletionPolicy: policyOf(value, "DeletionPolicy", name),
        updateReplacePolicy: policyOf(value, "UpdateReplacePolicy", name),
    };
}

function policyOf(value: JsonObject, attribute: string, name: string): Kept {
    const policy = value[attribute] ?? "Delete";
    if (typeof policy !== "string" || !POLICIES.includes(policy))
        throw invalid(
            `Template error: ${attribute} ${JSON.stringify(policy)} of ${name} is none of ${POLICIES.join(", ")}`,
        );
    return policy as Kept;
}

export function outputOf(value: JsonObject, name: string): Output {
    const { Value: said, Condition: condition, Export: exported } = value;
    if (said === undefined)
        throw invalid(`Template format error: Output ${name} is malformed. The Value key is required`);
    return {
        value: said,
        ...(typeof condition === "string" ? { condition } : {}),
        ...(isRecord(exported) && exported["Name"] !== undefined ? { exportName: exported["Name"] } : {}),
    };
}

/** Scalars, as CloudFormation takes them for texts. */
function plain(value: Json): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a failed creation leaves of a resource. */
export const onCreate = (policy: Kept): Kept => (policy === "RetainExceptOnCreate" ? "Delete" : policy);

export function keysOfDifference(a: JsonObject, b: JsonObject): readonly string[] {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !isDeepStrictEqual(a[key], b[key]));
}
