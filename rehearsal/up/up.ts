import type { Plan } from "../../plan/document";
import { inOrder } from "../../plan/creation-order";
import type { LocalAccount } from "../account/local-account";
import { Denied, NotRehearsed, Refused } from "../account/gateway";
import { CreatedResources } from "../account/created-resources";
import { BuildFailed } from "../containers/engine";
import { creationSteps } from "./creation-steps";
import type { SourceOptions } from "./source";

/** What AWS, a Dockerfile or the limits of a rehearsal answer; anything else is a mistake of whoever rehearses. */
const REFUSALS = [Refused, Denied, NotRehearsed, BuildFailed];

/**
 * `pulumi up` of one stack: each resource in turn, and what AWS does when it appears. Goes on where it was stopped.
 * @returns whether everything is there now
 */
export async function up(account: LocalAccount, plan: Plan, sourceOptions: SourceOptions): Promise<boolean> {
    account.record({ kind: "up.started", about: plan.stack, data: {} });
    try {
        await makeAll(account, plan, sourceOptions);
        account.record({ kind: "up.ended", about: plan.stack, data: {} });
        return true;
    } catch (error) {
        if (!isMissingFile(error) && !REFUSALS.some((refusal) => error instanceof refusal)) throw error;
        account.record({ kind: "up.ended", about: plan.stack, data: { why: (error as Error).message } });
        return false;
    }
}

async function makeAll(account: LocalAccount, plan: Plan, sourceOptions: SourceOptions): Promise<void> {
    const made = account.part(CreatedResources);
    for (const resource of inOrder(plan)) {
        const maker = creationSteps.get(resource.type);
        if (!made.has(resource)) {
            await maker?.before?.(account, { plan, resource }, sourceOptions);
            account.record({ kind: "made", about: resource.urn, data: { type: resource.type, name: resource.name } });
        }
        await maker?.after?.(account, { plan, resource }, sourceOptions);
    }
}

/** A Dockerfile, or what an object is to hold: Pulumi fails there as well. */
function isMissingFile(error: unknown): boolean {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
}
