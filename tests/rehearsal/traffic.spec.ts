// How those visit who make the alarms of a rehearsal speak.
import assert from "node:assert/strict";

import type * as traffic from "../../rehearsal/client-traffic";
import { atMost } from "../../rehearsal/client-traffic";
import { mutated } from "../support/mutant";

describe("visitors of what is deployed", () => {
    const asked = async (by = atMost): Promise<readonly string[]> => {
        const questions: string[] = [];
        const answers: (() => void)[] = [];
        const visit = by(2, (url: string) => {
            questions.push(url);
            return new Promise<void>((answer, refuse) => answers.push(questions.length % 2 ? answer : refuse));
        });
        const visits = ["a", "a", "a", "b"].map(visit);
        for (const answer of answers.splice(0)) answer();
        await Promise.all(visits);
        void visit("a");
        return questions;
    };

    it("are no more at a time than so many at each address, and come again once they were answered or refused", async () => {
        assert.deepEqual(await asked(), ["a", "a", "b", "a"]);
    });

    it("mutant: they would come whether they are answered or not", async () => {
        const file = "rehearsal/client-traffic";
        const wrong = mutated<typeof traffic>(file, file, ["others >= most", "others < 0"]);
        assert.deepEqual(await asked(wrong.atMost), ["a", "a", "a", "b", "a"]);
    });
});
