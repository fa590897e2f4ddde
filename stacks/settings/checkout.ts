// What git says of a folder that this machine builds. Read beside the settings: a component only describes.
import { execFileSync } from "node:child_process";

import type { Checkout } from "../../components/parts";

/** Asks git about a folder, relative to the project. Where there is no git or no checkout, nothing is known. */
export function checkoutOf(folder: string): Checkout {
    try {
        const [shallow, branch = ""] = git("rev-parse", "--is-shallow-repository", "--abbrev-ref", "HEAD").split("\n");
        const dirty = git("status", "--porcelain", "--", folder) !== "";
        // A shallow clone begins with a commit that seems to have touched everything.
        const about = shallow === "true" ? ["HEAD"] : ["HEAD", "--", folder];
        const [id, at, message] = git("log", "-1", "--format=%H%x00%cI%x00%B", ...about).split("\0");
        if (!id) return { dirty };
        return {
            id,
            at,
            message: message?.trim(),
            dirty,
            // A checkout of a commit, as machines make it, is on no branch.
            ...(branch === "HEAD" ? {} : { branch }),
            ...(shallow === "true" ? { shallow: true, tree: git("rev-parse", `HEAD:./${folder}`) } : {}),
        };
    } catch {
        return {};
    }
}

function git(...args: readonly string[]): string {
    const env = { ...process.env, GIT_OPTIONAL_LOCKS: "0" };
    return execFileSync("git", args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }).trim();
}
