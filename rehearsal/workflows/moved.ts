// What it means at GitHub that a ref points somewhere else. A pull request is a ref, as there: a push to refs/pull/7/head opens
// it, or adds to it; one to refs/pull/7/fork is the same from a repository of somebody else. A push to refs/dispatch/<file>
// starts that workflow by hand.
import { git, gitText } from "../services/git";
import type { Trigger } from "./triggers";

export interface Moved {
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
