import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeFileSync } from "node:fs";

import type { JsonObject } from "../../plan/document";

/**
 * One stream of facts in one file: a line each, written before any fold is shown it. What a killed process has written
 * stays; a power cut may take the last lines with it, which then never happened. So nothing is synced: a run records a
 * thousand facts, and a sync costs two milliseconds.
 */
export class Journal {
    private readonly file: number;
    private readonly known: Fact[];
    private readonly folds: Fold[] = [];
    private closed = false;

    constructor(path: string) {
        const { facts, length } = readWhole(path);
        this.known = facts;
        this.file = openSync(path, "a");
        // A line that was being written at the end: it never happened.
        ftruncateSync(this.file, length);
    }

    /** Everything that happened so far. */
    public get facts(): readonly Fact[] {
        return this.known;
    }

    public append(said: NewFact): Fact {
        const fact: Fact = { n: this.known.length + 1, at: Date.now(), ...said };
        if (this.closed) return fact;
        // Not `writeSync`, which may write a part where the disk is nearly full.
        writeFileSync(this.file, `${JSON.stringify(fact)}\n`);
        this.known.push(fact);
        for (const fold of [...this.folds]) fold.apply(fact);
        return fact;
    }

    /** Shows a fold everything that was, then everything that will be; the answer ends that. */
    public follow(fold: Fold): () => void {
        for (const fact of [...this.known]) fold.apply(fact);
        this.folds.push(fold);
        return () => void this.folds.splice(this.folds.indexOf(fold), 1);
    }

    /** Nothing happens after this: what is recorded then is neither written nor shown. */
    public close(): void {
        if (!this.closed) closeSync(this.file);
        this.closed = true;
    }
}

function readWhole(path: string): { facts: Fact[]; length: number } {
    if (!existsSync(path)) return { facts: [], length: 0 };
    const bytes = readFileSync(path);
    const facts: Fact[] = [];
    let length = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, length)) {
        const fact = parse(bytes.toString("utf8", length, end));
        if (fact?.n !== facts.length + 1) break;
        facts.push(fact);
        length = end + 1;
    }
    return { facts, length };
}

function parse(line: string): Fact | undefined {
    try {
        return JSON.parse(line) as Fact;
    } catch {
        return undefined;
    }
}

// What happened. A fact never changes and is the only way to change anything: the account, the screen, the report and
// the way back after a crash are all folds over the same stream.

/** The name of some bytes. They lie in the blob store, synced before any fact that names them. */
export type Digest = `sha256:${string}`;

export interface NewFact {
    /** `object`, `image`, `action.started`, `allowed` …; the part that records it documents its data. */
    readonly kind: string;
    /** What it happened to, as its folds find it again: an ARN, a URN, the id of a run. */
    readonly about: string;
    readonly data: JsonObject;
    readonly blobs?: readonly Digest[];
}

export interface Fact extends NewFact {
    /** 1, 2, 3 …, without gaps. */
    readonly n: number;
    /** Milliseconds since 1970, of the real clock. */
    readonly at: number;
}

/** A part of the account: what its facts make of it. Called for every fact, old ones when a rehearsal is resumed. */
export interface Fold {
    apply(fact: Fact): void;
}

/** What a fact may hold, and an answer of AWS: nothing is left of what is undefined. */
export function asJson(value: object): JsonObject {
    return JSON.parse(JSON.stringify(value)) as JsonObject;
}
