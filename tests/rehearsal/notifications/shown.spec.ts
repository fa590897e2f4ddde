import assert from "node:assert/strict";

import type { Plan } from "../../../plan/document";
import { Plans } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { shortcomingsOf } from "../../../rehearsal/outcome";
import { renderReport } from "../../../rehearsal/report/report";
import { Story } from "../../../rehearsal/screen/story";
import { summarise } from "../../../rehearsal/screen/summary";
import { paintFor } from "../../../text/terminal";
import { pageWidth } from "../../../text/wrap";
import { mutated } from "../../support/mutant";
import { ended, everybody, happens, over, told } from "./told";
import { NO_BYTES } from "../screen/sample";

interface Shown {
    readonly summary: string;
    readonly report: string;
    readonly lost: readonly string[];
}

/** What is shown of one failed run. */
async function shown(plan: Plan, Told: typeof Story = Story): Promise<Shown> {
    const all = await told(plan);
    await happens(all, ended(plan));
    const plans = new Plans([plan]);
    const story = new Told(plans);
    for (const fact of all.test.facts()) story.apply(fact);
    const { blobs } = all.test.account;
    const report = renderReport({ story, blobs, fidelity: [], shortcomings: [] });
    const lost = shortcomingsOf(story, plans).filter((why) => why.includes("did not get"));
    await over(all);
    return {
        summary: summarise(story, {
            fidelity: [],
            shortcomings: [],
            report: "",
            blobs: NO_BYTES,
            paint: paintFor({ isTTY: false }),
        }),
        report,
        lost,
    };
}

describe("what would have been received", () => {
    let sound: Shown;
    let plan: Plan;
    before(async () => {
        plan = await everybody();
        sound = await shown(plan);
    });

    it("is in the summary a part of its own, by recipient, on a page of 80 columns", () => {
        const [, part = ""] =
            /what would have been received; the report says more\n([^]*?)\n\n/.exec(sound.summary) ?? [];
        const heads = part.split("\n").filter((line) => /^ {2}\S/.test(line));
        assert.equal(heads.length, 11, part);
        assert.match(
            part,
            /^ {2}email team@example\.com: one message, the last: web-make-\S+\n {4}failed\. See what it says: …$/m,
        );
        assert.ok(
            part.split("\n").every((line) => line.length <= pageWidth),
            part,
        );
    });

    it("is in the report a section, with what was said, the file, and what had to be confirmed", () => {
        const [, section = ""] =
            /<h2 id="received">What would I have received\?<\/h2>([^]*?)<\/section>/.exec(sound.report) ?? [];
        assert.equal(section.match(/<h3>/g)?.length, 11);
        assert.match(section, /<h3>email team@example\.com<\/h3>/);
        assert.match(section, /notifications\/email-team@example\.com\/\d{5}\.eml/);
        assert.match(section, /a person had to confirm the subscription/);
        assert.match(section, /the function is yours and not in the plan/);
        assert.deepEqual(sound.lost, []);
    });

    it("is red where somebody did not get it", async () => {
        const resources = plan.resources.filter(
            ({ type, name }) => type !== TYPE.queuePolicy || !name.endsWith("-events"),
        );
        const { lost, report } = await shown({ ...plan, resources });
        assert.match(
            lost[0] ?? "",
            /^sqs \S+ did not get "CodePipeline Pipeline Execution State Change, .*": sns\.amazonaws\.com may not sqs:SendMessage/,
        );
        assert.match(report, /1 lost/);
    });

    it("mutant: a story that takes what was lost for received", async () => {
        const broken = mutated<{ Story: typeof Story }>("rehearsal/screen/story", "rehearsal/screen/story/received", [
            '"notification.undelivered": { isMeant: false }',
            '"notification.undelivered": {}',
        ]);
        const resources = plan.resources.filter(
            ({ type, name }) => type !== TYPE.queuePolicy || !name.endsWith("-events"),
        );
        assert.deepEqual((await shown({ ...plan, resources }, broken.Story)).lost, []);
    });
});
