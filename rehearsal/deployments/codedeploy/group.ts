import { isGroup } from "../../../plan/deployment-groups";
import { below, type Planned, text, texts } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";

/** A deployment group as the plan has it, whatever it deploys to. */
export interface Group {
    readonly planned: Planned;
    readonly arn: string;
    readonly application: string;
    readonly name: string;
    readonly role: string;
    /** ARNs. */
    readonly alarms: readonly string[];
    readonly rollsBackOn: ReadonlySet<string>;
}

export function groupOf(account: LocalAccount, application: string, name: string): Group {
    const planned = account.created(TYPE.deploymentGroup).find(({ resource }) => isGroup(resource, application, name));
    if (!planned)
        throw new Refused(
            "DeploymentGroupDoesNotExistException",
            `No Deployment Group found for name: ${name} in application: ${application}`,
        );
    const { inputs } = planned.resource;
    const rollback = below(inputs, "autoRollbackConfiguration");
    const alarms = below(inputs, "alarmConfiguration");
    return {
        planned,
        arn: text(planned.resource, "arn"),
        application,
        name,
        role: text(planned.resource, "serviceRoleArn"),
        alarms: alarms["enabled"] === false ? [] : texts(alarms["alarms"]).map((alarm) => alarmOf(account, alarm)),
        rollsBackOn: new Set(rollback["enabled"] === true ? texts(rollback["events"]) : []),
    };
}

function alarmOf(account: LocalAccount, name: string): string {
    const found = account.created(TYPE.metricAlarm).find(({ resource }) => text(resource, "name") === name);
    return found ? text(found.resource, "arn") : missing("InvalidAlarmConfigException", "alarm", name);
}

export function missing(code: string, what: string, name: string): never {
    throw new Refused(code, `The ${what} ${name}, which the deployment group names, does not exist`);
}
