import { type AppSpecSettings, renderAppSpec } from "./app-spec";
import { answersOf, renderWaiting } from "./placeholder";

export interface BlueprintSettings extends AppSpecSettings {
    readonly line: string;
    readonly environment: string;
    /** Tasks that run; Prepare sets it before each rollout. */
    readonly count: number;
    /** Present where it has a port. */
    readonly healthPath?: string;
    readonly taskDefinition: Record<string, unknown>;
    /** Commands that run at their hours, by the names of their schedules. */
    readonly schedules?: Readonly<Record<string, readonly string[]>>;
    /** The repository's own files that are taken where a release brings them along, by their paths. */
    readonly files?: { readonly taskdef: string; readonly appspec?: string };
}

/** Renders an environment's half of a deployment: what Prepare joins with a release. */
export function renderBlueprint({
    line,
    environment,
    count,
    healthPath,
    taskDefinition,
    files,
    schedules,
    ...network
}: BlueprintSettings): string {
    return JSON.stringify({
        format: 1,
        line,
        environment,
        count,
        taskdef: taskDefinition,
        appspec: renderAppSpec(network),
        ...(files ? { files } : {}),
        ...(schedules ? { schedules } : {}),
        placeholder: { command: renderWaiting(answersOf(network.port, healthPath)) },
    });
}
