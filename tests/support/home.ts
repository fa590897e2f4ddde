// A home folder to be looked for: whatever in it is read, says so wherever it turns up.
import { createHash, randomUUID } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const CANARY = `CANARY-${randomUUID()}`;

const FILES = [
    ...[".aws/credentials", ".ssh/id_rsa", ".ssh/authorized_keys", ".docker/config.json", ".kube/config", ".netrc"],
    ...[".npmrc", ".vault-token", ".git-credentials", ".pulumi/credentials.json", "other/.env", "other/Dockerfile"],
    ...[".bashrc", ".profile", ".gitconfig", ".cargo/credentials.toml", ".local/share/keyrings/login.keyring"],
];

export function makeHome(home: string): void {
    for (const name of FILES) {
        mkdirSync(dirname(join(home, name)), { recursive: true });
        // What git, docker and podman can read: a remark, or a key that none of them asks for.
        const canary = `${CANARY} ${name}`;
        writeFileSync(join(home, name), name.endsWith(".json") ? JSON.stringify({ canary }) : `# ${canary}\n`);
    }
    // Programs of one's own, which a job may run; they stand beside what it may not see.
    mkdirSync(join(home, ".local/bin"), { recursive: true });
    writeFileSync(join(home, ".local/bin/own-tool"), "#!/bin/sh\necho own tool\n");
    chmodSync(join(home, ".local/bin/own-tool"), 0o755);
}

/** Everything there is to change: kind, mode, owner, time, inode, bytes. */
export function stateOf(folder: string): readonly string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .sort()
        .map((name) => {
            const path = join(folder, name);
            const { mode, uid, gid, mtimeMs, ino } = lstatSync(path);
            const kind = lstatSync(path);
            const content = kind.isFile() ? readFileSync(path) : kind.isSymbolicLink() ? readlinkSync(path) : "";
            const bytes = createHash("sha256").update(content).digest("hex");
            return [name, mode.toString(8), uid, gid, kind.isDirectory() ? "" : mtimeMs, ino, bytes].join(" ");
        });
}

/** What is gone, and what is new. */
export function changesOf(before: readonly string[], now: readonly string[]): readonly string[] {
    return [
        ...before.filter((line) => !now.includes(line)).map((line) => `was: ${line}`),
        ...now.filter((line) => !before.includes(line)).map((line) => `is: ${line}`),
    ];
}

/** Gives this process, and whatever it starts, a home folder that is looked for; says what has become of it. */
export function liveIn(home: string): () => readonly string[] {
    makeHome(home);
    process.env["HOME"] = home;
    const before = stateOf(home);
    return () => changesOf(before, stateOf(home));
}
