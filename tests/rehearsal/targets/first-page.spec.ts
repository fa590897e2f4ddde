// An application that is well and has no first page, or shows it to nobody who has not signed in.
import assert from "node:assert/strict";

import type * as outcome from "../../../rehearsal/outcome";
import { shortcomingsOf } from "../../../rehearsal/outcome";
import { Story } from "../../../rehearsal/screen/story";
import type * as shown from "../../../rehearsal/targets/shown";
import { unanswered } from "../../../rehearsal/targets/shown";
import { mutated } from "../../support/mutant";
import { type Rehearsal, sampleRehearsal } from "../screen/sample";

describe("what a service answers at the end", () => {
    const answered = (status: number, path = "/") => ({ url: `http://127.0.0.1:4001${path}`, status, body: "" });
    const said = (
        of: { readonly answered: ReturnType<typeof answered>; readonly isReleased: boolean },
        by = unanswered,
    ) => by({ stack: "prod", name: "web", ...of });

    it("may be a no to `/`, of what was released; not of the placeholder, not at a rule's own path, and no 5xx", () => {
        for (const status of [401, 403, 404])
            assert.deepEqual(said({ answered: answered(status), isReleased: true }), []);
        const red = ["prod web answered 404"];
        assert.deepEqual(said({ answered: answered(404), isReleased: false }), red);
        assert.deepEqual(said({ answered: answered(404, "/orders"), isReleased: true }), red);
        assert.deepEqual(said({ answered: answered(503), isReleased: true }), ["prod web answered 503"]);
    });

    it("mutant: a rule whose path is not there would be green", () => {
        const file = "rehearsal/targets/shown";
        const wrong = mutated<typeof shown>(file, file, ['.pathname === "/"', '.pathname !== ""']);
        assert.deepEqual(said({ answered: answered(404, "/orders"), isReleased: true }, wrong.unanswered), []);
    });

    describe("of a rehearsal", () => {
        let sample: Rehearsal;
        before(async () => (sample = await sampleRehearsal()));
        const red = (by: typeof outcome.shortcomingsOf, status: number): readonly string[] => {
            const story = new Story(sample.plans);
            for (const fact of sample.facts) story.apply(fact);
            const data = {
                listener: sample.arn("prod", "aws:lb/listener:Listener", "web-production"),
                status,
                body: "",
            };
            story.apply({ n: 0, at: story.now, kind: "answered", about: "http://127.0.0.1:41003", data });
            return by(story, sample.plans).filter((why) => why.startsWith("prod web "));
        };

        it("is asked of the image that was pushed", () => {
            assert.deepEqual(red(shortcomingsOf, 404), []);
            assert.deepEqual(red(shortcomingsOf, 500), ["prod web answered 500"]);
        });
    });
});
