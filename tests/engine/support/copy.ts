import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The checkout these tests belong to. */
export const checkout = resolve(__dirname, "../../..");

/** A copy of the program in a folder of its own: the engine writes into stack files, and no test may touch the checkout. */
export interface Copy {
    readonly root: string;
    remove(): void;
}

export function copyProgram(): Copy {
    const root = mkdtempSync(join(realpathSync(tmpdir()), "fairlead-engine-"));
    for (const path of files()) {
        const from = join(checkout, path);
        if (existsSync(from) && statSync(from).isFile()) {
            mkdirSync(dirname(join(root, path)), { recursive: true });
            cpSync(from, join(root, path));
        }
    }
    symlinkSync(join(checkout, "node_modules"), join(root, "node_modules"), "dir");
    return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** What git tracks or would track; without git (a tarball) everything except what no program reads. */
function files(): string[] {
    const options = { cwd: checkout, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] } as const;
    const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], options);
    return listed.split("\0").filter((path) => path !== "" && !path.startsWith("tests/"));
}
