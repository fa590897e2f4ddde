import { renderPlaceholderCommand } from "../../../documents/placeholder";
import { hooksOf } from "./hooks";

export interface BlueprintSettings {
    readonly line: string;
    readonly environment: string;
    readonly carries: "image";
    /** What clients reach. */
    readonly port: number;
    readonly containerPort: number;
    readonly healthPath: string;
    /** Of the application. */
    readonly variables: Readonly<Record<string, string>>;
    /** What the hook reads that logs docker in. */
    readonly login: Readonly<Record<string, string>>;
    /** The fixed machine: one that takes its place has nothing yet, so its name is a change that deploys. */
    readonly instance?: string;
}

/** Renders an environment's half of a deployment: what Prepare joins with a release. */
export function renderBlueprint({ variables, login, instance, ...settings }: BlueprintSettings): string {
    const { carries, containerPort, healthPath } = settings;
    return JSON.stringify({
        format: 1,
        ...settings,
        // Sorted, because the order in a settings file is no difference.
        environmentVariables: sorted(variables),
        login: sorted(login),
        ...(instance === undefined ? {} : { instance }),
        files: hooksOf(carries),
        placeholder: { command: renderPlaceholderCommand(containerPort, healthPath) },
    });
}

function sorted(values: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
