// This machine, as far as walls are about it: namespaces, users, what is mounted, what a login keeps in the kernel.
import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";

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

// Who a job is outside of its walls. Inside it is root, of nothing: as an ordinary user the same user, as root a number
// that is given to nobody.
// https://man7.org/linux/man-pages/man7/user_namespaces.7.html

/** Ids of this machine that stand for 0 and those after it. */
export interface IdRange {
    readonly first: number;
    readonly count: number;
}

const MANY = 65_536;
/** Where distributions begin to hand out such ranges, above every user and service. */
const USUAL = 100_000;

/** The ids that root may give away, by the map of its own namespace; none where it has none but its own. */
export function rangeIn(map: string): IdRange | undefined {
    const known = map
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number))
        .filter((fields) => fields.length === 3)
        .map(([first = 0, , count = 0]) => ({ first, end: first + count }));
    const usual = known.find(({ first, end }) => first <= USUAL && end >= USUAL + MANY);
    if (usual) return { first: USUAL, count: MANY };
    const [largest] = known
        .map(({ first, end }) => ({ first: Math.max(first, 1), count: Math.min(end - Math.max(first, 1), MANY) }))
        .sort((a, b) => b.count - a.count);
    // Programs drop to ids such as 1000; fewer than that are no use.
    return largest !== undefined && largest.count > 1000 ? largest : undefined;
}

/** None for an ordinary user, who can only be root in place of himself. */
export function ownRange(): IdRange | undefined {
    return process.getuid?.() === 0 ? rangeIn(readFileSync("/proc/self/uid_map", "utf8")) : undefined;
}

// What is mounted on this machine, and the options by which some of it is mounted once more.
// https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html

export interface Mounted {
    readonly at: string;
    readonly options: readonly string[];
}

export function mountedHere(): readonly Mounted[] {
    return readFileSync("/proc/self/mountinfo", "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => {
            const [, , , , at = "", options = ""] = line.split(" ");
            return {
                at: at.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
                options: options.split(","),
            };
        });
}

/** A bind may be stricter than what it shows and never more generous, or the kernel refuses it to ordinary users. */
export function bindOptions(from: string, mounted: readonly Mounted[], writable = false): string {
    const holds = mounted.filter(({ at }) => `${from}/`.startsWith(at === "/" ? "/" : `${at}/`));
    const noexec =
        holds
            .sort((a, b) => a.at.length - b.at.length)
            .at(-1)
            ?.options.includes("noexec") === true;
    const bind = below(from, mounted).length > 0 ? "rbind" : "bind";
    return [bind, "nosuid", "nodev", ...(noexec ? ["noexec"] : []), ...(writable ? [] : ["ro"])].join(",");
}

/** Lines that make read-only what is mounted below a folder that is shown: its own option leaves these out. */
export function closed(from: string, at: string, mounted: readonly Mounted[]): string[] {
    return below(from, mounted).map((mount) => {
        const options = mount.options.filter((option) => option === "noexec");
        const place = quoted(`${at}${mount.at.slice(from.length)}`);
        return `mount -o ${["remount", "bind", "ro", "nosuid", "nodev", ...options].join(",")} ${place}`;
    });
}

function below(folder: string, mounted: readonly Mounted[]): readonly Mounted[] {
    return mounted.filter(({ at }) => at.startsWith(`${folder}/`));
}

/** https://man7.org/linux/man-pages/man5/fstab.5.html */
export function row(...fields: readonly string[]): string {
    return fields
        .map((field) => field.replace(/[\s\\]/g, (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, "0")}`))
        .join(" ");
}

// What a login keeps in the kernel, tickets and passphrases among it, is in the keyring of its session, which every process
// of the session inherits. Namespaces do not hide it, and no program of util-linux leaves it.

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
