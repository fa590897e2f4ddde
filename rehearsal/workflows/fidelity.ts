import type { Fidelity } from "../engine/fidelity";
import { actions } from "./actions";

/** What is rehearsed of workflows as a whole. */
const workflows: Fidelity = {
    executed:
        "the file as it stands: events and their filters, jobs, needs, conditions, matrices, outputs, concurrency, permissions; expressions by GitHub's own evaluator; `run` in the shell that GitHub documents; environment files, log commands, masks",
    evaluated: "the token of a job, by the trust policy of the role that it asks for",
    stoodIn:
        "the runner: a room with this machine's programs, also for a job that a host of the plan takes, beside that host; `aws` and `docker` answer from the rehearsed account; variables and secrets as the next steps set them, and no others; reviewers: the person who rehearses",
    notRehearsed:
        "other events, containers and services of jobs, reusable workflows, actions of one's own, every other action of the marketplace, steps in the background; what asks GitHub for more than whom an environment asks; the merge of a pull request, whose own commit is taken",
    source: "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax",
};

export const workflowFidelity: readonly (Fidelity & { readonly what: string })[] = [
    { what: "Workflows of GitHub", ...workflows },
    ...actions.map(({ name, fidelity }) => ({ what: name, ...fidelity })),
];
