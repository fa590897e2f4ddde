// The lines of shell that leave this machine in view and take writing away, for images whose root is made from it.
import { existsSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { quoted } from "./host";

export function overHost({
    writable,
    readable,
}: {
    readonly writable: readonly string[];
    readonly readable: readonly string[];
}): string[] {
    return [
        // Mounts of their own stay writable when what they lie in becomes read-only.
        ...writable.map((folder) => `mount --bind ${quoted(folder)} ${quoted(folder)}`),
        readOnlyHost(writable),
        ...hidden([...writable, ...readable]).map(hide),
    ];
}

/**
 * Lines of shell that take writing away from everything that is mounted, but for some mounts. The kernel's own folders
 * stay, which lie on no disk and are often not ours to change. What another mount hides cannot be reached, nor changed.
 * https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
function readOnlyHost(except: readonly string[] = []): string {
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

function hidden(kept: readonly string[]): string[] {
    return [...SECRETS.map((name) => join(homedir(), name)), ...SOCKETS]
        .filter((path) => existsSync(path))
        .map((path) => realpathSync(path))
        .filter((path) => !kept.some((needed) => `${needed}/`.startsWith(`${path}/`)));
}

function hide(path: string): string {
    return statSync(path).isDirectory()
        ? `mount -t tmpfs -o ro,size=4k none ${quoted(path)}`
        : `mount --bind /dev/null ${quoted(path)}`;
}
