// What is known of one type of resource in a template: which resource of a plan it is, and what Ref and GetAtt answer.
import type { Json, JsonObject, PlannedResource } from "../../../plan/document";
import type { Shape } from "../shapes";

/** A further resource of the plan that one of a template stands for. */
export interface Beside {
    /** After the logical id, where several are of one type. */
    readonly name: string;
    readonly type: string;
    readonly inputs: JsonObject;
}

/** Of a resource that is made. */
export interface Made {
    readonly logicalId: string;
    readonly properties: JsonObject;
    readonly resource: PlannedResource;
}

export interface ResourceType {
    /** The type in the plan. */
    readonly type: string;
    readonly shape: Shape;
    /** What is made of properties that no name alone translates. */
    readonly more?: (properties: JsonObject) => JsonObject;
    /** The plan's name of what `Ref` answers. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html */
    readonly ref: string;
    /** The plan's names of what `Fn::GetAtt` answers. */
    readonly attributes?: Readonly<Record<string, string | ((made: Made) => Json)>>;
    readonly beside?: (made: Made) => readonly Beside[];
    /** How long the names are that CloudFormation makes up. */
    readonly longest?: number;
    /** Names that it makes up have no capitals. */
    readonly small?: true;
}

export type ResourceTypes = Readonly<Record<string, ResourceType>>;

/** A property of a made resource: what AWS answers, else what was asked. */
export function valueIn({ outputs, inputs, id }: PlannedResource, key: string): Json {
    return key === "id" ? (id ?? "") : (outputs[key] ?? inputs[key] ?? "");
}

/** The same as a text. */
export const wordIn = (resource: PlannedResource, key: string): string => String(valueIn(resource, key));
