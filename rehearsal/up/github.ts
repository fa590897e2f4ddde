// `git push` of the user's application to GitHub, where a line is made by a workflow there.
import { type PlannedWorkflow, workflowsOf } from "../../plan/workflows";
import type { LocalAccount } from "../account/local-account";
import type { Approver } from "../actions/types";
import { commitIn, pushTo } from "../services/git";
import { pathAtGithub, withWorkflow } from "../workflows/at-github";
import { Workflows } from "../workflows/workflows";
import { sourceOf, type SourceOptions } from "./source";

/** With the workflow, where the application has none: the next steps of `up` say how it is put there. */
export function pushToGithub(
    account: LocalAccount,
    sourceOptions: SourceOptions,
    approver: Approver,
    again: boolean,
): void {
    const planned = workflowsOf(account.plans);
    if (planned.length === 0 || sourceOptions.source === undefined) return;
    const workflows = account.part(Workflows);
    workflows.resume();
    const folder = sourceOf(account, sourceOptions.source, sourceOptions);
    for (const { repository } of planned.filter(isFirst)) {
        const same = planned.filter((each) => each.repository === repository);
        const [first] = same;
        if (!first) continue;
        const to = { path: pathAtGithub(account, first), branch: first.branch };
        // A rehearsal that goes on has pushed it before; the next push would take the workflow away again.
        if (again || commitIn(to.path, `refs/heads/${to.branch}`) === undefined)
            pushTo(account, to, folder, "Try a change");
        for (const each of same) {
            try {
                withWorkflow(account, each);
            } catch (error) {
                workflows.refuse(each, `it could not be put there: ${(error as Error).message.trim()}`);
            }
        }
        account.work(workflows.look(first, approver));
    }
}

/** Lines may share a repository, each with a file of its own. */
function isFirst({ repository }: PlannedWorkflow, at: number, all: readonly PlannedWorkflow[]): boolean {
    return all.findIndex((each) => each.repository === repository) === at;
}
