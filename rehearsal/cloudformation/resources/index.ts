// Every type of resource of a template that can be rehearsed. A new one is a file and a line here.
import { NotRehearsed } from "../../account/gateway";
import { alarm } from "./alarm";
import { endpoint } from "./endpoint";
import { endpointConfig } from "./endpoint-config";
import { model } from "./model";
import { scalableTarget, scalingPolicy } from "./scaling";
import type { StackResourceKind } from "./types";
import { waitConditionHandle } from "./wait-condition-handle";

const KINDS: ReadonlyMap<string, StackResourceKind> = new Map(
    [waitConditionHandle, model, endpointConfig, endpoint, scalableTarget, scalingPolicy, alarm].map((kind) => [
        kind.type,
        kind,
    ]),
);

/** For the fidelity table. */
export const rehearsedTypes: readonly string[] = [...KINDS.keys()];

export function kindOf(type: string): StackResourceKind {
    const found = KINDS.get(type);
    if (found) return found;
    throw new NotRehearsed(`resources of type ${type} in a template; there are ${rehearsedTypes.join(", ")}`);
}
