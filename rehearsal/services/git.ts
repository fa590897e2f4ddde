import { type FSWatcher, mkdirSync, mkdtempSync, rmSync, watch, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { git as run } from "../../text/git";
import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { unpushed } from "./unpushed";

/** Git knows the repository and nothing else: neither the person who rehearses nor what lies around the files. */
export function git(repository: string, ...command: readonly string[]): Buffer {
    return asked(() => run([`--git-dir=${repository}`, ...command]));
}

/** The same, as text without the end of its last line. */
export function gitText(repository: string, ...command: readonly string[]): string {
    return git(repository, ...command)
        .toString()
        .trimEnd();
}

function asked(ask: () => Buffer): Buffer {
    try {
        return ask();
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT")
            throw new NotRehearsed("CodeCommit, which needs git, and there is no git on PATH");
        throw error;
    }
}

/** Whose word comes before that of any `.gitattributes`: files are the bytes they are, and all of them. */
const AS_THEY_ARE = "* -text -ident -filter -working-tree-encoding -export-ignore -export-subst\n";

/** An empty repository, which takes files as they are. */
export function makeRepository(path: string, branch: string): void {
    mkdirSync(path, { recursive: true });
    git(path, "init", "--quiet", "--bare", "--template=", `--initial-branch=${branch}`);
    for (const name of ["hooks", "info"]) mkdirSync(join(path, name), { recursive: true });
    writeFileSync(join(path, "info", "attributes"), AS_THEY_ARE);
}

/** Touched by every push, below the repository. */
const PUSHED = "pushed";

/** Hears of pushes to a repository as they come, until it is told to stop. */
export function hearPushes(path: string, hear: () => void): FSWatcher {
    writeFileSync(join(path, "hooks", "post-receive"), `#!/bin/sh\n: >${PUSHED}\n`, { mode: 0o755 });
    return watch(path, (_, file) => {
        if (file === PUSHED) hear();
    });
}

/** Who commits is an invented person. */
const ADA = { NAME: "Ada", EMAIL: "ada@example.com" };
const COMMITTER = Object.fromEntries(
    Object.entries(ADA).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
    ]),
);

/** The commit that a name or an id means, where there is one. */
export function commitIn(repository: string, name: string): string | undefined {
    try {
        return gitText(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`);
    } catch {
        return undefined;
    }
}

/** `Ada <ada@example.com> 1790000000 +0000` */
export function personOf(line = ""): { readonly name: string; readonly email: string; readonly date: string } {
    const [, name = "", email = "", date = ""] = /^(.*) <(.*)> (\d+ [+-]\d+)$/.exec(line) ?? [];
    return { name, email, date };
}

/**
 * Commits a folder as it is and pushes it, from a repository that is removed again; the folder is only read, and what lies in
 * it configures nothing but, by `.gitignore`, what is left out.
 * @returns the commit that the branch points at then; a new one only where something changed
 */
export function pushTo(
    account: LocalAccount,
    { path, branch }: { readonly path: string; readonly branch: string },
    directory: string,
    message: string,
): string {
    const work = join(account.folder, "work");
    mkdirSync(work, { recursive: true });
    const clone = mkdtempSync(join(work, "push-"));
    const between = (...command: readonly string[]) =>
        asked(() => run([`--git-dir=${clone}`, ...command], { protocol: "file" }));
    try {
        makeRepository(clone, branch);
        between("fetch", "--quiet", path, "+refs/heads/*:refs/heads/*");
        const commit = committed(account, clone, { directory, branch, message });
        between("push", "--quiet", path, `${commit}:refs/heads/${branch}`);
        return commit;
    } finally {
        rmSync(clone, { recursive: true, force: true });
    }
}

interface Wanted {
    readonly directory: string;
    readonly branch: string;
    readonly message: string;
}

/** By git's plumbing, which knows no hooks, templates or settings of commits. */
function committed(account: LocalAccount, clone: string, { directory, branch, message }: Wanted): string {
    const folder = resolve(directory);
    const left = unpushed(folder);
    const repositories = left.filter(({ isRepository }) => isRepository).map(({ path }) => path);
    if (repositories.length > 0) account.record({ kind: "unpushed", about: folder, data: { repositories } });
    // Names are bytes.
    const ask = (args: readonly string[], input = "", env?: NodeJS.ProcessEnv) =>
        asked(() => run([`--git-dir=${resolve(clone)}`, ...args], { input: Buffer.from(input, "latin1"), env }))
            .toString("latin1")
            .trimEnd();
    const files = ["-C", folder, "-c", "core.bare=false", `--work-tree=${folder}`];
    const without = left.map(({ path }) => `:(top,exclude,literal)${path}`);
    const list = ask([...files, "ls-files", "--others", "--exclude-standard", "-z", "--", ":(top)", ...without]);
    ask([...files, "update-index", "--add", "-z", "--stdin"], list.split("\0").filter(isFile).join("\0"));
    const tree = ask(["write-tree"]);
    const newest = ask(["for-each-ref", "--format=%(objectname) %(tree)", `refs/heads/${branch}`]);
    const [parent = "", before] = newest.split(" ");
    if (before === tree) return parent;
    return ask(
        ["commit-tree", tree, ...(parent === "" ? [] : ["-p", parent])],
        Buffer.from(`${message}\n`).toString("latin1"),
        COMMITTER,
    );
}

/** Of what git lists, and not a folder, which is how it lists a repository. */
function isFile(path: string): boolean {
    return path !== "" && !path.endsWith("/");
}
