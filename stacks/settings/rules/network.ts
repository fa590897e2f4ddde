// What a VPC and the load balancers in it demand.
import { addressRange } from "../../../text/address-range";
import { setting } from "../mistakes/fix";
import { refusing } from "./rule";

/**
 * An application load balancer stands in two zones at least:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
 */
export const networkIsNewOrExisting = refusing(({ network: { existing, nat, cidr } }, { project }) => {
    if (!existing) return [];
    const { publicSubnetIds, privateSubnetIds } = existing;
    const given = [...(nat ? ["nat"] : []), ...(cidr ? ["cidr"] : [])];
    const subnets = ["network", "existing", "publicSubnetIds"];
    const twice = publicSubnetIds.findIndex((id) => privateSubnetIds.includes(id));
    return [
        ...given.map((key) => ({
            at: ["network", key],
            is: "is set where existing is set",
            allowed: "nat and cidr shape a new network; an existing one keeps its own",
        })),
        ...(new Set(publicSubnetIds).size < 2
            ? [
                  {
                      at: subnets,
                      allowed: "2 subnets or more, in different zones, for the load balancer",
                      fix: setting(project, [...subnets, publicSubnetIds.length], "subnet-0123456789abcdef0"),
                  },
              ]
            : []),
        ...(twice >= 0
            ? [
                  {
                      at: [...subnets, twice],
                      is: "is in privateSubnetIds as well",
                      allowed: "a subnet is public or private: it has a route to an internet gateway, or it has none",
                  },
              ]
            : []),
    ];
});

/** Six subnets of sixteen addresses, AWS's smallest, need a /25; one size more leaves room to run two colours. */
const smallestVpc = 24;

/** A VPC spans /16 to /28, and ours has to hold six subnets: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const addressRangeHoldsTheSubnets = refusing(({ network: { cidr } }) => {
    if (cidr === undefined) return [];
    const range = addressRange(cidr);
    if (range?.isNetwork && range.size >= 16 && range.size <= smallestVpc) return [];
    return [
        {
            at: ["network", "cidr"],
            allowed: `a network's address range, /16 to /${smallestVpc}, such as 10.0.0.0/16`,
            instead: "10.0.0.0/16",
        },
    ];
});
