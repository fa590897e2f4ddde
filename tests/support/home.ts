// What a person has on a machine that nothing rehearsed may read or change: a home folder and a login. Each holds a canary,
// which is known wherever it turns up.
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

// A login, with something in the keyring of its session, which every program that it starts inherits. By perl, because
// nothing else that is everywhere asks the kernel for it.

/** add_key(2) and keyctl(2): https://man7.org/linux/man-pages/man2/add_key.2.html */
const [ADD_KEY, KEYCTL] = process.arch === "arm64" ? [217, 219] : [248, 250];
const [JOIN, READ, SESSION] = [1, 11, -3];

export const IN_KEYRING = "secret of a login";
/** What to put before a program; the number of the key becomes its last argument. */
export const IN_LOGIN: readonly string[] = [
    "perl",
    "-e",
    `syscall(${KEYCTL}, ${JOIN}, 0); my ($t, $d, $p) = ("user", "canary", "${IN_KEYRING}"); exec @ARGV, syscall(${ADD_KEY}, $t, $d, $p, ${IN_KEYRING.length}, ${SESSION})`,
];

/** A script of perl: says what is in the key of the number that it is given, or "nothing". */
export const READ_KEY = `my $b = "\\0" x 99; my $n = syscall(${KEYCTL}, ${READ}, $ARGV[0] + 0, $b, 99); print $n > 0 ? substr($b, 0, $n) : "nothing"`;
