import { renderPlaceholderCommand } from "../../../documents/placeholder";
import { CONTAINER } from "./task-definition";

/** Renders the container that stands in for an application until its first release. */
export function renderPlaceholderContainers(image: string, port: number, healthPath: string): object[] {
    return [
        {
            name: CONTAINER,
            image,
            essential: true,
            command: renderPlaceholderCommand(port, healthPath),
            linuxParameters: { initProcessEnabled: true },
            portMappings: [{ containerPort: port, protocol: "tcp" }],
        },
    ];
}
