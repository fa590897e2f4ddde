import { below, records, text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { NotRehearsed } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { type Group, missing } from "../../deployments/codedeploy/group";

/** ARNs of the target groups that instances of a deployment group leave while they change; none where it controls no traffic. */
export function targetGroupsOf(account: LocalAccount, { planned: { resource } }: Group): readonly string[] {
    const { inputs } = resource;
    if (below(inputs, "deploymentStyle")["deploymentOption"] !== "WITH_TRAFFIC_CONTROL") return [];
    const info = below(inputs, "loadBalancerInfo");
    if (records(info["elbInfos"]).length > 0) throw new NotRehearsed(`Classic Load Balancers, as of ${resource.name}`);
    return records(info["targetGroupInfos"]).map(({ name }) => {
        const found = account.created(TYPE.targetGroup).find((each) => text(each.resource, "name") === name);
        return found
            ? text(found.resource, "arn")
            : missing("InvalidLoadBalancerInfoException", "target group", String(name));
    });
}
