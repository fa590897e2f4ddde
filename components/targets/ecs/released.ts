import * as pulumi from "@pulumi/pulumi";

import type { Target } from "../../parts";
import type { ScriptPart } from "../../shell";
import { type Before, beforeStep } from "./before";
import { type BlueprintSettings, renderBlueprint } from "./documents/blueprint";
import { reachesOthers } from "./permissions";
import { registersScheduled, scheduledFamily, type Schedules } from "./schedules";
import { type Deployed, ecsPrepare, ecsVerify } from "./steps";
import type { TaskSettings } from "./task-settings";

const PLATFORMS = { x86_64: "linux/amd64", arm64: "linux/arm64" } as const;

export interface ReleasedArgs {
    readonly line: string;
    readonly task: Pick<TaskSettings, "architecture" | "permissions"> & { readonly count: number };
    /** The command that each release runs once before its rollout. @default - none */
    readonly once?: Before;
    /** Further checks of Verify. @default - none */
    readonly asked?: ScriptPart;
    /** Its scheduled commands. */
    readonly schedules: Schedules;
    /** Further values of the blueprint, for a service that answers requests. @default - none */
    readonly blueprint?: Pick<BlueprintSettings, "port" | "healthPath" | "files" | "hooks">;
}

/** The steps and outputs that services and workers have in common, with any engine. */
export function releasedTo(
    deployed: Deployed,
    { line, task, once, asked, schedules, blueprint }: ReleasedArgs,
): Pick<Target, "platform" | "prepare" | "rollOut" | "verify" | "blueprint" | "scheduled"> & {
    readonly outputs: Record<string, pulumi.Output<string>>;
} {
    const { service, moved, context } = deployed;
    const { network, project, environment } = context;
    const others = reachesOthers(task.permissions, line, `${project}-${environment}`);
    const commands = Object.entries(schedules).map(([name, { command }]) => [name, command] as const);
    return {
        platform: PLATFORMS[task.architecture],
        prepare: ecsPrepare(deployed),
        rollOut: [...(once ? [beforeStep(service, once, context)] : []), moved.rollOut],
        verify: ecsVerify(deployed, [...(asked ? [asked] : []), registersScheduled(service, schedules, context)]),
        blueprint: pulumi
            .all([service.taskDefinition, network.taskSubnetIds, service.securityGroupId])
            .apply(([taskDefinition, subnets, securityGroup]) =>
                renderBlueprint({
                    line,
                    environment,
                    count: task.count,
                    ...blueprint,
                    ...(commands.length > 0 ? { schedules: Object.fromEntries(commands) } : {}),
                    taskDefinition,
                    subnets,
                    securityGroup,
                    publicAddress: network.tasksArePublic,
                }),
            ),
        scheduled: commands.map(([name]) => scheduledFamily(service.family, name)),
        outputs: {
            taskRoleName: service.taskRole.name,
            ...(others.length > 0 ? { taskRoleReaches: pulumi.output(others.join(", ")) } : {}),
        },
    };
}
