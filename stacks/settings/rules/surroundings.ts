// What a VPC and the load balancers in it demand.
import { addressRange } from "../../../text/address-range";
import { partitionOf } from "../../../text/partition";
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

// Connections to Git providers, as far as their ARN tells.

/** A pipeline finds the connections of its own region: https://docs.aws.amazon.com/dtconsole/latest/userguide/connections.html */
export const connectionIsOfTheRegion = refusing(({ connections }, { region }) =>
    Object.entries(connections).flatMap(([kind, arn]) => {
        const [, partition, , place] = arn.split(":");
        if (region === undefined || (place === region && partition === partitionOf(region))) return [];
        return [
            {
                at: ["connections", kind],
                allowed: `a connection of region ${region}, where the pipelines are: arn:${partitionOf(region)}:codeconnections:${region}:…`,
                fix: `make one at https://${region}.console.aws.amazon.com/codesuite/settings/connections/create?region=${region}, and set its ARN`,
            },
        ];
    }),
);

// What an environment is told of the account.

/** Two sources could disagree, and nobody would see which one was believed. */
export const accountIsKnownOnce = refusing(({ fromAccount: { githubOidcArn, stack } }) =>
    githubOidcArn === undefined || stack === undefined
        ? []
        : [
              {
                  at: ["fromAccount", "githubOidcArn"],
                  is: "is set, and stack says it as well",
                  allowed: "one of githubOidcArn and stack",
                  alsoStack: [["fromAccount", "stack"]],
              },
          ],
);

/** A role takes a policy of its own account, or one of AWS's: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
export const boundaryIsOfTheAccount = refusing(({ account, permissionsBoundary }) => {
    const whose = permissionsBoundary?.split(":")[4] ?? "aws";
    if (whose === "aws" || whose === account) return [];
    return [
        {
            at: ["permissionsBoundary"],
            is: `is of account ${whose}`,
            allowed: `a policy of account ${account}, which this stack is of, or one of AWS's`,
            instead: permissionsBoundary?.replace(whose, account),
            alsoStack: [["account"]],
        },
    ];
});
