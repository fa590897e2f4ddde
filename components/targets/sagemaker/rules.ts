// Rules of SageMaker's hosting, guardrails and scaling for the settings of an endpoint, beyond their shape.
import { namesFit, type SettingRule } from "../../setting-rules";
import type { EndpointSettings } from "../endpoint";
import { LONGEST_MINUTES, minutesOf, STARTS_AND_STOPS_MINUTES } from "./guard";
import { ENDPOINT_NAMES } from "./hosted-model";
import { NOT_MADE, refusesByName } from "./settings";

type Rule = SettingRule<EndpointSettings>;

/**
 * The first step may take half of the instances at most, so there must be two.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-canary.html
 */
const stepsTakeInstances: Rule = ({ count, rollout }) => {
    if (rollout.kind === "all-at-once") return [];
    if (count < 2)
        return [
            {
                at: ["count"],
                allowed: `2 or more with rollout kind ${rollout.kind}: a step takes half of the instances at most; or rollout kind all-at-once`,
                instead: 2,
                also: [["rollout", "kind"]],
            },
        ];
    const half = Math.floor(count / 2);
    if (rollout.kind !== "canary" || rollout.instances <= half) return [];
    return [
        {
            at: ["rollout", "instances"],
            allowed: `${half} at most, half of the ${count} instances that serve`,
            instead: half,
            also: [["count"]],
        },
    ];
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html: 28,800 seconds. */
const updateEndsInTime: Rule = ({ rollout }) => {
    const most = LONGEST_MINUTES - STARTS_AND_STOPS_MINUTES;
    const takes = minutesOf(rollout);
    if (takes <= most || rollout.kind === "all-at-once") return [];
    return [
        {
            at: ["rollout", "minutes"],
            is: `is ${rollout.minutes}, and so the rollout takes ${takes} minutes`,
            allowed: `as many minutes as make ${most} with the rest of the rollout: SageMaker ends an update after ${LONGEST_MINUTES}, in which instances start and stop as well`,
            instead: 5,
            also: [["rollout", "percent"]],
        },
    ];
};

/** https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html */
const guardrailsKnowTheInstances: Rule = ({ instanceType, rollout }) =>
    rollout.kind !== "all-at-once" && instanceType.startsWith("ml.inf1.")
        ? [
              {
                  at: ["rollout", "kind"],
                  allowed: `all-at-once with ${instanceType}: SageMaker moves requests step by step to no Inferentia 1`,
                  instead: "all-at-once",
                  also: [["instanceType"]],
              },
          ]
        : [];

/** https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html */
const scalingHasRoom: Rule = ({ instanceType, count, scaling }) => {
    if (!scaling) return [];
    if (instanceType.startsWith("ml.t2."))
        return [
            {
                at: ["instanceType"],
                allowed: "another family with scaling: Application Auto Scaling takes no burstable instances",
                instead: "ml.m5.large",
                also: [["scaling"]],
            },
        ];
    if (scaling.max > count) return [];
    return [
        {
            at: ["scaling", "max"],
            allowed: `more than the ${count} that always run`,
            instead: count + 1,
            also: [["count"]],
        },
    ];
};

/** A container is built on one processor and runs on no other: https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-graviton.html */
const imagesAreForTheirProcessor: Rule = ({ instanceType }) =>
    /^ml\.[a-z]\d+g[a-z]*\./.test(instanceType)
        ? [
              {
                  at: ["instanceType"],
                  is: `is ${instanceType}, a Graviton, and images of models are built for x86_64`,
                  allowed: "an instance type with Intel's or AMD's processors such as ml.m5.large",
                  instead: "ml.m5.large",
              },
          ]
        : [];

export const rules: readonly Rule[] = [
    namesFit(ENDPOINT_NAMES),
    stepsTakeInstances,
    updateEndsInTime,
    guardrailsKnowTheInstances,
    scalingHasRoom,
    imagesAreForTheirProcessor,
    refusesByName(NOT_MADE),
];
