// What git says of a folder that this machine builds. Read beside the settings: a component only describes.
//
// The checkout may be a stranger's, with a configuration of its own. Only `rev-parse` is asked there, which runs nothing; what
// looks at files is asked in an empty repository of ours that borrows the objects and the index.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import type { Checkout } from "../../components/checkout";
import { git } from "../../text/git";

/** Asks git about a folder, relative to the project. Where there is no git or no checkout, nothing is known. */
export function checkoutOf(folder: string): Checkout {
    const own = mkdtempSync(join(tmpdir(), "fairlead-git-"));
    try {
        const there = lookAt(own);
        const { ask, shallow, branch } = there;
        const dirty = ask("status", "--porcelain", "--no-renames", "--ignore-submodules=dirty", "--", folder) !== "";
        // A shallow clone begins with a commit that seems to have touched everything.
        const about = shallow ? ["HEAD"] : ["HEAD", "--", folder];
        const [id, at, message] = ask("log", "-1", "--format=%H%x00%cI%x00%B", ...about).split("\0");
        if (!id) return { dirty };
        return {
            id,
            at,
            message: message?.trim(),
            dirty,
            // A checkout of a commit, as machines make it, is on no branch.
            ...(branch === "HEAD" ? {} : { branch }),
            ...(shallow ? { shallow: true, tree: ask("rev-parse", `HEAD:./${folder}`) } : {}),
        };
    } catch {
        return {};
    } finally {
        rmSync(own, { recursive: true, force: true });
    }
}

interface Borrowed {
    readonly shallow: boolean;
    readonly branch: string;
    readonly ask: (...args: readonly string[]) => string;
}

const PATHS = ["objects", "index", "shallow", "info/exclude"];

/** Makes `own` a repository that is at the commit of the one around us, and has nothing else of it. */
function lookAt(own: string): Borrowed {
    const asked = [
        "--is-shallow-repository",
        "--show-object-format",
        "--show-toplevel",
        "HEAD",
        "--abbrev-ref",
        "HEAD",
    ];
    const said = git(["rev-parse", ...asked, ...PATHS.flatMap((path) => ["--git-path", path])], { as: "person" });
    const [shallow, format, top = "", commit = "", branch = "", ...paths] = said.toString().trim().split("\n");
    const [objects, index, boundary, excluded] = paths.map((path) => resolve(path)) as [string, string, string, string];
    for (const name of ["refs", "objects", "info"]) mkdirSync(join(own, name));
    const sha256 = format === "sha256" ? "[extensions]\nobjectFormat = sha256\n" : "";
    writeFileSync(join(own, "config"), `[core]\nrepositoryFormatVersion = 1\n${sha256}`);
    writeFileSync(join(own, "HEAD"), `${commit}\n`);
    // What a shallow clone lacks, and what is left out of it: names and patterns.
    for (const [from, to] of [
        [boundary, "shallow"],
        [excluded, "info/exclude"],
    ] as const)
        if (statSync(from, { throwIfNoEntry: false })?.isFile()) copyFileSync(from, join(own, to));
    const env = { GIT_OBJECT_DIRECTORY: objects, GIT_INDEX_FILE: index };
    const files = harmless();
    return {
        shallow: shallow === "true",
        branch,
        ask: (...args) =>
            git([`--git-dir=${own}`, `--work-tree=${top}`, ...files, ...args], { as: "person", env })
                .toString()
                .trim(),
    };
}

/** How files compare to what is committed is a matter of the disk they lie on; these name no program. */
const ABOUT_FILES =
    /^core\.(filemode|symlinks|ignorecase|autocrlf|eol|precomposeunicode|trustctime|checkstat)\n(true|false|input|lf|crlf|native|default|minimal)$/;

function harmless(): readonly string[] {
    const known = git(["config", "--list", "-z"], { as: "person" }).toString().split("\0");
    return known.filter((line) => ABOUT_FILES.test(line)).flatMap((line) => ["-c", line.replace("\n", "=")]);
}
