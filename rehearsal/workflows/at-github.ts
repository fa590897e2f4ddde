// The repository of a workflow: a real bare git repository, and what GitHub knows of it beside.
import { join } from "node:path";

import type { PlannedWorkflow } from "../../plan/workflows";
import { git as run } from "../../text/git";
import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { commitIn, git, gitText, makeRepository } from "../services/git";
import { secretOfKey } from "./identity";
import type { Repository, Values } from "./job-facts";
import type { Trigger } from "./triggers";

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

// What it means at GitHub that a ref points somewhere else. A pull request is a ref, as there: a push to refs/pull/7/head opens
// it, or adds to it; one to refs/pull/7/fork is the same from a repository of somebody else. A push to refs/dispatch/<file>
// starts that workflow by hand.

interface Moved {
    readonly ref: string;
    /** What it pointed at; nothing where it is new. */
    readonly before?: string;
    /** The commit that it points at now. */
    readonly sha: string;
}

/** Nothing where nobody is told. @param branch the repository's own */
export function triggerOf(path: string, { ref, before, sha }: Moved, branch: string): Trigger | undefined {
    const [, kind, name = ""] = /^refs\/(heads|tags|pull|dispatch)\/(.+)$/.exec(ref) ?? [];
    const own = `refs/heads/${branch}`;
    if (kind === undefined) return undefined;
    if (kind === "dispatch") {
        const file = `.github/workflows/${name}`;
        return { event: "workflow_dispatch", ...about(path, own), ref: own, file, inputs: {} };
    }
    if (kind === "pull") {
        const [, number, from] = /^(\d+)\/(head|fork)$/.exec(name) ?? [];
        // What has no commit in common with the branch, GitHub opens nothing for.
        if (number === undefined || !isRelated(path, own, sha)) return undefined;
        const changed = changedIn(path, `${own}...${sha}`);
        const what = { base: branch, head: `change-${number}`, fork: from === "fork", changed };
        return { event: "pull_request", number: Number(number), ...about(path, sha), ...what };
    }
    const changed = before === undefined ? filesOf(path, sha) : changedIn(path, `${before}..${sha}`);
    return { event: "push", ref, changed, ...about(path, sha), ...(before === undefined ? {} : { before }) };
}

function isRelated(path: string, ...commits: readonly string[]): boolean {
    const [roots, others] = commits.map((commit) => gitText(path, "rev-list", "--max-parents=0", commit).split("\n"));
    return roots?.some((root) => others?.includes(root)) === true;
}

function about(path: string, name: string) {
    const [sha = "", timestamp = "", message = ""] = gitText(path, "log", "-1", "--format=%H%x00%cI%x00%B", name).split(
        "\0",
    );
    return { sha, timestamp, message, actor: "ada" };
}

const named = (listed: string): string[] => listed.split("\0").filter((name) => name !== "");

function filesOf(path: string, sha: string): string[] {
    return named(git(path, "ls-tree", "-r", "--name-only", "-z", sha).toString());
}

function changedIn(path: string, range: string): string[] {
    return named(git(path, "diff", "--name-only", "--no-renames", "-z", range).toString());
}
