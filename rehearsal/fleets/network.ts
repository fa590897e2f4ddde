// Where an instance stands: its zone, its addresses, and the ports that are open to the world.
import { type Planned, type PlannedResource, type Plans, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import type { Specification } from "./specification";

/** Ports of security groups that somebody outside may reach; a rule for a range of ports does not count. */
export function openPorts(account: LocalAccount, securityGroups: readonly string[]): readonly number[] {
    const isOne = (id: unknown) => typeof id === "string" && securityGroups.includes(id);
    const own = account.created(TYPE.securityGroupIngressRule).map(({ resource }) => resource.inputs);
    const inside = account.created(TYPE.securityGroup).filter(({ resource }) => idsOf(resource).some(isOne));
    const rules = [
        ...own.filter(({ securityGroupId }) => isOne(securityGroupId)),
        ...inside.flatMap(({ resource }) => records(resource.inputs["ingress"])),
    ];
    const open = rules
        .filter((rule) => ["cidrIpv4", "cidrIpv6", "cidrBlocks"].some((key) => texts(rule[key]).length > 0))
        .filter(({ fromPort, toPort }) => fromPort === toPort && Number.isInteger(Number(fromPort)))
        .map(({ fromPort }) => Number(fromPort));
    return [...new Set(open)];
}

interface Standing {
    readonly availabilityZone: string;
    readonly privateAddress: string;
    readonly publicAddress?: string;
}

/**
 * In turn through the subnets, as Auto Scaling balances its zones.
 * @param number of all instances that were launched before it: addresses are given once
 */
export function standingOf(specification: Specification, number: number, turn: number): Standing {
    const { place, subnets, publicAddress } = specification;
    const subnet = subnets.length === 0 ? undefined : subnets[turn % subnets.length];
    const planned = place.resources.find((each) => each.type === TYPE.subnet && idsOf(each).includes(subnet ?? ""));
    const zone = planned ? text(planned, "availabilityZone") : "";
    const isPublic = publicAddress ?? planned?.inputs["mapPublicIpOnLaunch"] === true;
    const last = (number % 200) + 20;
    return {
        availabilityZone: zone === "" ? `${place.region}${"abc"[turn % 3] ?? "a"}` : zone,
        privateAddress: `10.0.${subnets.indexOf(subnet ?? "") + 1}.${last}`,
        // The block of RFC 5737 that belongs to examples.
        publicAddress: isPublic ? `203.0.113.${last}` : undefined,
    };
}

/** The Elastic IP that the plan gives an instance. */
export function elasticAddressOf(plans: Plans, { plan, resource }: Planned): string | undefined {
    const ids = idsOf(resource);
    const direct = plans.ofType(TYPE.elasticAddress).find((each) => ids.includes(text(each.resource, "instance")));
    if (direct) return text(direct.resource, "publicIp");
    const tied = plans.ofType(TYPE.addressAssociation).find((each) => ids.includes(text(each.resource, "instanceId")));
    if (!tied) return undefined;
    const allocation = text(tied.resource, "allocationId");
    const address = plan.resources.find(
        (each) => each.type === TYPE.elasticAddress && idsOf(each).includes(allocation),
    );
    return address ? text(address, "publicIp") : text(tied.resource, "publicIp");
}

function idsOf(resource: PlannedResource): readonly string[] {
    return [resource.id ?? "", text(resource, "id"), text(resource, "allocationId")].filter((id) => id !== "");
}
