// What the two engines can do with a rollout, and what they cannot.
import type { SettingRule } from "../../setting-rules";
import type { EcsSettings } from "../ecs";
import { approvalOf, functionsOf, minutesOf, STAGES } from "./rollout";

type Rule = SettingRule<EcsSettings>;

/**
 * A tenth of the requests to one new task next to one old task says nothing about the new one, and doubles the cost of
 * a rollout for it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html
 */
const trafficIsSharedOutAmongTwoTasks: Rule = ({ count, rollout }) =>
    count >= 2 || rollout.kind === "blue-green" || rollout.kind === "rolling"
        ? []
        : [
              {
                  at: ["count"],
                  allowed: `2 or more where the rollout is ${rollout.kind}, or rollout kind blue-green or rolling`,
                  instead: 2,
                  also: [["rollout"]],
              },
          ];

/** AWS's own configurations are the ones there are: https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const CODE_DEPLOY = {
    canary: { percent: 10, minutes: [5, 15] },
    linear: { percent: 10, minutes: [1, 3] },
} as const;

const codeDeployHasAConfigurationForIt: Rule = ({ rollout }) => {
    if (rollout.engine !== "codedeploy" || rollout.kind === "blue-green") return [];
    const { percent, minutes } = CODE_DEPLOY[rollout.kind];
    const says = `${minutes.join(" or ")} where CodeDeploy moves the traffic; any with engine ecs`;
    return [
        ...(rollout.percent === percent
            ? []
            : [
                  {
                      at: ["rollout", "percent"],
                      allowed: `${percent} where CodeDeploy moves the traffic; any with engine ecs`,
                      instead: percent,
                      also: [["rollout", "engine"]],
                  },
              ]),
        ...(minutes.some((known) => known === rollout.minutes)
            ? []
            : [{ at: ["rollout", "minutes"], allowed: says, instead: minutes[0], also: [["rollout", "engine"]] }]),
    ];
};

/** A day: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
const BAKE_OF_ECS = 1440;
/** The job that waits may take 36 hours, its own work and a reserve included: https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
const WAITED_FOR = 2000;

const ecsWaitsNoLonger: Rule = ({ rollout }) => {
    if (rollout.engine !== "ecs" || rollout.kind === "rolling") return [];
    const also = [["rollout", "engine"]];
    if (rollout.bakeMinutes > BAKE_OF_ECS)
        return [
            {
                at: ["rollout", "bakeMinutes"],
                allowed: `at most ${BAKE_OF_ECS} where ECS moves the traffic`,
                instead: BAKE_OF_ECS,
                also,
            },
        ];
    const { shares, bake } = minutesOf(rollout);
    const minutes = shares + bake;
    if (minutes <= WAITED_FOR) return [];
    const key = shares > rollout.bakeMinutes ? "minutes" : "bakeMinutes";
    return [
        {
            at: ["rollout", key],
            is: `makes a rollout wait ${minutes} minutes`,
            allowed: `${WAITED_FOR} minutes at most, for all shares and to bake`,
            instead: key === "minutes" ? 10 : 5,
            also: [...OF_SHARES, ...also],
        },
    ];
};
/** What else of a rollout says how long it waits. */
const OF_SHARES = ["minutes", "percent", "bakeMinutes"].map((key) => ["rollout", key]);

/** The task definition a repository may bring along under any engine; an AppSpec is CodeDeploy's alone. */
const appspecIsForCodeDeploy: Rule = ({ appspec, rollout }) =>
    appspec === undefined || rollout.engine === "codedeploy"
        ? []
        : [
              {
                  at: ["appspec"],
                  is: `is set where rollout.engine is ${rollout.engine}`,
                  allowed: "an AppSpec with engine codedeploy only, which reads it",
                  also: [["rollout", "engine"]],
              },
          ];

/** CodeDeploy stops between its colours for a time, not for an answer. */
const ecsAloneAsksInside: Rule = ({ rollout }) =>
    approvalOf(rollout) === undefined || rollout.engine === "ecs"
        ? []
        : [
              {
                  at: ["rollout", "approval"],
                  is: `is set where rollout.engine is ${rollout.engine}`,
                  allowed: "an approval inside of deployments by engine ecs; approval.required asks before one by any",
                  also: [["rollout", "engine"]],
              },
          ];

/** One share is all of the traffic: what comes before it comes where the test traffic has shifted. */
const firstShareIsNotTheLast: Rule = ({ rollout }) =>
    rollout.kind === "blue-green" && rollout.approval?.stage === "PRE_PRODUCTION_TRAFFIC_SHIFT"
        ? [
              {
                  at: ["rollout", "approval", "stage"],
                  allowed:
                      "POST_TEST_TRAFFIC_SHIFT or POST_PRODUCTION_TRAFFIC_SHIFT where all of the traffic moves at once; PRE_PRODUCTION_TRAFFIC_SHIFT, behind the first share, where the rollout is canary or linear",
                  instead: "POST_TEST_TRAFFIC_SHIFT",
                  also: [["rollout", "kind"]],
              },
          ]
        : [];

/** What comes at the same time with the other engine. */
const MEANT: Readonly<Record<string, string>> = {
    ...{ PRE_SCALE_UP: "BeforeInstall", POST_SCALE_UP: "AfterInstall", TEST_TRAFFIC_SHIFT: "AfterAllowTestTraffic" },
    ...{ POST_TEST_TRAFFIC_SHIFT: "BeforeAllowTraffic", PRE_PRODUCTION_TRAFFIC_SHIFT: "BeforeAllowTraffic" },
    ...{ PRODUCTION_TRAFFIC_SHIFT: "AfterAllowTraffic", POST_PRODUCTION_TRAFFIC_SHIFT: "AfterAllowTraffic" },
    ...{
        BeforeInstall: "PRE_SCALE_UP",
        AfterInstall: "POST_SCALE_UP",
        AfterAllowTraffic: "POST_PRODUCTION_TRAFFIC_SHIFT",
    },
};

const stagesAreTheEnginesOwn: Rule = ({ rollout }) => {
    const own: readonly string[] = STAGES[rollout.engine];
    return functionsOf(rollout).flatMap(({ stage }, index) =>
        own.includes(stage)
            ? []
            : [
                  {
                      at: ["rollout", "hooks", index, "stage"],
                      allowed: `${own.slice(0, -1).join(", ")} or ${own.at(-1)} where rollout.engine is ${rollout.engine}`,
                      instead: MEANT[stage] ?? "POST_TEST_TRAFFIC_SHIFT",
                      also: [["rollout", "engine"]],
                  },
              ],
    );
};

/** "one Lambda function": https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
const codeDeployCallsOneAtAnEvent: Rule = ({ rollout }) =>
    rollout.engine === "codedeploy"
        ? functionsOf(rollout).flatMap(({ stage }, index, all) =>
              all.findIndex((each) => each.stage === stage) === index
                  ? []
                  : [
                        {
                            at: ["rollout", "hooks", index],
                            is: `is another function at ${stage}`,
                            allowed: "one function at each event, where CodeDeploy calls them",
                            also: [["rollout", "engine"]],
                        },
                    ],
          )
        : [];

/** The role that calls it is of this account, and so is the service. */
const functionIsTheStacksOwn: Rule = ({ rollout }, about) =>
    functionsOf(rollout).flatMap(({ functionArn }, index) => {
        const [, partition, , region, account, , ...name] = functionArn.split(":");
        if (about.region === undefined || (region === about.region && account === about.account)) return [];
        return [
            {
                at: ["rollout", "hooks", index, "functionArn"],
                allowed: `a function of region ${about.region} and account ${about.account}, where the service is`,
                instead: `arn:${partition}:lambda:${about.region}:${about.account}:function:${name.join(":")}`,
                alsoStack: [["account"]],
            },
        ];
    });

export const rolloutRules: readonly Rule[] = [
    ecsAloneAsksInside,
    firstShareIsNotTheLast,
    stagesAreTheEnginesOwn,
    codeDeployCallsOneAtAnEvent,
    functionIsTheStacksOwn,
    appspecIsForCodeDeploy,
    codeDeployHasAConfigurationForIt,
    ecsWaitsNoLonger,
    trafficIsSharedOutAmongTwoTasks,
];
