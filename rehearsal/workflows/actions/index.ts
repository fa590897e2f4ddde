// Every action of the marketplace that is stood in for. A new one is a file and a line here.
import { attest } from "./attest";
import { cache } from "./cache";
import { checkout } from "./checkout";
import { configureAwsCredentials } from "./configure-aws-credentials";
import { downloadArtifact } from "./download-artifact";
import { ecrLogin } from "./ecr-login";
import { setupNode } from "./setup-node";
import { setupPython } from "./setup-python";
import type { StandIn } from "./types";
import { uploadArtifact } from "./upload-artifact";

export const actions: readonly StandIn[] = [
    checkout,
    setupPython,
    setupNode,
    cache,
    uploadArtifact,
    downloadArtifact,
    configureAwsCredentials,
    ecrLogin,
    attest,
];

/** By what `uses` says; which version is not looked at. */
export function actionNamed(uses: string): StandIn | undefined {
    const [name = ""] = uses.split("@");
    return actions.find((action) => action.name === name.toLowerCase());
}

/** Why it cannot be played with this input; an expression is seen when the step begins. */
export function inputProblem(
    { name, inputs, refused = {} }: StandIn,
    input: string,
    value: string,
): string | undefined {
    const refusal = Object.hasOwn(refused, input) ? refused[input] : undefined;
    if (refusal) {
        const allowed = refusal.unless?.includes(value) === true || value.includes("${{") || value === "";
        return allowed ? undefined : `not rehearsed: ${input} of ${name}; ${refusal.says}`;
    }
    if (Object.hasOwn(inputs, input)) return undefined;
    return `${name} knows no ${input}; it knows ${Object.keys({ ...inputs, ...refused }).join(", ")}`;
}
