// Containers that run beside the application's own in each of its tasks: collectors of traces, proxies, agents.
import { z } from "zod";

import { ecrImage } from "../../../text/ecr-image";
import { partitionOf } from "../../../text/partition";
import type { Refusal, SettingRule } from "../../setting-rules";
import { command, environment, health, secrets } from "./container-settings";
import { CONTAINER } from "./documents/task-definition";

/** The application's own, and the stream that what runs before traffic writes to. */
const TAKEN = [CONTAINER, "before"];
/** With the application's: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
const MOST_CONTAINERS = 10;

const sidecar = z.strictObject({
    image: z
        .string()
        .regex(/^[a-z0-9][\w.-]*(:\d+)?(\/[\w.-]+)*@sha256:[0-9a-f]{64}$/)
        .meta({
            description: "Its image, by digest: of a public registry, or of this account's ECR.",
            allowed: "an image by its digest, …@sha256:…; a tag may be another image tomorrow",
            examples: [`public.ecr.aws/aws-observability/aws-otel-collector@sha256:${"0".repeat(64)}`],
        }),
    command,
    environment,
    secrets,
    port: z
        .int()
        .min(1)
        .max(65535)
        .optional()
        .meta({ description: "Port it listens on, which no other container of the task may have. Default: none." }),
    essential: z
        .boolean()
        .default(true)
        .meta({ description: "Whether a task ends when this container does, and ECS starts another." }),
    health: health
        .optional()
        .meta({ description: "When it is well, before which the application does not start. Default: once it runs." }),
    // As little as Linux takes: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    cpu: z.int().min(2).optional().meta({
        description:
            "CPU units of the task's that it is sure of; the application is sure of what they leave. Default: a share like the others', next to nothing where one of them has units.",
    }),
    memory: z
        .int()
        .min(6)
        .optional()
        .meta({ description: "MiB of the task's memory, beyond which it is killed. Default: the whole task's." }),
});

export const sidecars = z
    .record(
        z
            .string()
            .regex(/^[\w-]{1,255}$/)
            .meta({ allowed: "letters, digits, _ and -, at most 255" }),
        sidecar,
    )
    .default({})
    .meta({
        description: "Containers that run beside the application's own in each task, by their names. Default: none.",
    });

export type Sidecars = z.infer<typeof sidecars>;

/** ARNs of the repositories that their images are pulled from by the execution role; a public one asks for no right. */
export function repositoriesOf(beside: Sidecars): readonly string[] {
    const arns = Object.values(beside).flatMap(({ image }) => {
        const at = ecrImage(image);
        if (!at) return [];
        const { account, region, name } = at;
        return [`arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${name}`];
    });
    return [...new Set(arns)].sort();
}

/** ARNs of what a task reads at start, for any of its containers. */
export function secretsRead(task: {
    readonly secrets: Readonly<Record<string, string>>;
    readonly sidecars: Sidecars;
}): readonly string[] {
    return [task, ...Object.values(task.sidecars)].flatMap((container) => Object.values(container.secrets));
}

interface Task {
    readonly sidecars: Sidecars;
    readonly cpu: number;
    readonly memory: number;
    readonly port?: number;
}
type Rule = SettingRule<Task>;

const namesAreTheirOwn: Rule = ({ sidecars: beside }) =>
    TAKEN.filter((name) => Object.hasOwn(beside, name)).map((name) => ({
        at: ["sidecars", name],
        is: `is called ${name}`,
        allowed: `any name but ${TAKEN.join(" and ")}: the first is the application's, the second is where its log before traffic is`,
        fix: "call it something else",
    }));

/** A repository of another account would have to let this one in, which nothing here can see to. */
const imagesArePublicOrThisAccounts: Rule = ({ sidecars: beside }, { account }) =>
    Object.entries(beside).flatMap(([name, { image }]) => {
        const repository = ecrImage(image);
        if (repository === undefined || repository.account === account) return [];
        return [
            {
                at: ["sidecars", name, "image"],
                allowed: `an image of a public registry, or of account ${account}`,
                fix: `copy it into a repository of account ${account}`,
                alsoStack: [["account"]],
            },
        ];
    });

/** All of a task's containers share its network: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html */
const portsAreTheirOwn: Rule = ({ sidecars: beside, port: own }) => {
    const taken = new Map<number, string>(own === undefined ? [] : [[own, "the application"]]);
    return Object.entries(beside).flatMap(([name, { port }]): Refusal[] => {
        if (port === undefined) return [];
        const by = taken.get(port);
        if (by === undefined) {
            taken.set(port, name);
            return [];
        }
        return [
            {
                at: ["sidecars", name, "port"],
                is: `is ${port}, which ${by} listens on`,
                allowed: "a port of its own: containers of one task share its network",
                also: [["port"]],
            },
        ];
    });
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html, under cpu and memory */
const applicationIsLeftSome: Rule = (task) =>
    (["cpu", "memory"] as const).flatMap((what) => {
        const asked = Object.entries(task.sidecars).filter(([, of]) => of[what] !== undefined);
        const sum = asked.reduce((total, [, of]) => total + (of[what] ?? 0), 0);
        const [largest] = asked.sort(([, a], [, b]) => (b[what] ?? 0) - (a[what] ?? 0));
        if (largest === undefined || sum < task[what]) return [];
        return [
            {
                at: ["sidecars", largest[0], what],
                is: `makes ${sum} of ${what} for all sidecars`,
                allowed: `together less than the ${task[what]} of the task, of which the application needs some too`,
                also: [[what]],
            },
        ];
    });

const taskHoldsThem: Rule = ({ sidecars: beside }) => {
    const count = Object.keys(beside).length;
    return count < MOST_CONTAINERS
        ? []
        : [
              {
                  at: ["sidecars"],
                  is: `are ${count}`,
                  allowed: `at most ${MOST_CONTAINERS - 1}: a task has ${MOST_CONTAINERS} containers, one of which is the application`,
                  fix: "take out those that other services can do without",
              },
          ];
};

export const sidecarRules: readonly Rule[] = [
    namesAreTheirOwn,
    imagesArePublicOrThisAccounts,
    portsAreTheirOwn,
    applicationIsLeftSome,
    taskHoldsThem,
];
