// Rules for certificates and address ranges, wherever a target opens a port.
import { addressRange } from "../../text/address-range";
import { partitionOf } from "../../text/partition";
import { type Certified, isCertified } from "./domain";
import type { RuleContext, SettingRule } from "../setting-rules";

const sampleCertificate = ({ account, region = "eu-west-1" }: RuleContext<unknown>): string =>
    `arn:${partitionOf(region)}:acm:${region}:${account}:certificate/…`;

/**
 * A load balancer takes certificates of its own account and region only:
 * https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html
 */
export const certificateIsTheStacksOwn: SettingRule<Certified> = ({ certificateArn }, about) => {
    const [, , , region, account] = certificateArn?.split(":") ?? [];
    if (certificateArn === undefined || about.region === undefined) return [];
    if (region === about.region && account === about.account) return [];
    return [
        {
            at: ["certificateArn"],
            allowed: `a certificate of region ${about.region} and account ${about.account}, where the load balancer is`,
            instead: sampleCertificate(about),
            alsoStack: [["account"]],
        },
    ];
};

/**
 * What travels without TLS can be read and changed on its way:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
 */
export const plainHttpIsLoosenedByName: SettingRule<Certified> = (settings, about) =>
    isCertified(settings) || about.loosen.includes("plain-http")
        ? []
        : [
              {
                  at: ["certificateArn"],
                  allowed: `the ARN of an ACM certificate; a domain with its zoneId, for which one is made; or plain-http in ${about.project}:loosen, which serves without one`,
                  instead: sampleCertificate(about),
                  also: [["domain"]],
                  alsoStack: [["loosen"]],
              },
          ];

/** Security groups take a network's address, not a host's: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html */
export const rangesAreNetworks =
    <Setting extends string>(setting: Setting): SettingRule<Readonly<Record<Setting, readonly string[]>>> =>
    ({ [setting]: ranges }) =>
        (ranges as readonly string[]).flatMap((from, index) =>
            addressRange(from)?.isNetwork
                ? []
                : [
                      {
                          at: [setting, index],
                          allowed: "an IPv4 address range such as 203.0.113.0/24, or 203.0.113.7/32 for one address",
                          instead: addressRange(`${from}/32`) ? `${from}/32` : "203.0.113.0/24",
                      },
                  ],
        );
