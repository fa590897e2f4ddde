// What CodeDeploy does under the role of a deployment group, whatever the group deploys to.
import type { Row, ServedAt } from "../../../iam/calls/types";
import { text, texts } from "../../../plan/plans";
import { Denied, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { Alarms } from "../alarms/alarm";
import { alarmed } from "./ended";
import type { Group } from "./group";

export class GroupRole {
    constructor(
        private readonly account: LocalAccount,
        /** The id, which the log goes by. */
        private readonly deployment: string,
        private readonly group: Group,
        private readonly rows: readonly Row<ServedAt>[],
    ) {}

    /** The rows of this action, or those of one of their resources. */
    public ask(action: string, only?: string): void {
        const at = { ...this.group.planned, plans: this.account.plans };
        for (const { on, context } of this.rows.filter((row) => row.action === action))
            for (const resource of on(at))
                if (resource === (only ?? resource))
                    this.account.gateway.ask({ by: this.by, action, on: resource, context: context?.(at, resource) });
    }

    public get by(): { readonly role: string; readonly as: string } {
        return { role: this.group.role, as: this.group.arn };
    }

    /** Throws where one of the group's alarms rings. */
    public checkAlarms(): void {
        if (this.group.alarms.length === 0) return;
        this.ask("cloudwatch:DescribeAlarms");
        const alarms = this.account.part(Alarms);
        const ringing = this.group.alarms.find((arn) => alarms.of(arn).state === "ALARM");
        if (ringing !== undefined) throw alarmed(this.account, ringing);
    }

    /** The topics that the group has a trigger for. */
    public async notifyTopics(event: string, message: string): Promise<void> {
        const { inputs } = this.group.planned.resource;
        const triggers = (inputs["triggerConfigurations"] ?? []) as readonly Record<string, unknown>[];
        for (const { triggerEvents, triggerTargetArn } of triggers) {
            if (!texts(triggerEvents).includes(event)) continue;
            const input = {
                Subject: `${event}: ${text(this.group.planned.resource, "deploymentGroupName")}`,
                Message: message,
            };
            const call = { by: this.by, action: "sns:Publish", on: String(triggerTargetArn), input };
            // What cannot be sent is lost; no deployment fails for it.
            await this.account.gateway.call(call).catch((error: unknown) => {
                if (!(error instanceof Denied || error instanceof Refused)) throw error;
                this.account.say(this.deployment, `${event} was not sent: ${error.message}`);
            });
        }
    }
}
