// `--keep`: everything stays up, and whoever pushes by hand sets going what the plans say.
import { text } from "../../plan/plans";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { Repositories } from "../../rehearsal/services/repositories";
import { wrap } from "../../text/wrap";
import { TYPE } from "../../plan/tokens";

/** Hears of every push from now on; answers what there is to try. */
export function stayUp(account: LocalAccount): string {
    const repositories = account.part(Repositories);
    const remotes = account.created(TYPE.codeRepository).map(({ plan, resource }) => {
        const arn = text(resource, "arn");
        const ear = repositories.listen(arn);
        account.atEnd(() => Promise.resolve(ear.close()));
        const push = `git push --force "${repositories.pathOf(arn)}" HEAD:${repositories.defaultBranch(arn)}`;
        return { title: `${text(resource, "repositoryName")} in ${plan.stack}`, push };
    });
    return [
        "",
        "Everything above stays up until Ctrl-C.",
        // Not wrapped: it is there to be copied. By force: your repository knows nothing of what was pushed so far.
        ...remotes.flatMap(({ title, push }) => [...wrap(`Push to ${title}:`, ""), `  ${push}`]),
        "",
    ].join("\n");
}
