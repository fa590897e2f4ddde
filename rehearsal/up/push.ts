import { everyAction } from "../../policy/calls/pipelines";
import { text } from "../../policy/plan";
import type { Account } from "../account/account";
import { pushDirectory } from "../services/push";
import { REPOSITORY } from "../services/repositories";
import { sourceOf } from "./source";
import type { Wishes } from "./types";

/** `git push` of the user's application into every repository that a pipeline watches. */
export function pushSources(account: Account, wishes: Wishes): void {
    if (wishes.source === undefined) return;
    const watched = everyAction(account.plans)
        .filter(({ action }) => action.provider === "CodeCommit")
        .map(({ plan, action }) => `${plan.stack} ${action.configuration["RepositoryName"] ?? ""}`);
    for (const { plan, resource } of account.made(REPOSITORY)) {
        if (!watched.includes(`${plan.stack} ${text(resource, "repositoryName")}`)) continue;
        const folder = sourceOf(account, wishes.source, wishes);
        pushDirectory(account, text(resource, "arn"), folder, "Try a change");
    }
}
