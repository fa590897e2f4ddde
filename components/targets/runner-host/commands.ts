import * as ssm from "@pulumi/aws/ssm";
import type * as pulumi from "@pulumi/pulumi";

import { renderAsk, renderShip } from "./documents/commands";
import type { Decided } from "./settings";

/** What is sent to the host, and to nothing else. */
export interface Commands {
    readonly ask: ssm.Document;
    readonly ship: ssm.Document;
}

export function makeCommands(
    line: string,
    { port, healthPath }: Pick<Decided, "port" | "healthPath">,
    opts: pulumi.CustomResourceOptions,
): Commands {
    const make = (which: string, content: string): ssm.Document =>
        new ssm.Document(
            `${line}-${which}`,
            { documentType: "Command", documentFormat: "JSON", targetType: "/AWS::EC2::Instance", content },
            opts,
        );
    return { ask: make("ask", renderAsk({ port, healthPath })), ship: make("ship", renderShip()) };
}
