import type { Plan } from "../../plan/document";
import { inOrder } from "../../plan/creation-order";
import type { Account } from "../account/account";
import { Denied, NotRehearsed, Refused } from "../account/door";
import { Made } from "../account/made";
import { BuildFailed } from "../containers/engine";
import { makers } from "./makers";
import type { Wishes } from "./source";

/** What AWS, a Dockerfile or the limits of a rehearsal answer; anything else is a mistake of whoever rehearses. */
const REFUSALS = [Refused, Denied, NotRehearsed, BuildFailed];

/**
 * `pulumi up` of one stack: each resource in turn, and what AWS does when it appears. Goes on where it was stopped.
 * @returns whether everything is there now
 */
export async function up(account: Account, plan: Plan, wishes: Wishes): Promise<boolean> {
    account.tell({ kind: "up.started", about: plan.stack, data: {} });
    try {
        await makeAll(account, plan, wishes);
        account.tell({ kind: "up.ended", about: plan.stack, data: {} });
        return true;
    } catch (error) {
        if (!isMissingFile(error) && !REFUSALS.some((refusal) => error instanceof refusal)) throw error;
        account.tell({ kind: "up.ended", about: plan.stack, data: { why: (error as Error).message } });
        return false;
    }
}

async function makeAll(account: Account, plan: Plan, wishes: Wishes): Promise<void> {
    const made = account.part(Made);
    for (const resource of inOrder(plan)) {
        const maker = makers.get(resource.type);
        if (!made.has(resource)) {
            await maker?.before?.(account, { plan, resource }, wishes);
            account.tell({ kind: "made", about: resource.urn, data: { type: resource.type, name: resource.name } });
        }
        await maker?.after?.(account, { plan, resource }, wishes);
    }
}

/** A Dockerfile, or what an object is to hold: Pulumi fails there as well. */
function isMissingFile(error: unknown): boolean {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
}
