import { renderIdleCommand, renderPlaceholderCommand } from "../../../documents/placeholder";
import { CONTAINER } from "./task-definition";

/** Where its health is asked for. */
export interface Answers {
    readonly port: number;
    readonly healthPath: string;
}

export function answersOf(port: number | undefined, healthPath: string | undefined): Answers | undefined {
    return port === undefined || healthPath === undefined ? undefined : { port, healthPath };
}

/** Renders the placeholder's command: it answers, or just runs. */
export function renderWaiting(answers?: Answers): string[] {
    return answers ? renderPlaceholderCommand(answers.port, answers.healthPath) : renderIdleCommand();
}

/** Renders the container that stands in for an application until its first release. */
export function renderPlaceholderContainers(image: string, answers?: Answers): object[] {
    return [
        {
            name: CONTAINER,
            image,
            essential: true,
            command: renderWaiting(answers),
            linuxParameters: { initProcessEnabled: true },
            ...(answers ? { portMappings: [{ containerPort: answers.port, protocol: "tcp" }] } : {}),
        },
    ];
}
