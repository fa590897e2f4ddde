// The repository of a workflow: a real bare git repository, and what GitHub knows of it beside.
import { join } from "node:path";

import type { PlannedWorkflow } from "../../plan/workflows";
import { git as run } from "../../text/git";
import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { commitIn, git, gitText, makeRepository } from "../services/git";
import { secretOfKey } from "./access-keys";
import type { Repository, Values } from "./repository";

const NAME = /^[A-Za-z0-9][A-Za-z0-9-]*\/(?!\.{1,2}$)[\w.-]+$/;
/** Of a repository whose role names none: any numbers, and tokens that have none. */
const UNKNOWN = { owner: "1", repository: "1" };

/** Where it lies: a push to this path is a push to GitHub. */
export function pathAtGithub(account: LocalAccount, { repository, branch }: PlannedWorkflow): string {
    if (!NAME.test(repository)) throw new NotRehearsed(`a repository at GitHub that is called ${repository}`);
    const path = join(account.folder, "github", `${repository}.git`);
    makeRepository(path, branch);
    return path;
}

export function repositoryAtGithub(account: LocalAccount, planned: PlannedWorkflow): Repository {
    const [owner = "", name = ""] = planned.repository.split("/");
    const ids = planned.ids ?? UNKNOWN;
    const path = pathAtGithub(account, planned);
    return {
        owner,
        name,
        ownerId: ids.owner,
        id: ids.repository,
        immutable: planned.ids !== undefined,
        visibility: "private",
        defaultBranch: planned.branch,
        secrets: secretsOf(planned),
        variables: planned.variables,
        // As the next steps say that they are made.
        environments: Object.fromEntries(
            planned.behind.map(({ name, asks }) => [
                name,
                { reviewed: asks, secrets: secretsOf(planned, name), variables: {} },
            ]),
        ),
        archive: (commit) => git(path, "archive", "--format=zip", commit),
    };
}

/** As the next steps set them, each where it belongs. */
function secretsOf({ secrets }: PlannedWorkflow, environment?: string): Values {
    return Object.fromEntries(
        secrets
            .filter((secret) => secret.environment === environment)
            .map(({ name, keyId }) => [name, secretOfKey(keyId)]),
    );
}

/**
 * What `fairlead workflow --write` and another commit would do, where the repository has no such file: by git's plumbing, so
 * no link of the repository is followed.
 * @returns the commit that the branch points at then
 */
export function withWorkflow(account: LocalAccount, planned: PlannedWorkflow): string {
    const path = pathAtGithub(account, planned);
    const { branch, file, text } = planned;
    const commit = commitIn(path, `refs/heads/${branch}`);
    if (commit === undefined) throw new Error(`nothing was pushed to ${planned.repository}`);
    if (gitText(path, "ls-tree", commit, "--", file) !== "") return commit;
    const env = { GIT_INDEX_FILE: join(account.folder, "work", `${planned.resource.name}.index`), ...ADA };
    const ask = (args: readonly string[], input = "") =>
        run([`--git-dir=${path}`, ...args], { env, input })
            .toString()
            .trim();
    const blob = ask(["hash-object", "-w", "--stdin"], text);
    ask(["read-tree", commit]);
    ask(["update-index", "--add", "--cacheinfo", `100644,${blob},${file}`]);
    const made = ask(["commit-tree", ask(["write-tree"]), "-p", commit], "Deliver by GitHub Actions\n");
    ask(["update-ref", `refs/heads/${branch}`, made, commit]);
    return made;
}

const ADA = Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, "Ada"],
        [`GIT_${who}_EMAIL`, "ada@example.com"],
    ]),
);
