// `--keep`: everything stays up, and a push by hand starts what the plans say.
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { workflowsOf } from "../../plan/workflows";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Approver } from "../../rehearsal/actions/types";
import { Repositories } from "../../rehearsal/services/repositories";
import { pathAtGithub } from "../../rehearsal/workflows/at-github";
import { Workflows } from "../../rehearsal/workflows/workflows";
import { wrap } from "../../text/wrap";

/** Hears of every push from now on; answers what there is to try. */
export function stayUp(account: LocalAccount, approver: Approver): string {
    const repositories = account.part(Repositories);
    const remotes = account.created(TYPE.codeRepository).map(({ plan, resource }) => {
        const arn = text(resource, "arn");
        const ear = repositories.listen(arn);
        account.atEnd(() => Promise.resolve(ear.close()));
        const push = `git push --force "${repositories.pathOf(arn)}" HEAD:${repositories.defaultBranch(arn)}`;
        return { title: `${text(resource, "repositoryName")} in ${plan.stack}`, push };
    });
    const workflows = account.part(Workflows);
    const perRepository = new Map(workflowsOf(account.plans).map((planned) => [planned.repository, planned]));
    const atGithub = [...perRepository.values()].map((planned) => {
        const ear = workflows.listen(planned, approver);
        account.atEnd(() => Promise.resolve(ear.close()));
        const push = `git push --force "${pathAtGithub(account, planned)}" HEAD:${planned.branch}`;
        return { title: `${planned.repository} at GitHub`, push };
    });
    return [
        "",
        "Everything above stays up until Ctrl-C.",
        // Not wrapped: it is there to be copied. By force: your repository knows nothing of what was pushed so far.
        ...[...remotes, ...atGithub].flatMap(({ title, push }) => [...wrap(`Push to ${title}:`, ""), `  ${push}`]),
        "",
    ].join("\n");
}
