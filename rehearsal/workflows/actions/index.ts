// Every action of the marketplace that is stood in for. A new one stands among its like and has a line here.
import type { Fidelity } from "../../engine/fidelity";
import { attest, downloadArtifact, uploadArtifact } from "./artifacts";
import { configureAwsCredentials, ecrLogin } from "./aws";
import { cache, checkout, setupNode, setupPython } from "./setup";
import type { StandIn } from "./types";

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

/** What is rehearsed of workflows as a whole. */
const workflows: Fidelity = {
    executed:
        "the file as it stands: events and their filters, jobs, needs, conditions, matrices, outputs, concurrency, permissions; expressions by GitHub's own evaluator; `run` in the shell that GitHub documents; environment files, log commands, masks",
    evaluated: "the token of a job, by the trust policy of the role that it asks for",
    stoodIn:
        "the runner: a room with this machine's programs, also for a job that a host of the plan takes, beside that host, or a project of CodeBuild; `aws` and `docker` answer from the rehearsed account; variables and secrets as the next steps set them, and no others; reviewers: the person who rehearses",
    notRehearsed:
        "other events, containers and services of jobs, reusable workflows, actions of one's own, every other action of the marketplace, steps in the background; what asks GitHub for more than whom an environment asks; the merge of a pull request, whose own commit is taken",
    source: "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax",
};

export const workflowFidelity: readonly (Fidelity & { readonly what: string })[] = [
    { what: "Workflows of GitHub", ...workflows },
    ...actions.map(({ name, fidelity }) => ({ what: name, ...fidelity })),
];
