import type { Plan } from "../../cli/plan/plan";
import { inOrder } from "../../policy/order";
import type { Account } from "../account/account";
import { Made } from "../account/made";
import { makers } from "./makers";
import type { Wishes } from "./types";

/** `pulumi up` of one stack: each resource in turn, and what AWS does when it appears. Goes on where it was stopped. */
export async function up(account: Account, plan: Plan, wishes: Wishes): Promise<void> {
    account.tell({ kind: "up.started", about: plan.stack, data: {} });
    const made = account.part(Made);
    for (const resource of inOrder(plan)) {
        if (made.has(resource)) continue;
        const maker = makers.get(resource.type);
        await maker?.before?.(account, { plan, resource }, wishes);
        account.tell({ kind: "made", about: resource.urn, data: { type: resource.type, name: resource.name } });
        await maker?.after?.(account, { plan, resource }, wishes);
    }
    account.tell({ kind: "up.ended", about: plan.stack, data: {} });
}
