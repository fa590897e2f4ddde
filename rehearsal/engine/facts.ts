// What happened. A fact never changes and is the only way to change anything: the account, the screen, the report and
// the way back after a crash are all folds over the same stream.
import type { JsonObject } from "../../plan/document";

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
