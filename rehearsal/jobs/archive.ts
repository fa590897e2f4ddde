// Artifacts as zips, with what Unix knows of a file: whether it may be executed, and where a link leads.
import {
    chmodSync,
    lstatSync,
    mkdirSync,
    readFileSync,
    readlinkSync,
    statSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { dirname, relative, resolve } from "node:path";

import { unzipSync, zipSync, type Zippable } from "fflate";

import { NotRehearsed } from "../account/gateway";

/** Where a file lies, and what it is called inside. */
export type Packed = Readonly<Record<string, string>>;

/** fflate holds everything in memory. */
const LIMIT = 200 * 1024 * 1024;
const UNIX = 3;
const LINK = 0o120000;
const KIND = 0o170000;
/** The same files make the same bytes, whenever they were written. */
const ALWAYS = new Date(1980, 0, 1);

export function pack(files: Packed, { links = false } = {}): Buffer {
    const total = Object.values(files).reduce((sum, file) => sum + lstatSync(file).size, 0);
    if (total > LIMIT)
        throw new NotRehearsed(`artifacts of more than ${LIMIT / 1024 / 1024} MB; this one has ${total} bytes`);
    const entries: Zippable = {};
    for (const name of Object.keys(files).sort()) {
        const file = files[name] ?? "";
        const { mode } = links ? lstatSync(file) : statSync(file);
        const isLink = (mode & KIND) === LINK;
        const bytes = isLink ? Buffer.from(readlinkSync(file)) : readFileSync(file);
        entries[name] = [bytes, { os: UNIX, attrs: mode * 0x10000, mtime: ALWAYS, level: 1 }];
    }
    return Buffer.from(zipSync(entries));
}

export function unpack(zip: Buffer, folder: string): void {
    const modes = modesOf(zip);
    const files = Object.entries(
        unzipSync(zip, { filter: ({ name, originalSize }) => refuseHuge(name, originalSize) }),
    );
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of files) {
        const path = resolve(folder, name);
        if (relative(folder, path).startsWith(".."))
            throw new Error(`the artifact holds ${name}, which lies outside of it`);
        const mode = modes.get(name) ?? 0;
        mkdirSync(name.endsWith("/") ? path : dirname(path), { recursive: true });
        if (name.endsWith("/")) continue;
        if ((mode & KIND) === LINK) symlinkSync(Buffer.from(bytes).toString(), path);
        else writeFileSync(path, bytes);
        if ((mode & KIND) !== LINK && (mode & 0o111) !== 0) chmodSync(path, 0o755);
    }
}

function refuseHuge(name: string, size: number): boolean {
    if (size > LIMIT)
        throw new NotRehearsed(`files of more than ${LIMIT / 1024 / 1024} MB in artifacts; ${name} is one`);
    return true;
}

/** What the list at the end of a zip says of each file, which fflate does not tell. */
function modesOf(zip: Buffer): ReadonlyMap<string, number> {
    const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
    const modes = new Map<string, number>();
    let at = end === -1 ? zip.length : zip.readUInt32LE(end + 16);
    while (at + 46 <= zip.length && zip.readUInt32LE(at) === 0x02014b50) {
        const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
            number,
            number,
            number,
        ];
        const madeOn = zip.readUInt8(at + 5);
        if (madeOn === UNIX) modes.set(zip.toString("utf8", at + 46, at + 46 + name), zip.readUInt16LE(at + 40));
        at += 46 + name + extra + comment;
    }
    return modes;
}
