// A podman of a proof's own: images and containers below one folder, nothing of this machine's, for root or for an ordinary
// user who is made for it and has a range of user ids, as a login has. https://github.com/containers/podman/blob/main/docs/tutorials/rootless_tutorial.md
import { execFileSync, spawnSync } from "node:child_process";
import {
    chmodSync,
    chownSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What a machine inside of a machine allows: no cgroups of a container's own; ports are published all the same. Locks are
 * files, as two podmans of one user would share those in memory, and clear each other's.
 */
const settingsIn = (folder: string) => `[containers]
default_ulimits = []
netns = "slirp4netns"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = "${folder}/libpod"
`;

/** https://docs.kernel.org/networking/tuntap.html */
const TUN = "/dev/net/tun";

interface Ran {
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
}

export class Podman {
    public readonly folder = mkdtempSync(join(tmpdir(), "fairlead-podman-"));
    /** What tells podman to be this one. */
    public readonly settings: Readonly<Record<string, string>>;
    private readonly env: Readonly<Record<string, string>>;
    public readonly uid: number;

    /** @param user the name of an ordinary user to be made; root's own podman without one */
    constructor(private readonly user?: string) {
        chmodSync(this.folder, 0o755);
        this.uid = user === undefined ? 0 : made(user, join(this.folder, "home"));
        const at = (name: string) => join(this.folder, name);
        writeFileSync(at("auth.json"), "{}");
        writeFileSync(at("containers.conf"), settingsIn(this.folder));
        const [graph, run] = ["graph", "run"].map(at);
        writeFileSync(
            at("storage.conf"),
            `[storage]\ndriver = "overlay"\ngraphroot = "${graph}"\nrootless_storage_path = "${graph}"\nrunroot = "${run}"\n`,
        );
        for (const name of ["graph", "home", "run", "runtime", "tmp", "libpod"]) this.own(at(name));
        this.settings = {
            XDG_RUNTIME_DIR: at("runtime"),
            CONTAINERS_CONF: at("containers.conf"),
            CONTAINERS_STORAGE_CONF: at("storage.conf"),
            // Who this machine is at registries is nothing of a proof's.
            REGISTRY_AUTH_FILE: at("auth.json"),
            BUILDAH_ISOLATION: "chroot",
        };
        this.env = { PATH: process.env["PATH"] ?? "", HOME: at("home"), TMPDIR: at("tmp"), ...this.settings };
    }

    /** Why there can be none here. */
    public static missing(user?: string): string | undefined {
        if (spawnSync("podman", ["--version"]).status !== 0) return "no podman on PATH";
        return user !== undefined && process.getuid?.() !== 0 ? "no root, who makes an ordinary user" : undefined;
    }

    /** A folder of the user's own. */
    public own(folder: string): string {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (this.user !== undefined) chownSync(folder, this.uid, this.uid);
        return folder;
    }

    /** Runs a program as the user. */
    public as(program: string, args: readonly string[], { cwd = this.folder, env = {} } = {}): Ran {
        const [first = "", ...rest] = [...this.become, program, ...args];
        return run(first, rest, { cwd, env: { ...this.env, ...env } });
    }

    private get become(): readonly string[] {
        if (this.user === undefined) return [];
        const ids = [`--reuid=${this.uid}`, `--regid=${this.uid}`, "--init-groups"];
        return [...this.withTun, "setpriv", ...ids];
    }

    /** Where the device that makes networks is root's alone, one that is everybody's in its place, for the user alone. */
    private get withTun(): readonly string[] {
        if (((statSync(TUN, { throwIfNoEntry: false })?.mode ?? 0o666) & 0o006) === 0o006) return [];
        const own = join(this.folder, "tun");
        if (!existsSync(own)) execFileSync("mknod", ["--mode=666", own, "c", "10", "200"]);
        return ["unshare", "--mount", "sh", "-c", `mount --bind ${own} ${TUN} && exec "$@"`, "sh"];
    }

    public podman(...args: readonly string[]): string {
        const { code, out, err } = this.as("podman", args);
        if (code !== 0) throw new Error(`podman ${args.join(" ")}: ${err}`);
        return out.trim();
    }

    /** Nothing of it stays: no image, no process, no user. */
    public close(): void {
        this.as("podman", ["system", "reset", "--force"]);
        if (this.user !== undefined) {
            // It keeps a process for the namespace of its user.
            this.as("podman", ["system", "migrate"]);
            execFileSync("userdel", ["--force", this.user], { stdio: "ignore" });
        }
        rmSync(this.folder, { recursive: true, force: true });
    }
}

export function run(
    program: string,
    args: readonly string[],
    { cwd, env }: { cwd: string; env: Record<string, string> },
): Ran {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8", maxBuffer: 2 ** 28 });
    return { code: status, out: stdout, err: stderr };
}

/** Makes the user; answers the id. */
function made(user: string, home: string): number {
    spawnSync("userdel", ["--force", user], { stdio: "ignore" });
    execFileSync("useradd", ["--create-home", "--home-dir", home, "--shell", "/bin/sh", user], { stdio: "pipe" });
    const ranges = existsSync("/etc/subuid") ? readFileSync("/etc/subuid", "utf8") : "";
    if (!ranges.includes(`${user}:`))
        execFileSync("usermod", ["--add-subuids", "200000-265535", "--add-subgids", "200000-265535", user]);
    return Number(execFileSync("id", ["--user", user], { encoding: "utf8" }));
}
