// Every call that iam/calls says AWS or a script makes is really asked for, once the lines have been through what
// lines go through: whichever proof has played that, asks.
import assert from "node:assert/strict";

import type { Question } from "../../iam/verdicts";
import { Plans, type Plan } from "../../plan/plans";
import * as sound from "../iam/support/questions";
import type { Fact } from "../../rehearsal/engine/journal";
import { mutated } from "../support/mutant";
import { askedFor, wanted } from "../support/questions";

/** Calls that only another course of events brings about; each is asked in the spec that plays it. */
const ASKED_ELSEWHERE: readonly (readonly [call: RegExp, spec: string])[] = [
    [/ inspector2:List(Coverage|Findings) /, "tests/rehearsal/services: a registry with enhanced scanning"],
    [/ sqs:SendMessage /, "tests/rehearsal/events: a target that does not take an event"],
    [/ codepipeline:StopPipelineExecution /, "tests/prove/asking: a run that is overtaken while it asks"],
    [
        /(web|links)-handover\S* codepipeline:StartPipelineExecution /,
        "tests/scripts/handover: a candidate that no run has taken",
    ],
    [
        /(web|links)-ship-check\S* codepipeline:GetPipelineState /,
        "tests/scripts/check: an approval whose history names nobody",
    ],
    [
        /-ship-evidence\S* s3:PutObject on \S+\/evidence\/\S+\.svg /,
        "tests/prove/models: what a model takes for what, as a picture beside its page",
    ],
    [/ s3:GetObject on \S+\/builds\/web\//, "tests/scripts/publish: a record is named by its image's digest"],
    [
        / s3:GetObject(Version)? on \S+:aws-codedeploy-/,
        "tests/rehearsal/hosts/programs: an installer fetched by aws s3",
    ],
    [
        / autoscaling:(CompleteLifecycleAction|RecordLifecycleActionHeartbeat) /,
        "tests/rehearsal/fleets/group: a machine that is launched after a release",
    ],
    [
        / autoscaling:(Put|Delete)LifecycleHook /,
        "nowhere: a rehearsed group is held as if CodeDeploy's hook were always there; tests/iam/published.spec.ts holds the rows against AWS's policy",
    ],
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

/** A row that nobody asks, in place of one that is asked. */
export interface Wrong {
    readonly file: string;
    readonly mistake: readonly [sound: string, wrong: string];
    /** How it is named. */
    readonly named: RegExp;
}

export const OF_TASKS: Wrong = {
    file: "iam/calls/ecs",
    mistake: [
        `{ action: "ecr:GetAuthorizationToken", on: anyRepository`,
        `{ action: "ecr:DescribeRegistry", on: anyRepository`,
    ],
    named: /tasks of \S+ \(ECS\): \S+ ecr:DescribeRegistry on \*/,
};
export const OF_MACHINES: Wrong = {
    file: "iam/calls/codedeploy",
    mistake: ['"tag:GetResources"', '"tag:GetTagKeys"'],
    named: /: \S+ tag:GetTagKeys on \*/,
};
/** What was played, of these plans. */
export interface PlayedRows {
    readonly plans: readonly Plan[];
    readonly facts: readonly Fact[];
    readonly denied: readonly unknown[];
}

/** Two tests of what is played by the time that they run. */
export function asksEveryRow(says: string, played: () => PlayedRows, wrong: Wrong): void {
    it(`asks at the gateway for every row of iam/calls, and nothing is denied: ${says}`, () => {
        const { plans, facts, denied } = played();
        const questions = questionsOf(plans, sound);
        assert.ok(questions.length > 250, `${questions.length} questions`);
        assert.deepEqual(neverAsked(questions, facts), []);
        assert.deepEqual(denied, []);
    });

    it(`mutant: a row that nothing asks is named: ${says}`, () => {
        const { plans, facts } = played();
        const action = /(\w+:\w+)/.exec(wrong.mistake[1])?.[1] ?? "";
        const questions = questionsOf(plans, mutated("tests/iam/support/questions", wrong.file, wrong.mistake));
        const [first = "", ...more] = neverAsked(questions, facts);
        assert.match(first, wrong.named);
        assert.ok(more.every((line) => line.includes(action)));
    });
}
