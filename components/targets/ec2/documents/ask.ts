import { readFileSync } from "node:fs";
import { join } from "node:path";

const SCRIPT = join(__dirname, "..", "ask.sh");

export interface AskSettings {
    /** How the agents know the deployment group. */
    readonly groupId: string;
    readonly carries: string;
    readonly port: number;
    readonly healthPath: string;
}

/**
 * Renders the question that Verify asks each machine. It takes no parameters, so whoever may send it can ask and do nothing
 * else.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html#aws-runShellScript
 */
export function renderAsk({ groupId, carries, port, healthPath }: AskSettings): string {
    const values = { GROUP_ID: groupId, CARRIES: carries, PORT: String(port), HEALTH_PATH: healthPath };
    return JSON.stringify({
        schemaVersion: "2.2",
        description: "Says which release this machine has, and whether it answers.",
        mainSteps: [
            {
                action: "aws:runShellScript",
                name: "ask",
                inputs: {
                    timeoutSeconds: "60",
                    runCommand: [
                        ...Object.entries(values).map(([name, value]) => `${name}='${value}'`),
                        ...readFileSync(SCRIPT, "utf8").trimEnd().split("\n"),
                    ],
                },
            },
        ],
    });
}
