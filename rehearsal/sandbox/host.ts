// How far this machine can isolate a process. Found out by trying, once a process: kernels and distributions forbid
// user namespaces and overlays in too many ways to read off anything.
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";

export interface IsolationSupport {
    /** Own mounts and processes: the host is read-only, and nothing outlives the engine. */
    readonly namespaces: boolean;
    /** Folders that look written to while the writing lies elsewhere. */
    readonly overlay: boolean;
    /** An own network, with a loopback that works. */
    readonly network: boolean;
    /** Namespaces of an ordinary user, who is root inside. */
    readonly user: boolean;
}

let known: IsolationSupport | undefined;

export function isolationSupport(): IsolationSupport {
    return (known ??= tryOut());
}

function tryOut(): IsolationSupport {
    const none = { namespaces: false, overlay: false, network: false, user: false };
    if (process.platform !== "linux") return none;
    const user = process.getuid?.() !== 0;
    const inside = (script: string, network = false) =>
        spawnSync("setpriv", [
            ...["--pdeathsig", "KILL", "unshare", ...namespaces({ user, network })],
            ...["sh", "-ec", script, tmpdir()],
        ]).status === 0;
    if (!inside(readOnlyHost())) return none;
    return {
        namespaces: true,
        user,
        network: inside("ip link set lo up", true),
        // On top of a folder that is there: nothing on the disk changes.
        overlay: inside(`
            mount -t tmpfs none "$0"
            mkdir "$0/lower" "$0/upper" "$0/work" "$0/both"
            mount -t overlay -o lowerdir="$0/lower",upperdir="$0/upper",workdir="$0/work" none "$0/both"`),
    };
}

/** The warning to a person before other people's text runs on this machine; none where namespaces isolate it. */
export function warningOf({ namespaces }: IsolationSupport): string | undefined {
    if (namespaces) return undefined;
    return "No namespaces on this machine: what jobs and containers run can read and write whatever you can.";
}

/** The flags of `unshare`. Killed from outside, it takes the first process inside along, and the kernel all others. */
export function namespaces({ user, network }: { readonly user: boolean; readonly network: boolean }): string[] {
    return [
        ...["--mount", "--pid", "--fork", "--mount-proc", "--kill-child=KILL"],
        ...(user ? ["--user", "--map-root-user"] : []),
        ...(network ? ["--net"] : []),
    ];
}

/**
 * Lines of shell that take writing away from everything that is mounted, but for some mounts. The kernel's own folders
 * stay, which lie on no disk and are often not ours to change. What another mount hides cannot be reached, nor changed.
 * https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function readOnlyHost(except: readonly string[] = []): string {
    const skipped = ["/proc", "/sys", "/dev"].flatMap((path) => [path, `${path}/*`]);
    const kept = [...except.map((path) => quoted(escaped(path))), ...skipped].join(" | ");
    return `
mounts=$(cat /proc/self/mountinfo)
while read -r _ _ _ _ at options _; do
    case $at in ${kept}) continue ;; *\\\\*) at=$(printf %b "$at") ;; esac
    case $options in rw*) ;; *) continue ;; esac
    mount -o "remount,bind,ro\${options#rw}" "$at" 2>/dev/null || ! mountpoint -q "$at"
done <<EOF
$mounts
EOF
[ ! -d /dev/shm ] || mount -t tmpfs none /dev/shm`;
}

/** As the list of mounts spells a path. */
function escaped(path: string): string {
    return path.replace(/[ \t\n\\]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

export function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
