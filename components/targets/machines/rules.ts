// What EC2 demands of the settings of every kind of machine.
import type { SettingRule } from "../../setting-rules";
import type { Sized } from "./settings";

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-types.html#instance-type-names: a `g` behind the generation is Graviton. */
export const sizeHasTheProcessor: SettingRule<Sized> = ({ instanceType, architecture }) => {
    if (instanceType === undefined) return [];
    const isArm = /^(a1|[a-z]+\d+g[a-z]*)[.-]/.test(instanceType);
    return isArm === (architecture === "arm64")
        ? []
        : [
              {
                  at: ["instanceType"],
                  allowed: `an instance type whose processor is ${architecture}, such as ${architecture === "arm64" ? "t4g.micro" : "t3.micro"}`,
                  instead: architecture === "arm64" ? "t4g.micro" : "t3.micro",
                  also: [["architecture"]],
              },
          ];
};

/**
 * A machine speaks what its application speaks; 443 alone says that this is TLS.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export const opensTls: SettingRule<{ readonly port: number }> = ({ port }, { loosen, project }) =>
    port === 443 || loosen.includes("plain-http")
        ? []
        : [
              {
                  at: ["port"],
                  allowed: `443, where the application speaks TLS itself; or plain-http in ${project}:loosen, which serves without it`,
                  instead: 443,
                  also: [["reach"], ["instances"]],
                  alsoStack: [["loosen"]],
              },
          ];
