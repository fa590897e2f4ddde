import type { JsonObject } from "../../../plan/document";
import { access } from "./access";
import { type ResourceRequest, type StandInResult, type StandInTable, type ProviderLocation } from "./types";
import { delivery } from "./delivery";
import { functions, registryPassword } from "./functions";
import { network } from "./network";
import { running } from "./running";
import { storage } from "./storage";
import { watching } from "./watching";

export { ResourceRequest } from "./types";
export type { StandInResult, ProviderLocation } from "./types";

const tables: StandInTable = { ...storage, ...access, ...delivery, ...network, ...running, ...watching };

/** Secrets that stand-ins hand out; none of them may reach a plan. */
export const standInSecrets: readonly string[] = [registryPassword];

/** What AWS would answer to one registration: the same for the same program, byte for byte. */
export function answerTo(it: ResourceRequest): StandInResult {
    return (tables[it.type] ?? generic)(it);
}

/** What a provider answers to a call, or undefined where nobody knows. */
export function answerToInvoke(
    token: string,
    inputs: JsonObject,
    where: ProviderLocation,
): StandInResult["outputs"] | undefined {
    return functions[token]?.(inputs, where);
}

export function knownFunctions(): string[] {
    return Object.keys(functions).sort();
}

/** For what no table knows, so that somebody's own resource never stops a plan: an ARN after its type, an id, a name. */
function generic(it: ResourceRequest): StandInResult {
    const [provider = "", module = ""] = it.type.split(":");
    const kind = it.type.slice(it.type.lastIndexOf(":") + 1).toLowerCase();
    if (provider === "pulumi") {
        return { id: it.uuid(), outputs: {} };
    }
    const name = it.named();
    return provider === "aws"
        ? { id: name, outputs: { arn: it.arn(module.split("/")[0] ?? "", `${kind}/${name}`), name } }
        : { id: name, outputs: { name } };
}
