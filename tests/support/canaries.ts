// Folders that try to run something. Each trick would leave a file behind where it worked.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const WHO = { GIT_AUTHOR_NAME: "Eve", GIT_AUTHOR_EMAIL: "e@example.com" };
const ENV = {
    ...{ PATH: process.env["PATH"], ...WHO, GIT_COMMITTER_NAME: "Eve", GIT_COMMITTER_EMAIL: "e@example.com" },
    ...{ GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
};

export function gitIn(folder: string, ...args: readonly string[]): string {
    return execFileSync("git", ["-C", folder, ...args], { env: ENV, stdio: ["ignore", "pipe", "pipe"] })
        .toString()
        .trim();
}

export class Canaries {
    /** @param cage holds the scripts and what they leave; outside of the folder that is looked at */
    constructor(private readonly cage: string) {
        mkdirSync(cage, { recursive: true });
    }

    /** A program that leaves its name, and lets git go on. */
    public program(name: string): string {
        const path = join(this.cage, `${name}.sh`);
        writeFileSync(path, `#!/bin/sh\ntouch '${join(this.cage, `${name}.ran`)}'\ncat 2>/dev/null\nexit 0\n`);
        chmodSync(path, 0o755);
        return path;
    }

    /** What ran. */
    public get ran(): readonly string[] {
        return readdirSync(this.cage)
            .filter((name) => name.endsWith(".ran"))
            .map((name) => name.replace(".ran", ""))
            .sort();
    }

    /** Every setting by which a repository names a program; some through a file that it includes. */
    public configure(repository: string): void {
        const set = (name: string, value: string) => gitIn(repository, "config", name, value);
        for (const [name, key] of [
            ["fsmonitor", "core.fsmonitor"],
            ["pager", "core.pager"],
            ["editor", "core.editor"],
            ["ssh", "core.sshCommand"],
            ["gpg", "gpg.program"],
            ["external", "diff.external"],
            ["textconv", "diff.evil.textconv"],
            ["clean", "filter.evil.clean"],
            ["smudge", "filter.evil.smudge"],
            ["credential", "credential.helper"],
        ] as const)
            set(key, this.program(name));
        set("alias.status", `!${this.program("alias")}`);
        set("log.showSignature", "true");
        set("filter.evil.required", "true");
        const included = join(this.cage, "included");
        writeFileSync(included, `[filter "more"]\n\tprocess = ${this.program("process")}\n`);
        set("include.path", included);
        const hooks = join(this.cage, "hooks");
        mkdirSync(hooks, { recursive: true });
        for (const hook of ["pre-commit", "post-index-change", "reference-transaction", "post-commit", "pre-push"]) {
            writeFileSync(join(hooks, hook), `#!/bin/sh\nexec '${this.program(`hook-${hook}`)}'\n`);
            chmodSync(join(hooks, hook), 0o755);
        }
        set("core.hooksPath", hooks);
    }

    /** An application in a repository of its own whose attributes and settings run what they can. */
    public application(folder: string, { commit = true } = {}): string {
        mkdirSync(folder, { recursive: true });
        gitIn(folder, "init", "--quiet", "--initial-branch=main");
        writeFileSync(join(folder, "main.js"), "1\r\n");
        writeFileSync(
            join(folder, ".gitattributes"),
            "*.js filter=evil diff=evil text eol=lf ident\n*.txt filter=more\nsecret export-ignore\n",
        );
        writeFileSync(join(folder, "note.txt"), "note\n");
        writeFileSync(join(folder, "secret"), "$Format:%H$\n");
        if (commit) {
            gitIn(folder, "add", ".");
            gitIn(folder, "commit", "--quiet", "--message", "First");
        }
        this.configure(folder);
        // Another time and the same bytes: git has to look inside, by its filters.
        writeFileSync(join(folder, "main.js"), "2\r\n");
        writeFileSync(join(folder, "note.txt"), "more\n");
        return folder;
    }

    /** Whether the tricks work at all: git, asked carelessly, runs some of them. */
    public isDangerous(folder: string): boolean {
        gitIn(folder, "status", "--short");
        return existsSync(join(this.cage, "fsmonitor.ran"));
    }
}
