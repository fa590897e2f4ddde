// The lines of shell that run inside fresh namespaces before whatever is contained: a new root, the old one gone, and no
// right to anything.
import { homedir } from "node:os";

import { hostsPath, namedCertificates } from "./environment";
import { besideLines, growingLines, MOST } from "./writable-system";
import type { HeldNetwork } from "./held-network";
import { type IdRange, mountedHere, quoted } from "./this-machine";
import { type Bound, NEW_ROOT, rootLines } from "./root";
import { type Shown, toolchain } from "./toolchain";

/** A folder of this machine; at its own path, where nothing else is said. */
export type Place = string | Shown;

export interface Sandbox {
    readonly cwd: string;
    readonly writable: readonly Place[];
    readonly readable: readonly Place[];
    /** Stands at `/tmp`, which every program believes to be its own. */
    readonly tmp?: string;
    /** Stands at `/root`. */
    readonly home?: string;
    /** This machine's, one of its own, or one that others stand in too. */
    readonly network: "host" | "own" | HeldNetwork;
    /** Whether it may add to the system, for as long as it lives. @default false */
    readonly grows?: boolean;
    /**
     * Lines that make another root at NEW_ROOT than the one with these folders; they still see this machine, with every right
     * inside the namespaces.
     */
    readonly prepare?: string;
    readonly identity?: Identity;
}

/** Who a program is inside, and what it may there. */
export interface Identity {
    readonly uid: number;
    readonly gid: number;
    /** As `setpriv --bounding-set` takes them. */
    readonly capabilities: string;
    /** Whether it may make namespaces of its own. */
    readonly namespaces: boolean;
    /** Whether it is the first process itself, as in a container, and may still enter a root of its own. */
    readonly first?: boolean;
}

/** What the machine is called inside. */
const HOST = "fairlead";

/** Root of nothing. */
const NOBODY: Identity = { uid: 0, gid: 0, capabilities: "-all", namespaces: false };

/** What is contained stands in `"$@"`. As root, `range` is who it is outside; an ordinary user is root of a namespace already. */
export function enter(sandbox: Sandbox, env: Readonly<Record<string, string>>, range: IdRange | undefined): string {
    const { network, prepare, cwd, grows = false } = sandbox;
    const mounted = mountedHere();
    return [
        "set -e",
        "umask 022",
        // Only root of the machine may write that file, an ordinary user asks by the program; for want of it a name is no wall.
        `hostname ${HOST} 2>/dev/null || echo ${HOST} 2>/dev/null >/proc/sys/kernel/hostname || :`,
        ...(network === "own" ? ["ip link set lo up"] : []),
        ...(prepare === undefined ? rootLines(boundIn(sandbox), mounted, grows ? MOST : undefined) : [prepare]),
        ...(prepare === undefined && grows
            ? [...growingLines(NEW_ROOT, mounted, range), ...besideLines(NEW_ROOT, range)]
            : []),
        `cd ${NEW_ROOT}`,
        ...(range === undefined ? [] : [`mkfifo -m 600 .gate`]),
        // The old root lies on top of the new one for a moment, and is taken away from there.
        "pivot_root . .",
        "umount -l .",
        "cd /",
        // It is root's own, and an ordinary user is root in here.
        ...(prepare === undefined && range === undefined ? ["mount -o remount,bind,ro,nosuid,nodev /"] : []),
        ...become(sandbox.identity ?? NOBODY, cwd, env, range),
        // Waits, and takes in whatever loses its parent; ends with what it waits for, and with it all of the namespace.
        "exit $?",
    ].join("\n");
}

function boundIn({ writable, readable, tmp, home }: Sandbox): readonly Bound[] {
    const machine = {
        path: hostsPath(),
        home: homedir(),
        node: process.execPath,
        certificates: namedCertificates(),
    };
    return [
        // First: what else is bound may lie below it.
        ...(tmp === undefined ? [] : [{ from: tmp, at: "/tmp", writable: true }]),
        ...(home === undefined ? [] : [{ from: home, at: "/root", writable: true }]),
        ...toolchain(machine),
        ...readable.map(placed),
        ...writable.map((place) => ({ ...placed(place), writable: true })),
    ];
}

export function placed(place: Place): Shown {
    return typeof place === "string" ? { from: place, at: place } : place;
}

/**
 * Root writes the map of ids from outside of the new namespace, since whoever is inside has no right to these ids yet. One
 * pipe with a name carries both words: that the namespace is there, and that its map is.
 */
function become(
    { uid, gid, capabilities, namespaces, first = false }: Identity,
    cwd: string,
    env: Readonly<Record<string, string>>,
    range: IdRange | undefined,
): string[] {
    const noFurther = namespaces ? "" : "echo 0 >/proc/sys/user/max_user_namespaces; ";
    const ids = range === undefined ? "" : `--reuid=${uid} --regid=${gid} --clear-groups `;
    // A change of user forgets what should die with its parent, and gives up every right that is not kept by name.
    const kept = first ? `${uid === 0 ? "" : ",+sys_chroot --ambient-caps=+sys_chroot"} --pdeathsig KILL` : "";
    const exec = first ? "exec " : "";
    const variables = Object.entries(env).map(([name, value]) => quoted(`${name}=${value}`));
    // The variables come last, so that none of them means anything to what runs before.
    const program = `setpriv ${ids}--bounding-set=${capabilities} --inh-caps=-all${kept} --no-new-privs sh -c 'cd "$0" && exec env -i "$@"' ${quoted(cwd)} ${variables.join(" ")} "$@"`;
    if (range === undefined) return [noFurther, `${exec}${program}`];
    const map = `0 ${range.first} ${range.count}`;
    return [
        `{ read -r pid </.gate; echo '${map}' >"/proc/$pid/uid_map"; echo '${map}' >"/proc/$pid/gid_map"; echo >/.gate; } &`,
        `${exec}unshare --user --keep-caps sh -c ${quoted(`echo $$ >/.gate; read -r _ </.gate; ${noFurther}exec ${program}`)} sh "$@"`,
    ];
}
