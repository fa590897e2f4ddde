// What every file of the sandbox needs to start a program in namespaces of its own.

/** The flags of `unshare`. Killed from outside, it takes the first process inside along, and the kernel all others. */
export function namespaces({ user, network }: { readonly user: boolean; readonly network: boolean }): string[] {
    return [
        ...["--mount", "--pid", "--ipc", "--uts", "--fork", "--mount-proc", "--kill-child=KILL"],
        ...(user ? ["--user", "--map-root-user"] : []),
        ...(network ? ["--net"] : []),
    ];
}

/** For what runs before there are walls: no folder of a job is on it. */
export function setupPath(): string {
    return [process.env.PATH ?? "", "/usr/sbin", "/usr/bin", "/sbin", "/bin"].filter((part) => part !== "").join(":");
}

export function quoted(text: string): string {
    return `'${text.replaceAll("'", "'\\''")}'`;
}
