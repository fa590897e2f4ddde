// What the functions of a template may ask, and what they answer.
import type { Json } from "../../plan/document";
import type { Template } from "./template";

/** What a resource is known by once it is there. */
export interface Known {
    /** What `Ref` answers. */
    readonly ref: string;
    readonly attributes: Readonly<Record<string, Json>>;
}

/** What the functions of one template may ask. */
export interface Scope {
    readonly template: Template;
    readonly parameters: Readonly<Record<string, string>>;
    /** `AWS::Region` and its like. */
    readonly pseudo: Readonly<Record<string, string>>;
    known(logicalId: string): Known | undefined;
    /** What another stack exports by this name. Absent where other stacks are not known. */
    imported?(name: string): Json | undefined;
}

export const NO_VALUE = Symbol("AWS::NoValue");
export type Resolved = Json | typeof NO_VALUE;
/** Carries one function out. */
export type Carry = (said: Json, scope: Scope, resolved: (value: Json) => Resolved) => Resolved;
