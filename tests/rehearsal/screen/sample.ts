// A whole rehearsal, as `tools/record-sample.ts` recorded it: up, a release through staging, a missing statement in prod,
// the same release through prod, then a release that answers 500 and is rolled back.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Plans, text } from "../../../plan/plans";
import type { Digest, Fact } from "../../../rehearsal/engine/journal";
import { planOf, root } from "../../support/program";

export const JOURNAL = join(root, "tests", "fixtures", "rehearsal", "journal.ndjson");
export const BLOBS = join(root, "tests", "fixtures", "rehearsal", "blobs.ndjson");

/** Blobs without a disk. */
class Bytes {
    constructor(private readonly all: ReadonlyMap<string, Buffer>) {}

    public get(digest: Digest): Buffer {
        const found = this.all.get(digest);
        if (!found) throw new Error(`no blob ${digest}`);
        return found;
    }

    public has(digest: string): digest is Digest {
        return this.all.has(digest);
    }
}

/** Of a rehearsal that kept none. */
export const NO_BYTES = new Bytes(new Map());

/** The facts of it, and the plans and bytes they speak of. */
export class Rehearsal {
    constructor(
        public readonly plans: Plans,
        public readonly facts: readonly Fact[],
        public readonly blobs: Bytes,
    ) {}

    /** Digests of what was pushed in staging as a candidate: what went through, and what was rolled back. */
    public get candidates(): readonly (Digest | undefined)[] {
        return this.facts.flatMap(({ kind, data, blobs }) =>
            kind === "image" && data["tag"] === "candidate" ? [blobs?.[0]] : [],
        );
    }

    /** The ARN of the only resource of a stack with this type and name. */
    public arn(stack: string, type: string, name: string): string {
        const found = this.plans
            .ofType(type)
            .find(({ plan, resource }) => plan.stack === stack && resource.name === name);
        if (!found) throw new Error(`${stack} plans no ${type} ${name}`);
        return text(found.resource, "arn");
    }
}

export async function sampleRehearsal(): Promise<Rehearsal> {
    const plans = new Plans([await planOf("staging"), await planOf("prod")]);
    const blobs = linesOf<readonly [Digest, string]>(BLOBS).map(
        ([digest, bytes]) => [digest, Buffer.from(bytes, "base64")] as const,
    );
    return new Rehearsal(plans, linesOf<Fact>(JOURNAL), new Bytes(new Map(blobs)));
}

function linesOf<T>(file: string): readonly T[] {
    return readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as T);
}
