import { renderPlaceholderCommand } from "../../../documents/placeholder";
import { type AppSpecSettings, renderAppSpec } from "./app-spec";

export interface BlueprintSettings extends AppSpecSettings {
    readonly line: string;
    readonly environment: string;
    /** Tasks that run; Prepare sets it before each rollout. */
    readonly count: number;
    readonly healthPath: string;
    readonly taskDefinition: Record<string, unknown>;
}

/** Renders an environment's half of a deployment: what Prepare joins with a release. */
export function renderBlueprint({
    line,
    environment,
    count,
    healthPath,
    taskDefinition,
    ...network
}: BlueprintSettings): string {
    return JSON.stringify({
        format: 1,
        line,
        environment,
        count,
        taskdef: taskDefinition,
        appspec: renderAppSpec(network),
        placeholder: { command: renderPlaceholderCommand(network.port, healthPath) },
    });
}
