import * as assert from "node:assert/strict";

import { BY_DEFAULT, eventKinds, factsOf } from "../../../../components/shared/notifications/events";
import { transformerOf } from "../../../../components/shared/notifications/forms";
import type { Form } from "../../../../components/shared/notifications/seams";
import type { Json, JsonObject } from "../../../../plan/document";
import { matches, patternOf } from "../../../../rehearsal/events/pattern";
import { inputOf } from "../../../../rehearsal/events/transformer";
import { mutated } from "../../../support/mutant";
import { action, build, deployment, modelPackage, run, stage, task, training, verified } from "./aws-events";

const INDEX = "components/shared/notifications/events/index";
const watched = {
    pipelines: ["web-ship-1"],
    jobs: ["web-pull-1"],
    applications: ["web-1"],
    scheduled: ["p-stack-web-scheduled-nightly"],
    lines: ["web"],
    trainings: ["arn:aws:sagemaker:eu-west-1:111122223333:pipeline/web-1"],
    modelGroups: ["web-1"],
    environment: "stack",
};

/** Facts that an event is told as. The build's `codepipeline/…` is an output, which JSON would show as such. */
function heard(event: JsonObject, about: readonly string[], form: Form = "text", told = factsOf): string[] {
    const facts = told(about, watched, form).filter(({ fact }) => fact.name !== "build");
    return facts.filter(({ fact }) => matches(patternOf(fact.pattern as Json), event)).map(({ fact }) => fact.name);
}

/** All that AWS raises where a deployment in a pipeline fails. */
const failure = [
    run("STARTED", "CloudWatchEvent"),
    deployment("FAILURE"),
    action("FAILED"),
    stage("FAILED"),
    run("FAILED"),
];
const failures = failure.slice(1);
const all = eventKinds.map(({ kind }) => kind);

describe("kinds of events", () => {
    it("by default tell of what failed, of what was cancelled or rolled back, and of nothing that goes well", () => {
        assert.deepEqual(BY_DEFAULT, [
            "failed",
            "cancelled",
            "not-fetched",
            "approval",
            "rollback",
            "alarm",
            "schedule",
        ]);
        const good = [
            run("STARTED", "CloudWatchEvent"),
            run("SUCCEEDED"),
            stage("STARTED"),
            action("SUCCEEDED"),
            deployment("SUCCESS"),
            build("SUCCEEDED", "web-pull-1", "rule"),
            verified,
        ];
        assert.deepEqual(
            good.flatMap((event) => heard(event, BY_DEFAULT)),
            [],
        );
        assert.deepEqual(heard(run("FAILED"), BY_DEFAULT), ["failed"]);
        assert.deepEqual(heard(run("CANCELED"), BY_DEFAULT), ["canceled"]);
        assert.deepEqual(heard(run("STARTED", "ManualRollback"), BY_DEFAULT), ["rollback"]);
        assert.deepEqual(heard(build("FAILED", "web-pull-1", "rule"), BY_DEFAULT), ["not-fetched"]);
    });

    describe("of many lines", () => {
        const names = Array.from({ length: 40 }, (_, at) => `${"n".repeat(62)}${at + 10}`);
        const trainings = names.map((name) => `arn:aws:sagemaker:ap-southeast-1:111122223333:pipeline/${name}`);
        const each = { pipelines: names, jobs: names, applications: names, scheduled: names, lines: names };
        const many = { ...watched, ...each, trainings, modelGroups: names };
        /** The build's `codepipeline/…` is an output; it lists each name once, as others do. */
        const rules = (told = factsOf) =>
            all.flatMap((kind) => told([kind], many, "events")).filter(({ fact }) => !/^build(-\d+)?$/.test(fact.name));
        const tooLong = (told?: typeof factsOf) =>
            rules(told).filter(({ fact }) => JSON.stringify(fact.pattern).length > 2048);

        it("are told by rules that AWS takes, whose names differ, and that list each name once", () => {
            assert.deepEqual(tooLong(), []);
            const called = rules().map(({ kind, fact }) => `${kind} ${fact.name}`);
            assert.equal(new Set(called).size, called.length);
            const failed = factsOf(["failed"], many, "text").filter(({ fact }) => fact.name.startsWith("failed"));
            assert.deepEqual(
                failed.map(({ fact }) => fact.name),
                ["failed", "failed-2", "failed-3", "failed-4"],
            );
            assert.deepEqual(
                failed.flatMap(({ fact }) => fact.of),
                names,
            );
        });

        it("mutant: all names in one rule are more than AWS takes", () => {
            const mistake = ["MOST_NAMES = 12", "MOST_NAMES = 20"] as const;
            assert.notDeepEqual(tooLong(mutated<{ factsOf: typeof factsOf }>(INDEX, INDEX, mistake).factsOf), []);
        });
    });

    for (const about of [
        ["pipeline"],
        ["failed", "stage", "action"],
        ["stage", "action", "deployment"],
        ["action"],
        all,
    ])
        it(`tell of one failure once to who asks for ${about.join(", ")}`, () => {
            const messages = failures.flatMap((event) => heard(event, about));
            assert.equal(messages.length, 1, messages.join());
        });

    const mutants: Readonly<Record<string, readonly [sound: string, wrong: string]>> = {
        "each kind tells of failures": ["(each.width ?? 0) >= widest", "true"],
        "no kind covers another": ["!covered.has(kind)", "true"],
    };
    for (const [what, mistake] of Object.entries(mutants))
        it(`mutant: if ${what}, one failure is several messages`, () => {
            const broken = mutated<{ factsOf: typeof factsOf }>(INDEX, INDEX, mistake);
            assert.ok(failures.flatMap((event) => heard(event, all, "text", broken.factsOf)).length > 1);
        });

    it("do not announce the run that AWS starts by creating a pipeline, unless it fails", () => {
        assert.deepEqual(heard(run("STARTED", "CreatePipeline"), ["pipeline"]), []);
        assert.deepEqual(heard(run("SUCCEEDED", "CreatePipeline"), ["pipeline"]), []);
        assert.deepEqual(heard(run("FAILED", "CreatePipeline"), ["pipeline"]), ["pipeline"]);
        assert.deepEqual(heard(run("STARTED", "CloudWatchEvent"), ["pipeline"]), ["pipeline"]);
        assert.deepEqual(heard(run("SUCCEEDED"), ["pipeline"]), ["pipeline"]);
    });

    it("ask people through the approval's own topic, and tell machines and chat by an event", () => {
        const waiting = action("STARTED", "Approval");
        assert.deepEqual(heard(waiting, all, "text"), []);
        assert.deepEqual(heard(waiting, all, "events"), ["approval"]);
        assert.deepEqual(heard(waiting, all, "chat"), ["approval"]);
        assert.deepEqual(heard(action("FAILED", "Approval"), ["action"]), ["action"]);
    });

    it("tell by default of a training that failed and of a model that waits, and not of one that has its answer", () => {
        assert.deepEqual(heard(training("Failed"), BY_DEFAULT), ["untrained"]);
        assert.deepEqual(heard(training("Failed"), all), ["training-states"]);
        assert.deepEqual(heard(training("Succeeded"), BY_DEFAULT), []);
        assert.deepEqual(heard(modelPackage("PendingManualApproval"), BY_DEFAULT), ["model"]);
        const answered = ["Approved", "Rejected"].map(modelPackage);
        assert.deepEqual(
            answered.flatMap((event) => heard(event, all)),
            [],
        );
    });

    const nightly = "p-stack-web-scheduled-nightly";
    const unwell = [task(nightly, [3]), task(nightly, [0, 137]), task(nightly, [143], "UserInitiated")];
    it("tell by default of a command of a schedule that did not end well, or did not run, and of no other task", () => {
        const never = task(nightly, [undefined], "TaskFailedToStart");
        for (const event of [...unwell, never]) assert.deepEqual(heard(event, BY_DEFAULT), ["schedule"]);
        const others = [
            ...[task(nightly, [0]), task(nightly, [0, 143]), task("family:p-stack-web-before", [1])],
            ...[task("service:web", [1]), task("family:p-stack-web-scheduled-nightly", [1])],
        ];
        assert.deepEqual(
            others.flatMap((event) => heard(event, all)),
            [],
        );
    });

    for (const [what, mistake, times] of [
        [
            "the code of a container is not asked",
            ['"anything-but": [0, STOPPED_BY_ECS]', '"anything-but": [0, 3, 137]'],
            1,
        ],
        ["how it stopped is not asked", ['"anything-but": ["EssentialContainerExited"]', "exists: false"], 2],
    ] as const)
        it(`mutant: where ${what}, a command ends badly and nobody is told`, () => {
            const schedule = "components/shared/notifications/events/schedule";
            const broken = mutated<{ factsOf: typeof factsOf }>(INDEX, schedule, mistake);
            assert.equal(unwell.flatMap((event) => heard(event, all, "text", broken.factsOf)).length, times);
        });

    it("tell of what is live here, of deployments and of jobs", () => {
        assert.deepEqual(heard(verified, ["live"]), ["live"]);
        assert.deepEqual(heard(deployment("SUCCESS"), ["deployment"]), ["deployment"]);
        assert.deepEqual(heard(build("SUCCEEDED", "web-pull-1", "rule"), ["build"]), ["job"]);
    });

    it("say it in words that an event fills in whole, in each form", () => {
        const events: Readonly<Record<string, JsonObject>> = {
            failed: run("FAILED"),
            cancelled: run("CANCELED"),
            rollback: run("STARTED", "ManualRollback"),
            pipeline: run("SUCCEEDED"),
            stage: stage("SUCCEEDED"),
            action: action("SUCCEEDED"),
            approval: action("STARTED", "Approval"),
            "not-fetched": build("FAILED", "web-pull-1", "rule"),
            build: build("SUCCEEDED", "web-pull-1", "rule"),
            deployment: deployment("SUCCESS"),
            live: verified,
            schedule: task(nightly, [3]),
        };
        const ofFact: Readonly<Record<string, JsonObject>> = {
            untrained: training("Failed"),
            "training-states": training("Succeeded"),
            model: modelPackage("PendingManualApproval"),
        };
        const said: Record<string, unknown> = {};
        for (const kind of all)
            for (const form of ["text", "chat"] as const)
                for (const { fact } of factsOf([kind], watched, form)) {
                    const inputTransformer = transformerOf(fact, kind, form);
                    const target = { name: fact.name, inputs: { inputTransformer } } as never;
                    const rule = { arn: "arn", name: "rule" };
                    const text = JSON.stringify(
                        inputOf(target, { event: ofFact[fact.name] ?? events[kind] ?? {}, rule, received: 0 }),
                    );
                    assert.doesNotMatch(text, /<|undefined|: [.,]/, fact.name);
                    if (form === "text") said[fact.name] = JSON.parse(text);
                }
        assert.deepEqual(Object.keys(said), [
            "failed",
            "untrained",
            "canceled",
            "not-fetched",
            "model",
            "rollback",
            "schedule",
            "live",
            "pipeline",
            "training-states",
            "stage",
            "action",
            "build",
            "job",
            "deployment",
        ]);
        assert.equal(
            said["live"],
            "A new release of web is live in stack, the change number 7 of releases there. See what it says: https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines",
        );
    });
});
