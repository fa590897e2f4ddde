// What CloudWatch calls as itself when the state of an alarm changes.
import { readArn } from "../../plan/arn";
import { text, texts, type PlannedResource } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { asks, onBehalf, type Caller } from "../asking";
import { keyContext, masterKeyOf } from "./objects";
import type { Context, Row, ServedAt } from "./types";

const ALARMS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html";
const KEY = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services";

export const CLOUDWATCH = "cloudwatch.amazonaws.com";

/** Which list of an alarm says what it does in a state. */
const ACTIONS = {
    ALARM: "alarmActions",
    OK: "okActions",
    INSUFFICIENT_DATA: "insufficientDataActions",
} as const;

export type AlarmState = keyof typeof ACTIONS;

/** ARNs of what an alarm turns to in a state; none where its actions are switched off. */
export function actionsIn(state: AlarmState, { inputs }: PlannedResource): readonly string[] {
    return inputs["actionsEnabled"] === false ? [] : texts(inputs[ACTIONS[state]]);
}

/** Topics that an alarm publishes to in any state. */
const topics = ({ resource }: ServedAt) => {
    const all = (Object.keys(ACTIONS) as AlarmState[]).flatMap((state) => actionsIn(state, resource));
    return [...new Set(all)].filter((arn) => readArn(arn).service === "sns");
};
const keys = (at: ServedAt) => topics(at).flatMap((topic) => masterKeyOf(at.plans, topic));
const throughSns = (_: ServedAt, on: string): Context => keyContext("sns", on);

export const ALARM: readonly Row<ServedAt>[] = [
    { action: "sns:Publish", on: topics, source: ALARMS },
    { action: "kms:GenerateDataKey", on: keys, context: throughSns, source: KEY },
    { action: "kms:Decrypt", on: keys, context: throughSns, source: KEY },
];

/** Alarms, and whom they tell. */
export const alarms: Caller = {
    of: "CloudWatch",
    asks: (plans) =>
        plans.ofType(TYPE.metricAlarm).flatMap(({ plan, resource }) => {
            const behalf = onBehalf(text(resource, "arn"), plan.account);
            return asks(`${resource.name} (CloudWatch)`, CLOUDWATCH, ALARM, { plans, plan, resource }, behalf);
        }),
};
