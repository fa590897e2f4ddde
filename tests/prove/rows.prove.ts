// Every call that iam/calls says AWS or a script makes is really asked for, once the lines have been through what
// lines go through.
import assert from "node:assert/strict";

import type { Question } from "../../iam/verdicts";
import { Plans, type Plan } from "../../plan/plans";
import * as sound from "../../iam/questions";
import type { Fact } from "../../rehearsal/engine/journal";
import { ESTATES, type Rehearsable } from "../support/estates";
import { allThatFollows } from "../support/later";
import { mutated } from "../support/mutant";
import { rehearsed, type Rehearsed } from "../support/rehearsed";
import { askedFor, wanted } from "../support/questions";

/** Calls that only another course of events brings about; each is asked in the spec that plays it. */
const ASKED_ELSEWHERE: readonly (readonly [call: RegExp, spec: string])[] = [
    [/ inspector2:List(Coverage|Findings) /, "tests/rehearsal/services: a registry with enhanced scanning"],
    [/ sqs:SendMessage /, "tests/rehearsal/events: a target that does not take an event"],
    [/ codepipeline:StopPipelineExecution /, "tests/prove/asking: a run that is overtaken while it asks"],
    [
        /web-handover\S* codepipeline:StartPipelineExecution /,
        "tests/scripts/handover: a candidate that no run has taken",
    ],
    [/web-ship-check\S* codepipeline:GetPipelineState /, "tests/scripts/check: an approval whose history names nobody"],
    [/ s3:GetObject on \S+\/builds\/web\//, "tests/scripts/publish: a record is named by its image's digest"],
];
const isAskedElsewhere = (call: string): boolean => ASKED_ELSEWHERE.some(([pattern]) => pattern.test(call));

const neverAsked = (questions: readonly Question[], facts: readonly Fact[]): readonly string[] => {
    const asked = askedFor(facts);
    return questions
        .filter((question) => !asked.has(wanted(question)))
        .map(({ says, source, ...question }) => `${says}: ${wanted(question)} (${source})`)
        .filter((call) => !isAskedElsewhere(call));
};
const questionsOf = (plans: readonly Plan[], from: typeof sound) => from.questionsOf(new Plans(plans)).allow;

for (const { says, plans: planned, source } of Object.values<Rehearsable>(ESTATES)) {
    describe(`rows of iam/calls, with ${says}`, () => {
        let plans: readonly Plan[];
        let all: Rehearsed;
        before(async () => {
            plans = await planned();
            all = await rehearsed(plans, { source, then: allThatFollows });
        });

        it("are all asked at the gateway, and nothing is denied", () => {
            const questions = questionsOf(plans, sound);
            assert.ok(questions.length > 250, `${questions.length} questions`);
            assert.deepEqual(neverAsked(questions, all.facts), []);
            assert.deepEqual(all.story.calls.denied, []);
        });

        it("mutant: a row that nothing asks is named", () => {
            const questions = questionsOf(
                plans,
                mutated("iam/questions", "iam/calls/ecs", [
                    `{ action: "ecr:GetAuthorizationToken", on: anyRepository`,
                    `{ action: "ecr:DescribeRegistry", on: anyRepository`,
                ]),
            );
            const [first = "", ...more] = neverAsked(questions, all.facts);
            assert.match(first, /tasks of \S+ \(ECS\): \S+ ecr:DescribeRegistry on \*/);
            assert.ok(more.every((line) => line.includes("ecr:DescribeRegistry")));
        });
    });
}
