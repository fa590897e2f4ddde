import { any, type Reason, type Subject, within } from "./types";

const role: readonly Reason[] = [
    [any, "what jobs of the workflow on GitHub may do: push this line's images, and make one the candidate"],
];

const letsGo: readonly Reason[] = [
    [
        any,
        "what the job of the workflow may do that takes releases out: start this line's pipeline, and see how it goes",
    ],
];

/** Jobs of a workflow that take releases out. */
export const githubShips: Subject = {
    isMine: within("GithubShip"),
    reasons: { "aws:iam/role:Role": letsGo, "aws:iam/rolePolicy:RolePolicy": letsGo },
};

/** The make half, where a workflow of GitHub Actions runs it. */
export const github: Subject = {
    isMine: within("GithubActions"),
    reasons: { "aws:iam/role:Role": role, "aws:iam/rolePolicy:RolePolicy": role },
};
