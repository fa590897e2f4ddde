// A line whose images others push: the first release and the second, and the way back, which starts nothing by itself.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Plan } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import type { Fact } from "../../rehearsal/engine/journal";
import { Objects } from "../../rehearsal/services/objects";
import { pushSources } from "../../rehearsal/up/source";
import { pushImages } from "../../rehearsal/up/images";
import { PUSHED, PUSHED_BESIDE_GITHUB } from "./lines";
import { rehearsed, type Rehearsed } from "../support/rehearsed";

const EVERY_TAG = `{"anything-but":{"wildcard":["candidate","release-*","live-*"]}}`;

/** The same line, which waits for other tags. */
const waitingFor = (tags: string): Promise<readonly Plan[]> =>
    PUSHED.plans().then((plans) =>
        plans.map((plan) => ({
            ...plan,
            resources: plan.resources.map((resource) => {
                if (resource.type !== TYPE.eventRule || resource.name !== "web-make-image") return resource;
                const { eventPattern, ...inputs } = resource.inputs;
                const pattern = JSON.parse(String(eventPattern)) as { detail: Record<string, unknown> };
                pattern.detail["image-tag"] = [JSON.parse(tags)];
                return { ...resource, inputs: { ...inputs, eventPattern: JSON.stringify(pattern) } };
            }),
        })),
    );

const candidateOf = (facts: readonly Fact[]): readonly Fact[] =>
    facts.filter(
        ({ kind, about }) => kind === "object" && /staging-releases-\d+\/releases\/web\/candidate\.zip/.test(about),
    );
const made = (facts: readonly Fact[]): number =>
    facts.filter(({ kind, about }) => kind === "action.ended" && /Publish\/Publish$/.test(about)).length;

/** The next version, then the first one again, as the runbook says: its record is made the candidate. */
async function onAndBack(account: LocalAccount, facts: readonly Fact[], seen: number[]): Promise<void> {
    seen.push(made(facts));
    const source = mkdtempSync(join(tmpdir(), "pushed-"));
    cpSync(PUSHED.source, source, { recursive: true });
    writeFileSync(join(source, "package.json"), '{ "version": "2.0.0" }');
    try {
        pushSources(account, { source }, true);
        await pushImages(account, { source });
        await account.quiet();
    } finally {
        rmSync(source, { recursive: true });
    }
    seen.push(made(facts));
    const [, first] = candidateOf(facts);
    const [bucket = "", digest] = [first?.about.split("/")[0], first?.blobs?.[0]];
    assert.ok(digest, "the first release was the candidate");
    account.part(Objects).write(bucket, "releases/web/candidate.zip", account.blobs.get(digest));
    await account.quiet();
    seen.push(made(facts));
}

async function rehearsedWith(plans: readonly Plan[]): Promise<Rehearsed & { readonly seen: readonly number[] }> {
    const seen: number[] = [];
    const then = (account: LocalAccount, facts: readonly Fact[]): Promise<void> => onAndBack(account, facts, seen);
    return { ...(await rehearsed(plans, { source: PUSHED.source, then })), seen };
}

/** Each image comes under its commit and under `latest`, each tag is an event, and the second one publishes nothing new. */
const SOUND = [2, 4, 4];

describe("a line whose images others push", function () {
    this.timeout(300_000);

    it("goes from any tag but ours to prod by digest, goes on, and goes back without starting make", async () => {
        const { seen, shortcomings, facts } = await rehearsedWith(await waitingFor(EVERY_TAG));
        assert.deepEqual(shortcomings, []);
        assert.deepEqual(seen, SOUND);
        assert.equal(
            new Set(candidateOf(facts).map(({ blobs }) => blobs?.[0])).size,
            3,
            "release 0, the first, the second",
        );
        const live = facts.filter(({ kind, about }) => kind === "object" && /live\.zip/.test(about));
        assert.ok(live.some(({ about }) => /prod/.test(about)));
        assert.deepEqual(
            facts.filter(({ kind }) => kind === "denied").map(({ about }) => about),
            [],
        );
    });

    it("takes files that GitHub keeps to prod, beside the image of their commit", async () => {
        const { plans, source } = PUSHED_BESIDE_GITHUB;
        const { facts, shortcomings, story } = await rehearsed(await plans(), { source });
        assert.deepEqual(shortcomings, []);
        assert.ok(facts.some(({ kind, about }) => kind === "action.ended" && /Source\/Source$/.test(about)));
        const containers = facts.filter(({ data }) => JSON.stringify(data).includes("GREETING"));
        assert.ok(containers.length > 0, "the containers are the repository's");
        assert.deepEqual(
            story.running.map(({ carried }) => carried !== undefined),
            [true, true],
        );
        assert.deepEqual(
            facts.filter(({ kind }) => kind === "denied").map(({ about }) => about),
            [],
        );
    });

    it("takes the repository's own containers to prod; a field of both is red in Prepare, and what was live stays", async () => {
        const source = mkdtempSync(join(tmpdir(), "files-"));
        cpSync(PUSHED.source, source, { recursive: true });
        try {
            const then = async (account: LocalAccount): Promise<void> => {
                const taskdef = join(source, "taskdef.json");
                writeFileSync(taskdef, readFileSync(taskdef, "utf8").replace("{", '{ "family": "mine",'));
                writeFileSync(join(source, "package.json"), '{ "version": "3.0.0" }');
                pushSources(account, { source }, true);
                await pushImages(account, { source });
                await account.quiet();
            };
            const { facts, story } = await rehearsed(await PUSHED.plans(), { source, then });
            const registered = facts
                .map((fact) => JSON.stringify(fact.data))
                .filter((data) => data.includes("GREETING"));
            assert.ok(registered.length > 0, "the containers are the repository's");
            const said = facts.map((fact) => JSON.stringify(fact.data)).join("\n");
            assert.match(said, /taskdef\.json family is/);
            assert.ok(story.running.every(({ carried }) => carried !== undefined));
        } finally {
            rmSync(source, { recursive: true });
        }
    });

    it("mutant: where our own tags start a line as well, its rollback starts make", async () => {
        const { seen } = await rehearsedWith(await waitingFor(`{"exists":true}`));
        assert.notDeepEqual(seen, SOUND);
    });
});
