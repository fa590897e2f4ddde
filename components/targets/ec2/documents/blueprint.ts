import { renderPlaceholderCommand } from "../../../documents/placeholder";
import type { Login } from "../../machines/login";
import type { Decided } from "../settings";
import { hooksOf } from "./hooks";

export interface BlueprintSettings {
    readonly line: string;
    readonly environment: string;
    readonly settings: Pick<Decided, "carries" | "port" | "containerPort" | "healthPath" | "start" | "environment">;
    /** How docker is logged in, and what that hook reads; absent where docker is not there. */
    readonly login?: Login;
    /** The fixed machine: one that takes its place has nothing yet, so its name is a change that deploys. */
    readonly instance?: string;
}

/** Renders an environment's half of a deployment: what Prepare joins with a release. */
export function renderBlueprint({ line, environment, settings, login, instance }: BlueprintSettings): string {
    const { carries, port, containerPort, healthPath, start } = settings;
    return JSON.stringify({
        format: 1,
        line,
        environment,
        carries,
        port,
        containerPort,
        healthPath,
        environmentVariables: sorted(settings.environment),
        ...(instance === undefined ? {} : { instance }),
        ...(carries === "image"
            ? {
                  login: sorted(login?.env ?? {}),
                  placeholder: { command: renderPlaceholderCommand(containerPort, healthPath) },
              }
            : // Said in either case: without it, a bundle has to say itself how it is started.
              { start: start ?? null }),
        files: hooksOf(carries, login?.by),
    });
}

/** The order in a settings file is no difference. */
function sorted(values: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
