// A VPC spans /16 to /28, and ours has to hold six subnets: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
// Security groups take a network's address, not a host's: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
import { ecsTargets, refusal, type Rule } from "./rule";

/** Six subnets of sixteen addresses, AWS's smallest, need a /25; one size more leaves room to run two colours. */
const smallestVpc = 24;

export const rule: Rule = (settings, about) => {
    const { cidr } = settings.network;
    const range = cidr === undefined ? undefined : parsed(cidr);
    return [
        ...(cidr !== undefined && (!range?.isNetwork || range.size < 16 || range.size > smallestVpc)
            ? [
                  refusal(
                      about,
                      ["network", "cidr"],
                      cidr,
                      `a network's address range, /16 to /${smallestVpc}, such as 10.0.0.0/16`,
                      "10.0.0.0/16",
                  ),
              ]
            : []),
        ...ecsTargets(settings).flatMap(({ at, target }) =>
            target.testTrafficFrom.flatMap((from, index) =>
                parsed(from)?.isNetwork
                    ? []
                    : [
                          refusal(
                              about,
                              [...at, "testTrafficFrom", index],
                              from,
                              "an IPv4 address range such as 203.0.113.0/24, or 203.0.113.7/32 for one address",
                              suggested(from),
                          ),
                      ],
            ),
        ),
    ];
};

function parsed(cidr: string): { size: number; isNetwork: boolean } | undefined {
    const [, address = "", bits = ""] = cidr.match(/^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/) ?? [];
    const bytes = address.split(".").map(Number);
    const size = Number(bits);
    if (bits === "" || size > 32 || bytes.some((byte) => byte > 255)) return undefined;
    const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    return { size, isNetwork: value % 2 ** (32 - size) === 0 };
}

const suggested = (from: string): string => (parsed(`${from}/32`) ? `${from}/32` : "203.0.113.0/24");
