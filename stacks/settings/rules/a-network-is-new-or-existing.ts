// An application load balancer stands in two zones at least:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
import { removing } from "../fixing-line";
import { refusal, type Rule } from "./rule";

export const rule: Rule = ({ network: { existing, nat, cidr } }, about) => {
    if (!existing) return [];
    const given = [...(nat ? ["nat"] : []), ...(cidr ? ["cidr"] : [])];
    const { publicSubnetIds, privateSubnetIds } = existing;
    const distinct = new Set(publicSubnetIds).size;
    const twice = publicSubnetIds.findIndex((id) => privateSubnetIds.includes(id));
    return [
        ...given.map((key) => ({
            path: ["network", key],
            is: "is set where existing is set",
            allowed: "nat and cidr shape a new network; an existing one keeps its own",
            fix: [removing(about.project, ["network", key])],
        })),
        ...(distinct < 2
            ? [
                  refusal(
                      about,
                      ["network", "existing", "publicSubnetIds"],
                      publicSubnetIds,
                      "2 subnets or more, in different zones, for the load balancer",
                      "subnet-0123456789abcdef0",
                  ),
              ].map((problem) => ({
                  ...problem,
                  fix: [
                      `pulumi config set --path '${about.project}:network.existing.publicSubnetIds[${publicSubnetIds.length}]' 'subnet-0123456789abcdef0'`,
                  ],
              }))
            : []),
        ...(twice >= 0
            ? [
                  {
                      path: ["network", "existing", "publicSubnetIds", twice],
                      is: "is in privateSubnetIds as well",
                      allowed: "a subnet is public or private: it has a route to an internet gateway, or it has none",
                      fix: [removing(about.project, ["network", "existing", "publicSubnetIds", twice])],
                  },
              ]
            : []),
    ];
};
