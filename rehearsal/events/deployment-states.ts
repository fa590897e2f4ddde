// What EventBridge hears of a deployment by CodeDeploy, whatever it deploys to.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html
import { createHash } from "node:crypto";

import { arnIn, readArn } from "../../plan/arn";
import type { JsonObject } from "../../plan/document";
import type { LocalAccount } from "../account/local-account";
import type { Fact, Fold } from "../engine/journal";
import { Bus } from "./bus";

/** By its status in CodeDeploy's API. */
const STATES = {
    InProgress: "START",
    Ready: "READY",
    Succeeded: "SUCCESS",
    Failed: "FAILURE",
    Stopped: "STOP",
} as const;

interface Raising {
    readonly id: string;
    readonly application: string;
    /** ARN of the deployment group. */
    readonly group: string;
    readonly status: keyof typeof STATES;
}

/** Tells EventBridge of it, unless it was told before: a deployment that a kill cut short says it again. */
export function raiseDeploymentState(account: LocalAccount, { id, application, group, status }: Raising): void {
    const state = STATES[status];
    if (account.part(Raised).has(id, state)) return;
    const place = readArn(group);
    account.part(Bus).put({
        source: "aws.codedeploy",
        "detail-type": "CodeDeploy Deployment State-change Notification",
        account: place.account,
        region: place.region,
        resources: [arnIn(place, "codedeploy", `application:${application}`), group],
        detail: {
            instanceGroupId: instanceGroupOf(group),
            region: place.region,
            application,
            deploymentId: id,
            state,
            deploymentGroup: group.split("/").at(-1) ?? group,
        },
    });
}

class Raised implements Fold {
    private readonly states = new Set<string>();

    public apply({ kind, data }: Fact): void {
        if (kind !== "event" || data["source"] !== "aws.codedeploy") return;
        const { deploymentId, state } = data["detail"] as JsonObject;
        this.states.add(`${String(deploymentId)} ${String(state)}`);
    }

    public has(deployment: string, state: string): boolean {
        return this.states.has(`${deployment} ${state}`);
    }
}

/** AWS's own id of a deployment group, the same each time. */
function instanceGroupOf(group: string): string {
    const digits = createHash("sha256").update(group).digest("hex");
    return [0, 8, 12, 16, 20].map((from, at) => digits.slice(from, [8, 12, 16, 20, 32][at])).join("-");
}
