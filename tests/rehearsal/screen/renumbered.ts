// A recording without what a clock or chance made of it: ids, ports, digests and times are counted in the order they appear.
import { createHash } from "node:crypto";

import type { Json } from "../../../plan/document";
import { digestOf } from "../../../rehearsal/engine/folder";
import type { Digest, Fact } from "../../../rehearsal/engine/journal";
import { BrokenZip, readZip, writeZip } from "../../../rehearsal/jobs/zip";

export interface Recording {
    readonly facts: readonly Fact[];
    readonly blobs: Map<Digest, Buffer>;
}

const BEGAN = Date.UTC(2026, 10, 21, 9, 30);
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
/** A digest, whole or the beginning that names show; an id of a task, of a version; of a deployment; a port; a time. */
const CHANCE = new RegExp(
    `\\b${UUID}\\b|\\b[0-9a-f]{64}\\b|\\b[0-9a-f]{32}\\b|\\b[0-9a-f]{12}\\b|\\b[0-9a-f]{8}\\b|\\bd-[0-9A-Z]{9}\\b` +
        `|(?<=127\\.0\\.0\\.1:)\\d+|\\b\\d{4}-?\\d\\d-?\\d\\dT\\d\\d:?\\d\\d:?\\d\\d(?:\\.\\d+)?Z`,
    "g",
);

/** `fixed` has whatever keeps its name: the plans. */
export function renumbered({ facts, blobs }: Recording, fixed: string): Recording {
    const began = facts[0]?.at ?? 0;
    const names = new Map<string, string>();
    const digests = new Map<string, string>();
    const counts = new Map<string, number>();
    const next = (kind: string): number => {
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        return counts.get(kind) ?? 0;
    };

    const nameFor = (found: string): string => {
        if (found.includes("T")) return later(found);
        if (found.startsWith("d-")) return `d-${String(next("deployment")).padStart(9, "0")}`;
        if (found.length === 36) return `${String(next("run")).padStart(8, "0")}-0000-4000-8000-000000000000`;
        if (/^\d{1,5}$/.test(found)) return String(41000 + next("port"));
        if (found.length === 64)
            return createHash("sha256")
                .update(`digest ${next("digest")}`)
                .digest("hex");
        if (found.length === 32) return String(next("id")).padStart(32, "0");
        const [whole, became] = [...digests].find(([digest]) => digest.startsWith(found)) ?? [];
        return whole === undefined ? found : (became ?? "").slice(0, found.length);
    };
    /** A time of this rehearsal: those before it are of what it was given. */
    const later = (time: string): string => {
        const [, year, month, day, hour, minute, second] =
            /(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)/.exec(time) ?? [];
        const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
        if (at < began - 60_000) return time;
        const said = `${new Date(BEGAN + at - began).toISOString().slice(0, 19)}Z`;
        return time.includes("-") ? said : said.replaceAll(/[-:]/g, "");
    };
    const inText = (words: string): string =>
        words.replaceAll(CHANCE, (found) => {
            const known = names.get(found) ?? (fixed.includes(found) ? found : nameFor(found));
            names.set(found, known);
            if (found.length === 64) digests.set(found, known);
            return known;
        });
    const inJson = (value: Json): Json => {
        if (typeof value === "string") return inText(value);
        if (Array.isArray(value)) return value.map((each: Json) => inJson(each));
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [inText(key), inJson(each)]));
    };
    const inBytes = (bytes: Buffer): Buffer => {
        try {
            const entries = readZip(bytes).map((entry) => ({
                ...entry,
                bytes: Buffer.from(inText(Buffer.from(entry.bytes).toString())),
            }));
            return writeZip(entries);
        } catch (error) {
            if (!(error instanceof BrokenZip)) throw error;
            return Buffer.from(inText(bytes.toString()));
        }
    };

    // Names show the beginning of a digest before the digest itself.
    for (const [digest] of JSON.stringify(facts).matchAll(/\b[0-9a-f]{64}\b/g))
        if (!blobs.has(`sha256:${digest}`)) inText(digest);
    const numbers = new Map(facts.map(({ n }, at) => [n, at + 1]));
    const told = facts.map((fact): Fact => ({ ...fact, about: inText(fact.about) }));
    const became = new Map<Digest, Buffer>();
    for (const [digest, bytes] of blobs) {
        const renamed = inBytes(bytes);
        names.set(digest.slice("sha256:".length), digestOf(renamed).slice("sha256:".length));
        became.set(digestOf(renamed), renamed);
    }
    return {
        blobs: became,
        facts: told.map((fact, at) => ({
            n: at + 1,
            at: BEGAN + fact.at - began,
            kind: fact.kind,
            about: fact.about,
            data: {
                ...(inJson(fact.data) as Fact["data"]),
                ...(fact.data["event"] === undefined ? {} : { event: numbers.get(Number(fact.data["event"])) ?? 0 }),
            },
            ...(fact.blobs ? { blobs: fact.blobs.map((digest) => inText(digest) as Digest) } : {}),
        })),
    };
}
