import { any, type Reason, type Subject, within } from "./types";

const role: readonly Reason[] = [
    [any, "what jobs of the workflow on GitHub may do: push this line's images, and make one the candidate"],
];

/** The make half, where a workflow of GitHub Actions runs it. */
export const github: Subject = {
    isMine: within("GithubActions"),
    reasons: { "aws:iam/role:Role": role, "aws:iam/rolePolicy:RolePolicy": role },
};
