// What a login keeps in the kernel, tickets and passphrases among it, is in the keyring of its session, which every process
// of the session inherits. Namespaces do not hide it, and no program of util-linux leaves it.
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

import { setupPath } from "./host";

/** keyctl(2), by its number: https://man7.org/linux/man-pages/man2/keyctl.2.html */
const KEYCTL: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 250, arm64: 219 };
const JOIN_SESSION_KEYRING = 1;

let known: readonly string[] | undefined;

/** What to put before a program so that it begins with an empty keyring; nothing where this machine has no perl. */
export function inKeyringOfItsOwn(): readonly string[] {
    return (known ??= found());
}

function found(): readonly string[] {
    const number = KEYCTL[process.arch];
    if (number === undefined || !setupPath().split(":").some(hasPerl)) return [];
    return [
        "perl",
        "-e",
        `syscall(${number}, ${JOIN_SESSION_KEYRING}, 0) >= 0 or $!{ENOSYS} or die "keyctl: $!"; exec @ARGV or die "$ARGV[0]: $!"`,
    ];
}

function hasPerl(folder: string): boolean {
    try {
        accessSync(join(folder, "perl"), constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
