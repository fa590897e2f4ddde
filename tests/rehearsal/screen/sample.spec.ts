import assert from "node:assert/strict";

import type { Digest, Fact } from "../../../rehearsal/engine/journal";
import { digestOf } from "../../../rehearsal/engine/folder";
import { readZipFile, writeZip } from "../../../rehearsal/jobs/zip";
import { renumbered } from "./renumbered";
import { type Rehearsal, sampleRehearsal } from "./sample";
import { trimmed } from "./trimmed";

/** ARNs of the plans' own resources that facts speak of. */
const PLANNED: Readonly<Record<string, string>> = {
    "run.queued": "pipeline",
    "build.started": "project",
    "task.started": "service",
};

function strangersIn({ plans, facts }: Pick<Rehearsal, "plans" | "facts">): readonly string[] {
    return facts.flatMap(({ kind, data }) => {
        const key = PLANNED[kind];
        const arn = key === undefined ? undefined : String(data[key]);
        return arn === undefined || plans.at(arn) ? [] : [arn];
    });
}

describe("the recorded rehearsal", () => {
    let sample: Rehearsal;
    before(async () => {
        sample = await sampleRehearsal();
    });

    it("speaks of what the plans have today", () => {
        assert.deepEqual(strangersIn(sample), [], "record it anew: node tools/bootstrap.cjs tools/record-sample.ts");
    });

    it("mutant: what is renamed in the plans is missed", () => {
        const [run, ...others] = sample.facts.filter(({ kind }) => kind === "run.queued");
        const renamed = { ...(run as Fact), data: { pipeline: "arn:aws:codepipeline:eu-west-1:111122223333:other" } };
        assert.equal(strangersIn({ plans: sample.plans, facts: [renamed, ...others] }).length, 1);
    });

    it("has nothing of the machine that recorded it, and no gaps", () => {
        assert.deepEqual(
            sample.facts.map(({ n }) => n),
            sample.facts.map((_, at) => at + 1),
        );
        assert.doesNotMatch(JSON.stringify(sample.facts), /"[^"]*(\/home\/|\/tmp\/|\/root\/)/);
    });
});

const digest = (letter: string): Digest => `sha256:${letter.repeat(64)}`;

/** What is recorded when chance gave these letters, and the clock this time. */
function recorded(letter: string, at: number) {
    const run = `${letter.repeat(8)}-0000-4000-8000-${letter.repeat(12)}`;
    const release = `web-${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z-${letter.repeat(8)}`;
    const bytes = writeZip([{ name: "release.json", mode: 0o100644, bytes: Buffer.from(release) }]);
    const facts: readonly Fact[] = [
        { n: 7, at, kind: "image", about: "web", data: { tag: "candidate" }, blobs: [digest(letter)] },
        { n: 9, at: at + 5, kind: "event", about: "default", data: { detail: { run, release } } },
        { n: 12, at: at + 6, kind: "matched", about: "rule", data: { event: 9 } },
        { n: 13, at: at + 8, kind: "answered", about: `http://127.0.0.1:${at % 50_000}`, data: {} },
        { n: 14, at: at + 9, kind: "object", about: "b/k", data: {}, blobs: [digestOf(bytes)] },
    ];
    return renumbered({ facts, blobs: new Map([[digestOf(bytes), bytes]]) }, "");
}

describe("a recording, renumbered,", () => {
    const [one, two] = [recorded("a", Date.UTC(2026, 1, 2, 3)), recorded("b", Date.UTC(2027, 4, 5, 6, 7))];

    it("is the same, whatever chance and the clock made of it", () => {
        assert.deepEqual(one.facts, two.facts);
        assert.deepEqual([...one.blobs], [...two.blobs]);
    });

    it("keeps together what belongs together: digests and their beginnings, events and their rules, bytes and their names", () => {
        const [image, event, matched, , object] = one.facts;
        const release = String((event?.data["detail"] as Fact["data"])["release"]);
        assert.ok(image?.blobs?.[0]?.startsWith(`sha256:${release.split("-").at(-1) ?? "-"}`), release);
        assert.equal(matched?.data["event"], event?.n);
        const bytes = one.blobs.get(object?.blobs?.[0] ?? digest("0"));
        assert.equal(readZipFile(bytes ?? Buffer.of(), "release.json")?.toString(), release);
    });
});

describe("a recording, trimmed,", () => {
    const fact = (n: number, kind: string, about: string, data: Fact["data"]): Fact => ({
        n,
        at: n,
        kind,
        about,
        data,
    });

    it("has each call of a role once, each event that the same rules left once, and no fact that no screen reads", () => {
        const event = { source: "aws.ecr", "detail-type": "ECR Image Action", detail: {}, account: "111122223333" };
        const unmatched = (of: number) => ({ event: of, why: [{ rule: "pull", why: "…" }] });
        const facts = [
            fact(1, "allowed", "s3:GetObject", { role: "r", as: "a", on: "x" }),
            fact(2, "allowed", "s3:GetObject", { role: "r", as: "b", on: "y" }),
            fact(3, "phase.ended", "job", {}),
            fact(4, "event", "default", event),
            fact(5, "unmatched", "default", unmatched(4)),
            fact(6, "event", "default", event),
            fact(7, "unmatched", "default", unmatched(6)),
            fact(8, "event", "default", event),
            fact(9, "matched", "rule", { event: 8 }),
        ];
        assert.deepEqual(
            trimmed(facts).map(({ n }) => n),
            [1, 4, 5, 8, 9],
        );
        assert.equal(trimmed(facts)[1]?.data["account"], undefined);
    });
});
