// Rules of EC2, CodeDeploy and the load balancer for the settings of machines, beyond their shape.
import { type Refusal, type SettingRule } from "../../setting-rules";
import { opensTls, sizeHasTheProcessor } from "../machines/rules";
import { certificateIsTheStacksOwn, plainHttpIsLoosenedByName, rangesAreNetworks } from "../../shared/ingress-rules";
import { countOf, type Ec2Settings, reachOf } from "./settings";

type Rule = SettingRule<Ec2Settings>;

/** Settings that only go with a load balancer. */
const behindALoadBalancer =
    (rule: Rule): Rule =>
    (settings, about) =>
        reachOf(settings) === "load-balancer" ? rule(settings, about) : [];

/**
 * CodeDeploy copies the Auto Scaling group and deletes the old one, and the copy is known to no program:
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-groups-create-blue-green.html
 */
const machinesChangeInPlace: Rule = ({ rollout }) =>
    rollout?.kind === "blue-green"
        ? [
              {
                  at: ["rollout", "kind"],
                  is: "is blue-green, for which CodeDeploy copies the Auto Scaling group and deletes this one; Pulumi would neither know the copy nor take it away",
                  allowed: "all-at-once, one-at-a-time, half-at-a-time or at-least: machines change in place",
                  instead: "one-at-a-time",
              },
          ]
        : [];

/** One machine cannot take turns with another: a deployment is downtime, and the settings should say so. */
const turnsTakeTwo: Rule = ({ rollout, ...settings }) => {
    const count = countOf(settings);
    if (!rollout || rollout.kind === "all-at-once" || rollout.kind === "blue-green") return [];
    if (rollout.kind !== "at-least" && count >= 2) return [];
    if (rollout.kind === "at-least" && rollout.minimumHealthy < count) return [];
    return [
        rollout.kind === "at-least"
            ? {
                  at: ["rollout", "minimumHealthy"],
                  allowed: `less than the ${count} that run: with that many healthy at every moment, none could change`,
                  instead: count - 1,
                  also: [["count"]],
              }
            : {
                  at: ["rollout", "kind"],
                  allowed: "all-at-once where one machine runs: it serves nothing while it changes; or count 2",
                  instead: "all-at-once",
                  also: [["count"]],
              },
    ];
};

/**
 * CodeDeploy takes a machine out of the load balancer before it changes it. Where none is left, the answers are 503, the alarm
 * counts them, and each deployment is stopped by it: the first one as well.
 */
const somebodyAnswersMeanwhile: Rule = ({ rollout, alarms, ...settings }) => {
    if (alarms?.pause) return [];
    const fix = "or give it alarms.pause: true, and it serves nothing while it changes";
    if (countOf(settings) === 1)
        return [
            {
                at: ["count"],
                allowed: `2 or more behind a load balancer: alone, it would be stopped by its own alarm at each deployment; ${fix}`,
                instead: 2,
                also: [["instances"], ["reach"]],
            },
        ];
    if (rollout?.kind !== "all-at-once") return [];
    return [
        {
            at: ["rollout", "kind"],
            allowed: `one-at-a-time, half-at-a-time or at-least behind a load balancer: all at once they would be stopped by their own alarm; ${fix}`,
            instead: "one-at-a-time",
            also: [["reach"]],
        },
    ];
};

/** Only one machine can have the fixed address; several need a group, and a load balancer. */
const fixedIsOne: Rule = ({ instances, reach, ...settings }) => {
    if (instances !== "fixed") return [];
    const refusals: Refusal[] = [];
    if (countOf({ instances, ...settings }) !== 1)
        refusals.push({
            at: ["count"],
            allowed: "1 where instances is fixed; a group has more",
            instead: 1,
            also: [["instances"]],
        });
    if (reach === "load-balancer")
        refusals.push({
            at: ["reach"],
            allowed: "public where instances is fixed; a load balancer leads to a group",
            instead: "public",
            also: [["instances"]],
        });
    return refusals;
};

/** A setting for one kind of release has no effect if the line carries the other. */
const settingsAreOfWhatIsCarried: Rule = (settings) => {
    const [name, other] =
        settings.carries === "image" ? (["start", "bundle"] as const) : (["containerPort", "image"] as const);
    return settings[name] === undefined
        ? []
        : [
              {
                  at: [name],
                  is: `is set where carries is ${settings.carries}`,
                  allowed: `set with carries: ${other} alone`,
                  also: [["carries"]],
              },
          ];
};

/** Without a load balancer nothing counts answers, or waits for them. */
const onlyWithALoadBalancer: Rule = (settings) =>
    reachOf(settings) === "load-balancer"
        ? []
        : (["alarms", "drainingSeconds", "certificateArn", "domain"] as const)
              .filter((name) => settings[name] !== undefined)
              .map((name) => ({
                  at: [name],
                  is: "is set where there is no load balancer",
                  allowed:
                      "set with reach load-balancer alone: it counts answers, waits for them, holds the certificate and is where a domain leads",
                  also: [["reach"], ["instances"]],
              }));

/** Settings of machines that clients reach at their own address. */
const atItsOwnAddress =
    (rule: Rule): Rule =>
    (settings, about) =>
        reachOf(settings) === "public" ? rule(settings, about) : [];

export const rules: readonly Rule[] = [
    machinesChangeInPlace,
    turnsTakeTwo,
    fixedIsOne,
    behindALoadBalancer(somebodyAnswersMeanwhile),
    settingsAreOfWhatIsCarried,
    onlyWithALoadBalancer,
    sizeHasTheProcessor,
    atItsOwnAddress(opensTls),
    behindALoadBalancer(certificateIsTheStacksOwn),
    behindALoadBalancer(plainHttpIsLoosenedByName),
    rangesAreNetworks("reachableFrom"),
];
