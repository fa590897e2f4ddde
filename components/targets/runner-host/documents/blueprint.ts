import { renderPlaceholderCommand } from "../../../documents/placeholder";
import type { Login } from "../../machines/login";
import type { Decided } from "../settings";

export interface BlueprintSettings {
    readonly line: string;
    readonly environment: string;
    readonly settings: Pick<Decided, "port" | "containerPort" | "healthPath" | "drainingSeconds" | "environment">;
    /** How docker is logged in on the host. */
    readonly login: Login;
}

/** Renders an environment's half of a deployment: what Prepare joins with a release, and what a new host reads itself. */
export function renderBlueprint({ line, environment, settings, login }: BlueprintSettings): string {
    const { port, containerPort, healthPath, drainingSeconds } = settings;
    return JSON.stringify({
        format: 1,
        line,
        environment,
        carries: "image",
        port,
        containerPort,
        healthPath,
        drainingSeconds,
        environmentVariables: sorted(settings.environment),
        login: { by: login.by, env: sorted(login.env) },
        placeholder: { command: renderPlaceholderCommand(containerPort, healthPath) },
    });
}

/** The order in a settings file is no difference. */
function sorted(values: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
