// What the rehearsal knows of one type of resource in a template. Each has a line in index.ts.
import type { Json, JsonObject } from "../../../plan/document";
import type { Plan } from "../../../plan/plans";
import type { Caller } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Known } from "../scope";

/** Where a resource of a stack is made, and under which role. */
export interface ResourceSite {
    /** Whether a process that was killed may have asked for this already. */
    readonly begun?: boolean;
    readonly account: LocalAccount;
    readonly plan: Plan;
    readonly stack: { readonly arn: string; readonly name: string };
    readonly by: Caller;
    readonly logicalId: string;
    /** Ends what waits: the rehearsal is over. */
    readonly say: (line: string) => void;
}

export interface StackResourceKind {
    readonly type: string;
    /** What each of its properties does to it when it changes; one that is not here is refused by its name. */
    readonly properties: Readonly<Record<string, "updates" | "replaces">>;
    readonly required?: readonly string[];
    create(properties: JsonObject, at: ResourceSite): Promise<Known>;
    /** Absent where every property replaces. */
    update?(known: Known, properties: JsonObject, at: ResourceSite, before: JsonObject): Promise<Known>;
    remove(known: Known, at: ResourceSite, properties: JsonObject): Promise<void>;
}

/** A name that CloudFormation makes up: of the stack where the type has it so, of the resource, and of chance. */
export type Named = (logicalId: string) => string;

export const textIn = (properties: JsonObject, name: string): string => {
    const value: Json | undefined = properties[name];
    return typeof value === "string" ? value : "";
};
