import { readFileSync } from "node:fs";
import { join } from "node:path";

import { renderScript } from "../../../documents/buildspec";
import { renderCommand } from "../../machines/command";

const ASK = join(__dirname, "..", "host", "ask.sh");

/** Renders the question that Verify asks. It takes no parameters. */
export function renderAsk({ port, healthPath }: { readonly port: number; readonly healthPath: string }): string {
    return renderCommand({
        description: "Says which release this machine has, and whether it answers.",
        name: "ask",
        values: { PORT: String(port), HEALTH_PATH: healthPath },
        script: readFileSync(ASK, "utf8"),
        timeoutSeconds: 60,
    });
}

/**
 * Renders the command by which a release comes, under bash, which Systems Manager does not use by itself. What is sent along is text of letters, digits and three signs, so that it means nothing to a shell.
 */
export function renderShip(): string {
    return renderCommand({
        description: "Takes a release beside the one that is live, and back where it does not answer.",
        name: "ship",
        parameters: {
            Deployment: {
                description: "What Prepare wrote, in base64.",
                allowedPattern: "^[A-Za-z0-9+/=]{1,32000}$",
            },
        },
        values: { DEPLOYMENT: "{{ Deployment }}" },
        script: [
            "export DEPLOYMENT",
            "script=$(mktemp)",
            "cat >\"$script\" <<'END-OF-SHIP'",
            renderScript(["host-switch", "host-ship"]),
            "END-OF-SHIP",
            'bash "$script" </dev/null',
            "code=$?",
            'rm -f "$script"',
            'exit "$code"',
        ].join("\n"),
        timeoutSeconds: 2400,
    });
}
