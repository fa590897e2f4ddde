import { readFileSync } from "node:fs";
import { join } from "node:path";

import { renderCommand } from "../../machines/command";

const SCRIPT = join(__dirname, "..", "ask.sh");

export interface AskSettings {
    /** How the agents know the deployment group. */
    readonly groupId: string;
    readonly carries: string;
    readonly port: number;
    readonly healthPath: string;
}

/** Renders the question that Verify asks each machine. It takes no parameters. */
export function renderAsk({ groupId, carries, port, healthPath }: AskSettings): string {
    return renderCommand({
        description: "Says which release this machine has, and whether it answers.",
        name: "ask",
        values: { GROUP_ID: groupId, CARRIES: carries, PORT: String(port), HEALTH_PATH: healthPath },
        script: readFileSync(SCRIPT, "utf8"),
        timeoutSeconds: 60,
    });
}
