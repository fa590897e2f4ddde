// A template as CloudFormation reads it. What it has and this does not know is refused by its name, never passed over.
import type { Json, JsonObject } from "../../plan/document";
import { isRecord, parsed } from "../../plan/plans";
import { readYaml, UnreadableYaml } from "../../text/yaml";
import { NotRehearsed, Refused } from "../account/gateway";

export type Kept = "Delete" | "Retain" | "RetainExceptOnCreate";

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
}

export interface Output {
    readonly condition?: string;
    readonly value: Json;
}

export interface Template {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly conditions: Readonly<Record<string, Json>>;
    readonly resources: Readonly<Record<string, Declared>>;
    readonly outputs: Readonly<Record<string, Output>>;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
const SECTIONS = ["Parameters", "Conditions", "Resources", "Outputs"];
const PASSED_OVER = ["AWSTemplateFormatVersion", "Description", "Metadata"];
const ATTRIBUTES = [
    "Type",
    "Condition",
    "DependsOn",
    "Properties",
    "DeletionPolicy",
    "UpdateReplacePolicy",
    "Metadata",
];
const POLICIES = ["Delete", "Retain", "RetainExceptOnCreate"];

export const invalid = (why: string): Refused => new Refused("ValidationError", why);

/** Reads a template's text, JSON or YAML. */
export function readTemplate(text: string): Template {
    const document = documentOf(text);
    for (const section of Object.keys(document)) {
        if ([...SECTIONS, ...PASSED_OVER].includes(section)) continue;
        throw isKnown(section)
            ? new NotRehearsed(`the section ${section} of a template`)
            : invalid(`Invalid template property or properties [${section}]`);
    }
    const resources = mapOf(document, "Resources");
    if (Object.keys(resources).length === 0)
        throw invalid("Template format error: At least one Resources member must be defined.");
    return {
        parameters: each(mapOf(document, "Parameters"), parameterOf),
        conditions: mapOf(document, "Conditions"),
        resources: each(resources, declaredOf),
        outputs: each(mapOf(document, "Outputs"), outputOf),
    };
}

const isKnown = (section: string): boolean => ["Mappings", "Transform", "Rules", "Hooks"].includes(section);

function documentOf(text: string): JsonObject {
    const json = parsed(text);
    if (isRecord(json)) return json as JsonObject;
    try {
        const { value } = readYaml(text);
        if (isRecord(value)) return value as JsonObject;
    } catch (error) {
        // Short forms such as !Ref are tags of YAML.
        if (error instanceof UnreadableYaml)
            throw new NotRehearsed(`a template that is no plain JSON or YAML: ${error.message}`);
        throw error;
    }
    throw invalid("Template format error: unsupported structure.");
}

function mapOf(document: JsonObject, section: string): JsonObject {
    const found = document[section] ?? {};
    if (isRecord(found)) return found;
    throw invalid(`Template format error: ${section} must be an object.`);
}

function each<Made>(of: JsonObject, make: (value: JsonObject, name: string) => Made): Readonly<Record<string, Made>> {
    return Object.fromEntries(
        Object.entries(of).map(([name, value]) => {
            if (!isRecord(value)) throw invalid(`Template format error: ${name} must be an object.`);
            if (!/^[A-Za-z0-9]{1,255}$/.test(name))
                throw invalid(`Template format error: Resource name ${name} is non alphanumeric.`);
            return [name, make(value, name)];
        }),
    );
}

function parameterOf(value: JsonObject, name: string): Parameter {
    const type = String(value["Type"]);
    if (type !== "String" && type !== "Number") throw new NotRehearsed(`the parameter ${name} of type ${type}`);
    const { Default: given, AllowedValues: values, AllowedPattern: pattern, MinLength: min, MaxLength: max } = value;
    return {
        type,
        ...(given === undefined ? {} : { default: plain(given) }),
        ...(Array.isArray(values) ? { allowedValues: values.map(plain) } : {}),
        ...(typeof pattern === "string" ? { allowedPattern: pattern } : {}),
        ...(min === undefined ? {} : { minLength: Number(min) }),
        ...(max === undefined ? {} : { maxLength: Number(max) }),
    };
}

function declaredOf(value: JsonObject, name: string): Declared {
    const strange = Object.keys(value).find((attribute) => !ATTRIBUTES.includes(attribute));
    if (strange === "CreationPolicy" || strange === "UpdatePolicy")
        throw new NotRehearsed(`the attribute ${strange} of resource ${name}`);
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
    if (policy === "Snapshot") throw new NotRehearsed(`${attribute} Snapshot of resource ${name}`);
    if (typeof policy !== "string" || !POLICIES.includes(policy))
        throw invalid(
            `Template error: ${attribute} ${JSON.stringify(policy)} of ${name} is none of ${POLICIES.join(", ")}`,
        );
    return policy as Kept;
}

function outputOf(value: JsonObject, name: string): Output {
    const { Value: said, Condition: condition } = value;
    if (said === undefined)
        throw invalid(`Template format error: Output ${name} is malformed. The Value key is required`);
    if (value["Export"] !== undefined) throw new NotRehearsed(`the export of output ${name}`);
    return { value: said, ...(typeof condition === "string" ? { condition } : {}) };
}

/** Scalars, as CloudFormation takes them for texts. */
function plain(value: Json): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}
