// A target that nothing of the rehearsal was written for: no tasks, no load balancer, no address.
import assert from "node:assert/strict";

import { shortcomingsOf } from "../../../rehearsal/outcome";
import type { Digest } from "../../../rehearsal/engine/journal";
import { renderReport } from "../../../rehearsal/report/report";
import { Story } from "../../../rehearsal/screen/story";
import { summarise } from "../../../rehearsal/screen/summary";
import { targets } from "../../../rehearsal/targets";
import type { RehearsedTarget } from "../../../rehearsal/targets/types";
import { paintFor } from "../../../text/terminal";
import { NO_BYTES, type Rehearsal, sampleRehearsal } from "../screen/sample";

const digestOf = (letter: string): Digest => `sha256:${letter.repeat(64)}`;

/** What lies on the shelf of each environment is what it runs. */
const shelf: RehearsedTarget = {
    follow: ({ all }, { objects }) => ({
        apply: () => undefined,
        get running() {
            return all.map(({ stack }) => {
                const digest = objects.get(`${stack}-shelf/site.zip`);
                return {
                    ...{ stack, name: "site", isDeployed: true, more: [["rows", "3"]] as const },
                    carried: digest === undefined ? undefined : { kind: "bundle", digest },
                    shortcomings: digest === undefined ? [`${stack} site has an empty shelf`] : [],
                };
            });
        },
    }),
};

describe("a target without HTTP", () => {
    let sample: Rehearsal;
    before(async () => {
        sample = await sampleRehearsal();
        Object.assign(targets, { shelf });
    });
    after(() => Reflect.deleteProperty(targets, "shelf"));

    function afterwards(...objects: readonly (readonly [stack: string, digest: Digest])[]): Story {
        const story = new Story(sample.plans);
        for (const fact of sample.facts) story.apply(fact);
        for (const [stack, digest] of objects)
            story.apply({ n: 0, at: 0, kind: "object", about: `${stack}-shelf/site.zip`, blobs: [digest], data: {} });
        return story;
    }
    const whys = (story: Story): readonly string[] =>
        shortcomingsOf(story, sample.plans).filter((why) => why.includes("site"));

    it("says what runs, in the summary and in the report", () => {
        const story = afterwards(["staging", digestOf("a")], ["prod", digestOf("a")]);
        const paint = paintFor({ isTTY: false });
        const text = summarise(story, { fidelity: [], shortcomings: [], report: "", blobs: NO_BYTES, paint });
        assert.match(text, /^ {2}staging site: bundle aaaaaaaaaaaa\n {2}prod site: bundle aaaaaaaaaaaa$/m);
        assert.doesNotMatch(text, /site.*answers/);
        const page = renderReport({
            story,
            blobs: { get: () => Buffer.of(), has: (_: string): _ is Digest => false },
            shortcomings: [],
            fidelity: [],
        });
        assert.match(page, /<dt>bundle<\/dt>\s*<dd><code>sha256:a{64}<\/code><\/dd>/);
        assert.match(page, /<dt>rows<\/dt>\s*<dd>3<\/dd>/);
        assert.deepEqual(whys(story), []);
    });

    it("is red where environments differ, and where it says so itself", () => {
        const [a, b] = [digestOf("a"), digestOf("b")];
        assert.deepEqual(whys(afterwards(["staging", a], ["prod", b])), [
            "site runs bundle bbbbbbbbbbbb in prod and bundle aaaaaaaaaaaa in staging",
        ]);
        assert.deepEqual(whys(afterwards(["staging", a])), [
            "prod site has an empty shelf",
            "site runs nothing in prod and bundle aaaaaaaaaaaa in staging",
        ]);
    });
});
