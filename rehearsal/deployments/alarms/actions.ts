// Whom an alarm tells: the topics that it names for its state, by CloudWatch as itself.
import { actionsIn, ALARM, CLOUDWATCH, type AlarmState } from "../../../iam/calls/events";
import { keyContext, masterKeyOf } from "../../../iam/calls/stores";
import { readArn } from "../../../plan/arn";
import type { JsonObject } from "../../../plan/document";
import { text, type Planned, type PlannedResource } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { LocalAccount } from "../../account/local-account";
import { asJson } from "../../engine/journal";
import { askRows, Denied, NotRehearsed, Refused } from "../../account/gateway";

const BY = { role: CLOUDWATCH, as: "CloudWatch" };

/** For whom CloudWatch acts. */
function contextOf(alarm: PlannedResource): { readonly "aws:SourceArn": string; readonly "aws:SourceAccount": string } {
    const arn = text(alarm, "arn");
    return { "aws:SourceArn": arn, "aws:SourceAccount": readArn(arn).account };
}

/**
 * Asks for all that an alarm would take to reach its topics, the first time it is looked at: many never ring, and the
 * statement that is missing should not be found out by the one that does. A refusal is a fact already.
 */
export function askToNotify(account: LocalAccount, { plan, resource }: Planned): void {
    try {
        askRows(account.gateway, BY, ALARM, { plan, resource, plans: account.plans }, contextOf(resource));
    } catch (error) {
        if (!(error instanceof Denied)) throw error;
    }
}

/** What CloudWatch publishes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html shows the mail of it. */
function alarmMessage(alarm: PlannedResource, state: AlarmState, reason: string, now: Date): JsonObject {
    const arn = text(alarm, "arn");
    const { region, account } = readArn(arn);
    const { alarmDescription, metricName, namespace, threshold, comparisonOperator } = alarm.inputs;
    const Trigger = asJson({
        MetricName: metricName,
        Namespace: namespace,
        Threshold: threshold,
        ComparisonOperator: comparisonOperator,
    });
    const message = {
        AlarmName: text(alarm, "name"),
        AlarmDescription: alarmDescription ?? null,
        AWSAccountId: account,
        NewStateValue: state,
        NewStateReason: reason,
        StateChangeTime: now.toISOString().replace("Z", "+0000"),
        Region: region,
        AlarmArn: arn,
        Trigger,
    };
    const head = `${state}: "${message.AlarmName}" in ${region}`.slice(0, 99);
    const mail = `You are receiving this email because your Amazon CloudWatch Alarm "${message.AlarmName}" in the ${region} region has entered the ${state} state, because "${reason}" at "${now.toUTCString()}".`;
    const texts = { default: JSON.stringify(message), email: mail, sms: head };
    return { Subject: head, MessageStructure: "json", Message: JSON.stringify(texts) };
}

/** Notifies everything that an alarm names for its new state; a fact says of each whether it came through, as AWS's history does. */
export async function notify(
    account: LocalAccount,
    alarm: PlannedResource,
    state: AlarmState,
    reason: string,
): Promise<void> {
    const arn = text(alarm, "arn");
    const context = contextOf(alarm);
    const input = alarmMessage(alarm, state, reason, new Date());
    for (const to of actionsIn(state, alarm)) {
        // A policy of scaling is asked as long as the alarm rings, by service-scaling.ts.
        if (account.plans.at(to)?.resource.type === TYPE.scalingPolicy) continue;
        try {
            if (readArn(to).service !== "sns") throw new NotRehearsed(`an alarm's action ${to}`);
            for (const key of masterKeyOf(account.plans, to))
                for (const action of ["kms:GenerateDataKey", "kms:Decrypt"])
                    account.gateway.ask({
                        by: BY,
                        action,
                        on: key,
                        context: { ...context, ...keyContext("sns", key) },
                    });
            await account.gateway.call({ by: BY, action: "sns:Publish", on: to, context, input });
            account.record({ kind: "alarm.told", about: arn, data: { state, to } });
        } catch (error) {
            if (!(error instanceof Denied || error instanceof NotRehearsed || error instanceof Refused)) throw error;
            account.record({ kind: "alarm.untold", about: arn, data: { state, to, why: error.message } });
        }
    }
}
