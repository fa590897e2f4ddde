// The lines of shell that run inside fresh namespaces before whatever is contained.
import { existsSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { quoted, readOnlyHost } from "./host";

export interface Sandbox {
    readonly cwd: string;
    /** Becomes `/`. */
    readonly root?: string;
    readonly writable: readonly string[];
    readonly readable: readonly string[];
    /** Stands at `/tmp`, which every program believes to be its own. */
    readonly tmp?: string;
    readonly network: "host" | "own";
    readonly prepare?: string;
}

export function enter(sandbox: Sandbox): string {
    const { writable, root, cwd, tmp, network, prepare } = sandbox;
    return [
        "set -e",
        // Mounts of their own stay writable when what they lie in becomes read-only.
        ...writable.map((folder) => `mount --bind ${quoted(folder)} ${quoted(folder)}`),
        readOnlyHost(writable),
        ...hidden(sandbox).map(hide),
        ...(tmp === undefined ? [] : coverTmp(tmp, [...sandbox.readable, ...writable])),
        ...(network === "own" ? ["ip link set lo up"] : []),
        ...(prepare === undefined ? [] : [prepare]),
        ...(root === undefined
            ? [`cd ${quoted(cwd)}`, 'exec "$@"']
            : [`exec unshare --root=${quoted(root)} --wd=${quoted(cwd)} "$@"`]),
    ].join("\n");
}

/** What lies below `/tmp` is held open while another folder takes that place, and is then put back. */
function coverTmp(tmp: string, folders: readonly string[]): string[] {
    const kept = folders.filter((folder) => folder.startsWith("/tmp/"));
    return [
        ...kept.map((folder, at) => `exec ${at + 3}<${quoted(folder)}`),
        `mount --bind ${quoted(tmp)} /tmp`,
        ...kept.flatMap((folder, at) => [
            `mkdir -p ${quoted(folder)}`,
            `mount --no-canonicalize --bind /proc/self/fd/${at + 3} ${quoted(folder)}`,
            `exec ${at + 3}<&-`,
        ]),
    ];
}

/** Keys to real accounts, and sockets of daemons that act on the host. */
const SECRETS = [
    ...[
        ".aws",
        ".azure",
        ".config/gcloud",
        ".config/gh",
        ".config/containers",
        ".docker",
        ".gnupg",
        ".kube",
        ".pulumi",
    ],
    ...[".ssh", ".terraform.d", ".git-credentials", ".netrc", ".npmrc", ".pypirc"],
];
const SOCKETS = ["/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock"];

function hidden({ writable, readable }: Sandbox): string[] {
    return [...SECRETS.map((name) => join(homedir(), name)), ...SOCKETS]
        .filter((path) => existsSync(path))
        .map((path) => realpathSync(path))
        .filter((path) => ![...writable, ...readable].some((needed) => `${needed}/`.startsWith(`${path}/`)));
}

function hide(path: string): string {
    return statSync(path).isDirectory()
        ? `mount -t tmpfs -o ro,size=4k none ${quoted(path)}`
        : `mount --bind /dev/null ${quoted(path)}`;
}
