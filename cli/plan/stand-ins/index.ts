import { access } from "./access";
import { crosswalk } from "./crosswalk";
import { delivery } from "./delivery";
import { network } from "./network";
import { others } from "./others";
import { running } from "./running";
import { storage } from "./storage";
import type { ResourceRequest, StandInResult, StandInTable } from "./types";
import { watching } from "./watching";

export { answerToInvoke, registryPassword, standInSecrets } from "./functions";
export { ResourceRequest } from "./types";

const tables: StandInTable = {
    ...others,
    ...storage,
    ...access,
    ...delivery,
    ...network,
    ...crosswalk,
    ...running,
    ...watching,
};

/** What AWS would answer to one registration: the same for the same program, byte for byte. */
export function answerTo(it: ResourceRequest): StandInResult {
    return (tables[it.type] ?? generic)(it);
}

/** Whether AWS's answer is known, and not only something that looks like one. */
export function isKnown({ type }: { readonly type: string }): boolean {
    return Object.hasOwn(tables, type) || type.startsWith("pulumi:");
}

/** For what no table knows, so that a resource of the owner's never stops a plan: an ARN after its type, an id, a name. */
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
