// Zips as an attacker, a full disk or a bad line makes them. Each is read to the end or refused in words, and whatever it
// says, nothing outside of the folder it is unpacked to changes.
import assert from "node:assert/strict";
import {
    existsSync,
    lstatSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { NotRehearsed } from "../../../rehearsal/account/gateway";
import type { RoomFiles } from "../../../rehearsal/jobs/room-files";
import { BrokenZip, type Entry, LIMIT, readZip, writeZip } from "../../../rehearsal/jobs/zip";
import type { RefusedInside } from "../../../rehearsal/sandbox/room";
import { inFolder } from "./room";

const FILE = 0o100644;
const NAMES = ["a", "b", "d/", "d/e", "__proto__", "constructor", "ä", "\u001b[31mred", "CON", "a\\b", "./c"];
const BAD = ["../up", "d/../../up", "/tmp/fairlead-broken-zip", "d//e", "\0", "", "link/in", "a/b", "x".repeat(300)];

/** Uniform in [0, 1), the same for the same seed. */
export function drawn(seed: number): () => number {
    let state = seed >>> 0;
    return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function anyZip(draw: () => number): Buffer {
    const pick = <T>(of: readonly T[]): T => of[Math.floor(draw() * of.length)] as T;
    const entries = Array.from({ length: 1 + Math.floor(draw() * 4) }, (): Entry => {
        const isLink = draw() < 0.2;
        const bytes = Buffer.from(
            isLink ? pick(["../canary", "..", "/etc/passwd", "link", "a"]) : "x".repeat(draw() * 500),
        );
        const mode = isLink ? 0o120777 : draw() < 0.05 ? 0o010644 : FILE;
        return { name: isLink ? pick(["link", "a", "d"]) : pick(draw() < 0.2 ? BAD : NAMES), mode, bytes };
    });
    return writeZip(entries);
}

/** What becomes of a sound one on its way; a third stays as it was. */
const CHANGES: readonly ((zip: Buffer, draw: () => number) => Buffer)[] = [
    ...Array.from({ length: 3 }, () => (zip: Buffer) => zip),
    (zip, draw) => zip.subarray(0, draw() * zip.length),
    (zip, draw) => zip.subarray(draw() * zip.length),
    (zip, draw) => Buffer.concat([zip, Buffer.alloc(draw() * 100, "x")]),
    (zip, draw) => Buffer.concat([zip.subarray(0, draw() * zip.length), zip]),
    (zip, draw) => {
        for (let times = draw() * 8; times > 0; times--) zip[Math.floor(draw() * zip.length)] = draw() * 256;
        return zip;
    },
    // Lengths, sizes and places are in the headers and in the last bytes.
    (zip, draw) => {
        const at = zip.lastIndexOf("PK\x01\x02", undefined, "latin1");
        if (at !== -1) zip.writeUInt32LE(draw() * 2 ** 32, at + Math.floor(draw() * 43));
        return zip;
    },
    (zip, draw) => {
        zip.writeUInt32LE(draw() < 0.5 ? 0xffffffff : draw() * zip.length, zip.length - 22 + Math.floor(draw() * 18));
        return zip;
    },
];

/** Answers how many were read and how many were refused. */
export async function breakZips(
    count: number,
    seed: number,
    read = readZip,
): Promise<{ readonly read: number; readonly refused: number }> {
    const draw = drawn(seed);
    const folder = mkdtempSync(join(tmpdir(), "fairlead-zips-"));
    const ended = { read: 0, refused: 0 };
    try {
        writeFileSync(join(folder, "canary"), "alive");
        await inFolder(folder, async (files) => {
            for (let n = 0; n < count; n++) {
                const change = CHANGES[Math.floor(draw() * CHANGES.length)] ?? ((zip: Buffer) => zip);
                const zip = change(anyZip(draw), draw);
                const out = join(folder, "out");
                mkdirSync(out);
                const says = `zip ${n} of seed ${seed}: ${zip.toString("base64")}`;
                ended[await attempt(() => read(zip), out, says, files)]++;
                assert.deepEqual(readdirSync(folder).sort(), ["canary", "out"], says);
                assert.equal(readFileSync(join(folder, "canary"), "utf8"), "alive", says);
                assert.ok(!existsSync("/tmp/fairlead-broken-zip"), says);
                assert.ok(lstatSync(out).isDirectory(), says);
                rmSync(out, { recursive: true });
            }
        });
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
    return ended;
}

async function attempt(
    read: () => readonly Entry[],
    out: string,
    says: string,
    files: RoomFiles,
): Promise<"read" | "refused"> {
    const began = Date.now();
    try {
        const entries = read();
        const total = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
        assert.ok(total <= LIMIT, says);
        await files.put(out, entries);
        return "read";
    } catch (error) {
        // A name that no file may have is the system's refusal, and this job's red.
        const isNamed = [BrokenZip, NotRehearsed].some(({ name }) => (error as Error).constructor.name === name);
        assert.ok(isNamed || (error as RefusedInside).code === "ENAMETOOLONG", `${says}: ${String(error)}`);
        return "refused";
    } finally {
        assert.ok(Date.now() - began < 5000, says);
    }
}
