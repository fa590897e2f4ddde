// Alarms that stacks make ring like those that Pulumi makes.
import { arnIn } from "../../plan/arn";
import type { LocalAccount } from "../account/local-account";
import { Alarms } from "../deployments/alarms/alarm";
import { alarm, asPlanned } from "./resources/alarm";
import { Stacks } from "./stacks";

export function stackAlarms(account: LocalAccount): void {
    account.part(Alarms).also(() =>
        account.part(Stacks).all.flatMap(({ planned: { plan }, resources }) =>
            [...resources.values()]
                .filter(({ type }) => type === alarm.type)
                .map(({ known: { ref }, properties }) => ({
                    plan,
                    resource: asPlanned(ref, arnIn(plan, "cloudwatch", `alarm:${ref}`), properties),
                })),
        ),
    );
}
