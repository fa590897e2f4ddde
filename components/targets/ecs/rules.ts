// Rules of ECS, Fargate and the load balancer for a service's settings, beyond their shape.
import { namesFit, type SettingRule, SHORT_NAME_ENDING } from "../../setting-rules";
import { certificateIsTheStacksOwn, plainHttpIsLoosenedByName, rangesAreNetworks } from "../../shared/ingress-rules";
import type { EcsSettings } from "../ecs";
import { requestsNameWhatTheCertificateIsOf } from "./checks";
import { permissionsAllow, permissionsAreNamed } from "./permissions";
import { rolloutRules } from "./rollout-rules";
import { scalingRules } from "./scaling-settings";
import { scheduleRules } from "./schedules";
import { sharingRules } from "./sharing-rules";
import { secretsRead, sidecarRules } from "./sidecars";

type Rule = SettingRule<EcsSettings>;
/** Rules for tasks, of a service as of a worker. */
type TaskRule = SettingRule<
    Pick<
        EcsSettings,
        | "count"
        | "cpu"
        | "memory"
        | "environment"
        | "secrets"
        | "secretsKeyArn"
        | "sidecars"
        | "schedules"
        | "permissions"
        | "scaling"
    >
>;

const steps = (from: number, to: number, by: number): number[] =>
    Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);
const GIB = 1024;

/** MiB that a task of so many CPU units may have: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
export const FARGATE_MEMORY: Readonly<Record<number, readonly number[]>> = {
    256: [512, GIB, 2 * GIB],
    512: steps(GIB, 4 * GIB, GIB),
    1024: steps(2 * GIB, 8 * GIB, GIB),
    2048: steps(4 * GIB, 16 * GIB, GIB),
    4096: steps(8 * GIB, 30 * GIB, GIB),
    8192: steps(16 * GIB, 60 * GIB, 4 * GIB),
    16384: steps(32 * GIB, 120 * GIB, 8 * GIB),
};

const cpuAndMemoryAreAPairOfFargates: TaskRule = ({ cpu, memory }) => {
    const sold = FARGATE_MEMORY[cpu] ?? [];
    if (sold.includes(memory)) return [];
    const list =
        sold.length <= 10
            ? `one of ${sold.join(", ")}`
            : `${sold[0]} to ${sold.at(-1)} in steps of ${(sold[1] ?? 0) - (sold[0] ?? 0)}`;
    return [
        {
            at: ["memory"],
            allowed: `with cpu ${cpu}, Fargate gives ${list} MiB`,
            instead: sold.find((candidate) => candidate >= memory) ?? sold.at(-1) ?? memory,
            also: [["cpu"]],
        },
    ];
};

/**
 * ECS refuses a container whose environment and secrets name the same variable:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
const variableHasOneValue: TaskRule = ({ sidecars, ...own }) =>
    [
        { at: [], ...own },
        ...Object.entries(sidecars).map(([name, beside]) => ({ at: ["sidecars", name], ...beside })),
    ].flatMap(({ at, environment, secrets }) =>
        Object.keys(environment)
            .filter((name) => Object.hasOwn(secrets, name))
            .map((name) => ({
                at: [...at, "environment", name],
                is: "is in secrets as well",
                allowed: "a variable in environment or in secrets, not in both",
            })),
    );

/** A key without a secret would be granted to no role, while whoever reads the settings believes that it encrypts something. */
const keyOpensSomeSecret: TaskRule = ({ secretsKeyArn, ...task }) =>
    secretsKeyArn === undefined || secretsRead(task).length > 0
        ? []
        : [
              {
                  at: ["secretsKeyArn"],
                  is: "is set where there are no secrets",
                  allowed: "the key of what stands under secrets of the line",
                  also: [["secrets"]],
              },
          ];

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const targetGroupFits = namesFit([
    { what: "target group", name: ({ line }) => `${line}-green`, ending: SHORT_NAME_ENDING, most: 32 },
]);

/** An AppSpec names a container, so the task definition must be the repository's too. */
const appspecComesWithATaskDefinition: Rule = ({ appspec, taskDefinition }) =>
    appspec === undefined || taskDefinition !== undefined
        ? []
        : [
              {
                  at: ["taskDefinition"],
                  is: "is not set, and appspec is",
                  allowed: "the repository's task definition, whose container the AppSpec names",
                  instead: "taskdef.json",
                  also: [["appspec"]],
              },
          ];

/** The repository's file lists every container of a task. */
const sidecarsAreTheRepositorysOwn: Rule = ({ sidecars, taskDefinition }) =>
    Object.keys(sidecars).length === 0 || taskDefinition === undefined
        ? []
        : [
              {
                  at: ["sidecars"],
                  is: "are set where taskDefinition is",
                  allowed: `the containers of ${taskDefinition}, which are the repository's`,
                  also: [["taskDefinition"]],
              },
          ];

/** Of two commands, one would have no effect. */
const commandIsTheRepositorysOwn: Rule = ({ command, taskDefinition }) =>
    command === undefined || taskDefinition === undefined
        ? []
        : [
              {
                  at: ["command"],
                  is: "is set where taskDefinition is",
                  allowed: `the command of the container in ${taskDefinition}, which is the repository's`,
                  also: [["taskDefinition"]],
              },
          ];

export const taskRules: readonly TaskRule[] = [
    permissionsAllow,
    permissionsAreNamed,
    cpuAndMemoryAreAPairOfFargates,
    variableHasOneValue,
    keyOpensSomeSecret,
    ...sidecarRules,
    ...scheduleRules,
    ...scalingRules,
];

/** A shared load balancer belongs to the stack, which has its rules. */
const onABalancerOfItsOwn =
    (rule: Rule): Rule =>
    (settings, about) =>
        settings.shares === undefined ? rule(settings, about) : [];

export const rules: readonly Rule[] = [
    ...taskRules,
    ...rolloutRules,
    appspecComesWithATaskDefinition,
    commandIsTheRepositorysOwn,
    sidecarsAreTheRepositorysOwn,
    ...sharingRules,
    onABalancerOfItsOwn(requestsNameWhatTheCertificateIsOf),
    certificateIsTheStacksOwn,
    onABalancerOfItsOwn(plainHttpIsLoosenedByName),
    rangesAreNetworks("testTrafficFrom"),
    targetGroupFits,
];
