import { z } from "zod";

import { certificateArn, domain } from "../../shared/domain";
import { errorAlarm } from "../../shared/error-alarm";
import { addressRanges, ARCHITECTURE, environment, healthPath, instanceType, sizeOf } from "../machines/settings";
import { SYSTEMS } from "../machines/user-data";
import { AGENTS } from "./documents/user-data";

const port = z.int().min(1).max(65535);

const rollout = z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("all-at-once") }),
    z.strictObject({ kind: z.literal("one-at-a-time") }),
    z.strictObject({ kind: z.literal("half-at-a-time") }),
    z.strictObject({
        kind: z.literal("at-least"),
        minimumHealthy: z.int().min(0).meta({ description: "Machines that serve at every moment of a rollout." }),
    }),
    z.strictObject({
        kind: z.literal("blue-green").meta({ description: "Refused: the machines it makes would belong to nobody." }),
    }),
]);

export const settings = z.strictObject({
    carries: z
        .enum(["bundle", "image"])
        .default("bundle")
        .meta({ description: "What a release is: a bundle of files, or an image that docker runs." }),
    port: port.meta({ description: "Port that clients reach, the only one that is open.", examples: [8080] }),
    containerPort: port
        .optional()
        .meta({ description: "Port that the container listens on. Default: port.", examples: [8080] }),
    start: z
        .string()
        .regex(/^[^\r\n]+$/)
        .optional()
        .meta({
            description:
                "Command that starts the application of a bundle, in the bundle's root. Python is there; other languages are installed by hooks of an appspec.yml. Default: appspec.yml in the bundle says it.",
            allowed: "a command of one line",
            examples: ["python3 -m server"],
        }),
    healthPath,
    instances: z.enum(["group", "fixed"]).default("group").meta({
        description: "group: machines that are replaced when they fail, fixed: one machine that keeps its address.",
    }),
    count: z.int().min(1).max(100).optional().meta({
        description: "Machines that run. Default: 2 in a group, so that one answers while the other changes.",
    }),
    reach: z.enum(["load-balancer", "public"]).optional().meta({
        description:
            "How clients come: through a load balancer, or to each machine's own address. Default: public for a fixed machine, load-balancer for a group.",
    }),
    reachableFrom: addressRanges,
    certificateArn: certificateArn("Certificate of the load balancer; without it, it speaks plain HTTP."),
    domain: domain.optional().meta({
        description: "A domain of the line's own, at its load balancer. Default: the load balancer's name.",
    }),
    architecture: ARCHITECTURE,
    instanceType,
    system: z.enum(SYSTEMS).default("amazon-linux-2023").meta({ description: "What the machines run." }),
    agent: z.literal(AGENTS).default(2).meta({
        description: "Version of CodeDeploy's agent. 2 is not in every region yet, and 1.8 needs Ruby on the machine.",
    }),
    environment,
    drainingSeconds: z
        .int()
        .min(0)
        .max(3600)
        .optional()
        .meta({ description: "Seconds in which answers under way may end before a machine is stopped. Default: 30." }),
    alarms: errorAlarm
        .optional()
        .meta({ description: "What rolls a deployment back, where a load balancer counts answers." }),
    rollout: rollout.optional().meta({
        description:
            "How many machines change at a time. Default: one-at-a-time, or all-at-once where there is one machine.",
    }),
});

export type Ec2Settings = z.infer<typeof settings>;

/** What depends on more than one setting, decided. */
export interface Decided extends Omit<
    Ec2Settings,
    "count" | "reach" | "rollout" | "instanceType" | "containerPort" | "alarms"
> {
    readonly reach: NonNullable<Ec2Settings["reach"]>;
    readonly count: number;
    readonly rollout: NonNullable<Ec2Settings["rollout"]>;
    readonly instanceType: string;
    readonly containerPort: number;
    readonly alarms: NonNullable<Ec2Settings["alarms"]>;
}

export function decide(given: Ec2Settings): Decided {
    return {
        ...given,
        reach: reachOf(given),
        count: countOf(given),
        rollout: given.rollout ?? { kind: countOf(given) > 1 ? "one-at-a-time" : "all-at-once" },
        instanceType: sizeOf(given),
        containerPort: given.containerPort ?? given.port,
        alarms: given.alarms ?? { percent5xx: 1, minimumRequests: 10, pause: false },
    };
}

export function countOf({ count, instances }: Pick<Ec2Settings, "count" | "instances">): number {
    return count ?? (instances === "fixed" ? 1 : 2);
}

/** A fixed machine has an address of its own; those of a group come and go, so one place in front of them is known. */
export function reachOf({ reach, instances }: Pick<Ec2Settings, "reach" | "instances">): Decided["reach"] {
    return reach ?? (instances === "fixed" ? "public" : "load-balancer");
}
