// What lies under the layers of an image on a stood-in base: of this machine the libraries, the programs that the real image
// has too, its language. Nothing of its people, its settings or what else is installed.
import { spawnSync } from "node:child_process";
import {
    chmodSync,
    copyFileSync,
    constants,
    cpSync,
    existsSync,
    lchownSync,
    lstatSync,
    mkdirSync,
    readFileSync,
    readlinkSync,
    realpathSync,
    rmSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { type IdRange, ownRange } from "../../sandbox/this-machine";

import { type Base, languageFor, programsOf } from "./bases";
import { makeEmptyRoot } from "./image-root";
import type { Shown } from "./languages";
import { type Homed, makeUsers } from "./users";

/** Where the libraries of programs and what they read lie, on the Linux systems there are. */
const LIBRARIES = [
    ...["/lib", "/lib32", "/lib64", "/libx32", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32"],
    ...["/usr/libexec", "/usr/share"],
];
const HEADERS = "/usr/include";
/** Where programs lie; an image has them in two of these. */
const BINS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
/** What images install into. */
const INSTALLED = ["bin", "etc", "include", "lib/node_modules", "sbin", "share"].map((name) => join("usr/local", name));
/** Names, times and libraries; nothing about this machine or who uses it. */
const ETC = ["gai.conf", "ld.so.cache", "localtime", "mime.types", "nsswitch.conf", "protocols", "services"];
const CERTIFICATES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
/** A certificate of its own that this machine needs to get out, as the environment of a command names it too. */
const NAMED = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "PIP_CERT"];
/** For the one program of busybox that is played by ours. */
const HTTPD = "/opt/httpd";

export interface HostRoot {
    /** Lies under the layers of an image, at `/`. */
    readonly folder: string;
    /** Folders of the host that show through under it. */
    readonly through: readonly string[];
    /** What is shown as it is, read-only. */
    readonly shown: readonly Shown[];
}

/** Made anew for every engine, since names are resolved as this machine resolves them now. */
export function makeHostRoot(folder: string, base: Base): HostRoot {
    const through = makeSystem(folder, programsOf(base));
    const users = makeUsers(folder, base);
    const shown = [...placeLanguage(folder, base), ...placeServer(folder, base)];
    ownedBy(folder, users);
    return { folder, through, shown };
}

/** A root with these programs of the system. Answers what of this machine shows through under it. */
export function makeSystem(folder: string, programs: ReadonlySet<string>): readonly string[] {
    rmSync(folder, { recursive: true, force: true });
    makeEmptyRoot(folder);
    const libraries = [...LIBRARIES, ...(programs.has("cc") ? [HEADERS] : [])].filter((path) => existsSync(path));
    const through = libraries.filter((path) => !lstatSync(path).isSymbolicLink());
    for (const path of [...through, ...INSTALLED, "home", "opt", "usr/bin", "usr/sbin"])
        mkdirSync(join(folder, path), { recursive: true });
    for (const path of libraries) if (!through.includes(path)) symlinkSync(readlinkSync(path), join(folder, path));
    for (const name of ["bin", "sbin"]) symlinkSync(`usr/${name}`, join(folder, name));
    for (const name of programs) placeProgram(folder, name);
    placeEtc(folder);
    // A language may lie below it, for every user of the image.
    mkdirSync(join(folder, "root"), { mode: 0o711 });
    return through;
}

/** All of it to root inside, and their homes to its users. */
export function ownedBy(folder: string, users: readonly Homed[]): void {
    for (const { home } of users) if (home.startsWith("/home/")) mkdirSync(join(folder, home), { recursive: true });
    const range = giveAll(folder);
    for (const { home, uid, gid } of users)
        if (range && home.startsWith("/home/")) lchownSync(join(folder, home), range.first + uid, range.first + gid);
}

/** To root inside, who is nobody outside. */
export function giveAll(folder: string): IdRange | undefined {
    const range = ownRange();
    if (range) spawnSync("chown", ["-hR", `${range.first}:${range.first}`, folder]);
    return range;
}

/** A copy: as a mount of its own each would cost more. Without the right to become another user. */
function placeProgram(folder: string, name: string): void {
    const found = hostsProgram(name);
    if (found === undefined) return;
    const to = join(folder, found.endsWith(`/sbin/${name}`) ? "usr/sbin" : "usr/bin", name);
    copyFileSync(realpathSync(found), to, constants.COPYFILE_FICLONE);
    chmodSync(to, 0o755);
}

/** A program of the system itself, that any user may read. */
export function hostsProgram(name: string): string | undefined {
    return BINS.map((bin) => join(bin, name)).find((path) => {
        const stats = statSync(path, { throwIfNoEntry: false });
        return stats?.isFile() === true && (stats.mode & 0o005) === 0o005;
    });
}

function placeEtc(folder: string): void {
    const put = (path: string, from: string) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), readFileSync(from));
    };
    for (const path of [...ETC.map((name) => `/etc/${name}`), ...CERTIFICATES, "/etc/resolv.conf", "/etc/hosts"])
        if (existsSync(path)) put(path, path);
    for (const path of NAMED.map((name) => process.env[name] ?? ""))
        if (path.startsWith("/") && existsSync(path) && statSync(path).isFile()) put(path, path);
    const certificates = CERTIFICATES.find((path) => existsSync(path));
    // Where musl's programs look.
    if (certificates !== undefined) put("/etc/ssl/cert.pem", certificates);
}

function placeLanguage(folder: string, base: Base): readonly Shown[] {
    const language = languageFor(base);
    if (language === undefined) return [];
    const inside = (path: string) => {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        return join(folder, path);
    };
    for (const [at, text] of Object.entries(language.files)) {
        writeFileSync(inside(at), text);
        chmodSync(inside(at), text.startsWith("#!") ? 0o755 : 0o644);
    }
    for (const [at, to] of Object.entries(language.links)) symlinkSync(to, inside(at));
    for (const { from, at } of language.copies)
        cpSync(from, inside(at), { recursive: true, filter: (path) => basename(path) !== "__pycache__" });
    if (base.language === "go")
        for (const name of ["go", "go/src", "go/bin"]) {
            mkdirSync(join(folder, name), { recursive: true });
            chmodSync(join(folder, name), 0o1777);
        }
    return language.shown.map((shown) => placed(folder, shown));
}

function placeServer(folder: string, base: Base): readonly Shown[] {
    if (!programsOf(base).has("httpd")) return [];
    mkdirSync(join(folder, HTTPD));
    const source = readFileSync(join(__dirname, "..", "httpd.cjs"), "utf8");
    writeFileSync(join(folder, "usr/bin/httpd"), source.replace("#!/usr/bin/env node", `#!${HTTPD}/node`), {
        mode: 0o755,
    });
    return [placed(folder, { from: realpathSync(process.execPath), at: `${HTTPD}/node` })];
}

/** With something for the mount to lie on. */
function placed(folder: string, shown: Shown): Shown {
    const at = join(folder, shown.at);
    if (statSync(shown.from).isDirectory()) mkdirSync(at, { recursive: true });
    else {
        mkdirSync(dirname(at), { recursive: true });
        writeFileSync(at, "");
    }
    return shown;
}
