import type { InstanceShown } from "../../screen/model";
import type { DeploymentHistory } from "../../screen/story/deployments";

/** A task, and how its program ended where it did so by itself. */
export interface MayCrash extends InstanceShown {
    /** What it was started for: a release, or the way back from one. */
    readonly taskSet: string;
    exitCode?: number;
}

interface Served {
    readonly stack: string;
    readonly name: string;
    readonly listener?: string;
    readonly tasks: readonly MayCrash[];
}

/**
 * Tasks of what is live that ended by themselves once its release was over. Others take their place, so one that is well
 * proves nothing of a program that goes on crashing.
 */
export function crashed(service: Served, live: string | undefined, deployments: DeploymentHistory): readonly string[] {
    const { stack, name } = service;
    const tasks = service.tasks.filter(({ taskSet }) => taskSet === live);
    const released = releasedAt(service, tasks[0]?.began ?? 0, deployments);
    const ended = tasks.filter(({ exitCode, ended = 0 }) => exitCode !== undefined && ended >= released);
    const code = ended.at(-1)?.exitCode;
    if (code === undefined) return [];
    return [
        ended.length === 1
            ? `1 task of ${stack} ${name} ended by itself after the release, with exit code ${code}`
            : `${ended.length} tasks of ${stack} ${name} ended by themselves after the release, the last with exit code ${code}`,
    ];
}

/** When the deployment was over that began tasks at this moment; never, while none is. */
function releasedAt({ stack, name, listener }: Served, began: number, { all }: DeploymentHistory): number {
    const mine = all.filter(
        (each) =>
            each.stack === stack && (each.name === name || (listener !== undefined && each.listener === listener)),
    );
    return Math.min(...mine.flatMap(({ ended = 0 }) => (ended >= began ? [ended] : [])));
}
