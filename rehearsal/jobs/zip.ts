// Zips, bytes in and entries out. Whatever wrote them, no name leads out of the folder they are unpacked to, nothing lies
// below a link, and they unpack to no more than is allowed. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32, inflateRawSync } from "node:zlib";
import { Zip, ZipDeflate } from "fflate";

import { NotRehearsed } from "../account/gateway";

/** What Unix knows of a file: its kind, and whether it may be executed. */
export interface Entry {
    /** With slashes, relative; that of a folder ends with one. */
    readonly name: string;
    readonly mode: number;
    /** Of a link, where it leads. */
    readonly bytes: Uint8Array;
}

/** An entry as the list of a zip has it, before its bytes are read. */
export interface Listed extends Pick<Entry, "name" | "mode"> {
    readonly size: number;
    readonly packed: number;
    readonly method: number;
    readonly crc: number;
    /** Where its own header stands. */
    readonly at: number;
}

export class BrokenZip extends Error {}

export const LINK = 0o120000;
export const KIND = 0o170000;
const [FOLDER, FILE] = [0o040000, 0o100000];
const UNIX = 3;
const [STORED, DEFLATED] = [0, 8];
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const END_LENGTH = 22;
/** The comment of a zip may be this long, and its end stands before that. */
const COMMENT = 0xffff;
/** The format's own; zip64 has more. */
const MOST_ENTRIES = 0xffff;
/** Everything is held in memory: of all files of a zip together. */
export const LIMIT = 200 * 1024 * 1024;
/** The same files make the same bytes, whenever they were written. */
const ALWAYS = new Date(1980, 0, 1);

export function writeZip(entries: readonly Entry[]): Buffer {
    refuseMore(entries.reduce((sum, { bytes }) => sum + bytes.length, 0));
    if (entries.length > MOST_ENTRIES)
        throw new NotRehearsed(`artifacts of more than ${MOST_ENTRIES} files; this one has ${entries.length}`);
    const parts: Uint8Array[] = [];
    const zip = new Zip((error, part) => {
        if (error) throw error;
        parts.push(part);
    });
    for (const { name, mode, bytes } of entries) {
        const file = Object.assign(new ZipDeflate(name, { level: 1 }), { os: UNIX, attrs: mode * 0x10000 });
        file.mtime = ALWAYS;
        zip.add(file);
        file.push(bytes, true);
    }
    zip.end();
    return Buffer.concat(parts);
}

/** All entries, folders first, links last: at no time does anything that is unpacked lie behind a link. */
export function readZip(zip: Buffer): readonly Entry[] {
    const rank = ({ name, mode }: Entry) => (name.endsWith("/") ? 0 : (mode & KIND) === LINK ? 2 : 1);
    return listZip(zip)
        .map((listed) => ({ name: listed.name, mode: listed.mode, bytes: bytesOf(zip, listed) }))
        .sort((a, b) => rank(a) - rank(b));
}

/** One file; nothing where there is none of this name. */
export function readZipFile(zip: Buffer, wanted: string): Buffer | undefined {
    const listed = listZip(zip).find(({ name }) => name === wanted);
    return listed && bytesOf(zip, listed);
}

/** What the list at the end of a zip says; nothing is unpacked. */
export function listZip(zip: Buffer): readonly Listed[] {
    const end = endOf(zip);
    const count = zip.readUInt16LE(end + 10);
    const listed: Listed[] = [];
    let at = zip.readUInt32LE(end + 16);
    if (count === MOST_ENTRIES || at === 0xffffffff) throw new NotRehearsed("zips of the format zip64");
    for (let n = 0; n < count; n++) {
        if (at + 46 > end || zip.readUInt32LE(at) !== CENTRAL) throw broken(`its list ends after ${n} of ${count}`);
        const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as Lengths;
        if (at + 46 + name + extra + comment > end) throw broken("its list is cut off");
        listed.push(listedAt(zip, at, name));
        at += 46 + name + extra + comment;
    }
    refuseMore(listed.reduce((sum, { size }) => sum + size, 0));
    refuseTwice(listed);
    return listed;
}

type Lengths = [name: number, extra: number, comment: number];

/** The last end whose comment fills the rest. */
function endOf(zip: Buffer): number {
    const first = Math.max(0, zip.length - END_LENGTH - COMMENT);
    for (let at = zip.length - END_LENGTH; at >= first; at--) {
        if (zip.readUInt32LE(at) === END && zip.readUInt16LE(at + 20) === zip.length - at - END_LENGTH) return at;
    }
    throw broken("it has no end");
}

function listedAt(zip: Buffer, at: number, length: number): Listed {
    const name = nameOf(zip.subarray(at + 46, at + 46 + length));
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)];
    const [crc, packed, size, offset] = [16, 20, 24, 42].map((field) => zip.readUInt32LE(at + field)) as [
        ...Lengths,
        number,
    ];
    if ((flags & 1) !== 0) throw new NotRehearsed(`zips with a password; ${name} has one`);
    if (method !== STORED && method !== DEFLATED)
        throw new NotRehearsed(`zips of the method ${method}; ${name} is packed so`);
    if ([packed, size, offset].includes(0xffffffff)) throw new NotRehearsed(`zips of the format zip64; ${name} is`);
    const mode = zip.readUInt8(at + 5) === UNIX ? zip.readUInt16LE(at + 40) : 0;
    const kind = mode & KIND;
    if (![0, FILE, LINK, FOLDER].includes(kind))
        throw broken(`${name} is neither a file nor a folder nor a link (mode ${mode.toString(8)})`);
    return {
        name: kind === FOLDER && !name.endsWith("/") ? `${name}/` : name,
        mode,
        size,
        packed,
        method,
        crc,
        at: offset,
    };
}

/** UTF-8, whether the zip says so or not; what is none is taken byte by byte. */
function nameOf(bytes: Buffer): string {
    const utf8 = bytes.toString("utf8");
    const name = Buffer.from(utf8).equals(bytes) ? utf8 : bytes.toString("latin1");
    const parts = name.replace(/\/$/, "").split("/");
    if (name.startsWith("/") || parts.includes("..")) throw broken(`it holds ${name}, which lies outside of it`);
    if (name.includes("\0") || parts.includes("")) throw broken(`it holds ${JSON.stringify(name)}, which is no name`);
    return name;
}

/** One name means one thing, and only folders hold others. */
function refuseTwice(listed: readonly Listed[]): void {
    const known = new Map<string, boolean>();
    for (const { name } of listed) {
        const path = pathOf(name);
        if (known.has(path)) throw broken(`it holds ${path} twice`);
        known.set(path, name.endsWith("/"));
    }
    for (const path of known.keys()) {
        for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
            if (known.get(path.slice(0, at)) === false)
                throw broken(`it holds ${path} below ${path.slice(0, at)}, which is no folder`);
        }
    }
}

/** `./a/` and `a` are one. */
function pathOf(name: string): string {
    return name
        .split("/")
        .filter((part) => part !== "." && part !== "")
        .join("/");
}

function bytesOf(zip: Buffer, { name, at, method, packed, size, crc }: Listed): Buffer {
    if (at + 30 > zip.length || zip.readUInt32LE(at) !== LOCAL) throw broken(`${name} is not where its list says`);
    const begins = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
    const raw = zip.subarray(begins, begins + packed);
    if (raw.length !== packed) throw broken(`${name} is cut off`);
    const bytes = method === STORED ? raw : inflated(raw, name, size);
    if (bytes.length !== size) throw broken(`${name} has ${bytes.length} bytes, and its list says ${size}`);
    if (crc32(bytes) !== crc) throw broken(`${name} is damaged: its checksum is another`);
    return bytes;
}

/** Not a byte more than its list says, however much a few bytes can become. */
function inflated(raw: Buffer, name: string, size: number): Buffer {
    try {
        return inflateRawSync(raw, { maxOutputLength: Math.max(1, size) });
    } catch (error) {
        throw broken(`${name} cannot be unpacked: ${(error as Error).message}`);
    }
}

function refuseMore(total: number): void {
    if (total > LIMIT)
        throw new NotRehearsed(`artifacts of more than ${LIMIT / 1024 / 1024} MB; this one has ${total} bytes`);
}

function broken(why: string): BrokenZip {
    return new BrokenZip(`the zip is broken: ${why}`);
}
