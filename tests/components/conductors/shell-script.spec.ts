import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

import type { Step } from "../../../components/parts";
import { ServiceLine } from "../../../stacks/line";
import { type Scripts, shellScripts } from "../../fixtures/conductors/shell-script";
import { record, type Recording } from "../../support/recorder";
import { makeApprovalTopic, makeContext } from "../surroundings";

const deploy = {
    kind: "ecs",
    port: 8080,
    healthPath: "/health",
    count: 2,
    cpu: 256,
    memory: 512,
    architecture: "x86_64",
};
const settings = {
    source: { kind: "codecommit", repository: "shop", branch: "main" },
    build: { kind: "codebuild", context: ".", dockerfile: "Dockerfile" },
    registry: { kind: "ecr" },
    deploy: {
        ...deploy,
        environment: {},
        secrets: {},
        permissions: [],
        sidecars: {},
        schedules: {},
        testTrafficFrom: [],
        alarms: { percent5xx: 1, minimumRequests: 10, pause: false },
        rollout: { kind: "blue-green", engine: "codedeploy", bakeMinutes: 5, hooks: [] },
    },
};

/** The web line of an environment whose conductor writes scripts. */
function conducted(): Promise<Recording> {
    return record(() => {
        const scripts: Scripts = new Map();
        const context = makeContext({ conductor: shellScripts(scripts) });
        const approval = { timeoutHours: 24, topic: makeApprovalTopic(context), loosened: [], people: {} };
        new ServiceLine("web", { settings, promotionBuses: [], approval }, context);
        return Object.fromEntries(scripts);
    });
}

/** What a step is given in CodePipeline's own words. */
function spokenIn(script: string): readonly string[] {
    return script.split("\n").filter((line) => /^(export )?\w+=.*#\{\w+\./.test(line));
}

describe("a conductor that writes one shell script", () => {
    let recording: Recording;
    before(async () => {
        recording = await conducted();
    });

    const script = (name: string): string => String(recording.outputs[name]);

    it("runs the web line's two halves without a pipeline, a rule or an action's role", () => {
        assert.deepEqual(Object.keys(recording.outputs).sort(), ["web-make", "web-ship"]);
        const types = new Set(recording.registrations.map(({ type }) => type));
        assert.ok(types.has("aws:ecs/service:Service"));
        assert.deepEqual(
            [...types].filter((type) => /codepipeline|codebuild|eventRule/.test(type)),
            [],
        );
    });

    it("is bash that a shell can read", () => {
        for (const name of ["web-make", "web-ship"]) {
            const { stderr, status } = spawnSync("bash", ["-n"], { input: script(name), encoding: "utf8" });
            assert.equal(status, 0, `${name}: ${stderr}`);
        }
    });

    it("runs every step of a half in its order", () => {
        const order = (name: string) => [...script(name).matchAll(/^wait; (\w+)$/gm)].map(([, step]) => step);
        assert.deepEqual(order("web-make"), ["Source", "Build", "Publish"]);
        assert.deepEqual(order("web-ship").slice(0, 2), ["Release", "Look"]);
        assert.deepEqual(order("web-ship").slice(-3), ["Prepare", "RollOut", "Verify"]);
    });

    it("leaves out what only a run about the newest may do, the rollout as well as the question", () => {
        const within = [...script("web-ship").matchAll(/^if \[ "\$\{STATE:-\}" = 'newest' \]; then\n([\s\S]*?)^fi$/gm)];
        assert.deepEqual(
            within.map(([, steps = ""]) => steps.trim().split("\n")),
            [
                ["wait; Evidence", "wait; Approve", "wait; Check"],
                ["wait; Prepare", "wait; RollOut", "wait; Verify"],
            ],
        );
    });

    it("is told what only a run knows without a word of CodePipeline's", () => {
        assert.match(script("web-make"), /^export COMMIT_ID="\$\{CommitId:-\}"$/m);
        assert.match(script("web-ship"), /^export EXECUTION="\$run"$/m);
        for (const name of ["web-make", "web-ship"]) assert.deepEqual(spokenIn(script(name)), []);
    });

    it("refuses by name what it has no command for", () => {
        const strange: Step = {
            name: "Elsewhere",
            allow: [],
            run: { action: { category: "Deploy", provider: "ServiceCatalog" as "S3", configuration: {} } },
        };
        const half = { starts: [], before: [], stages: [{ name: "Deploy", steps: [strange] }] };
        assert.throws(
            () => shellScripts(new Map()).conduct("web-ship", half, {} as never, {}),
            /a shell script has no command for the action ServiceCatalog/,
        );
    });

    it("mutant: a step that speaks CodePipeline is found out", async () => {
        const spoken = await record(() => {
            const scripts: Scripts = new Map();
            const run = {
                job: { run: { scripts: ["check"] }, env: { EXECUTION: "#{codepipeline.PipelineExecutionId}" } },
            };
            const stages = [{ name: "Check", steps: [{ name: "Check", run, allow: [] }] }];
            shellScripts(scripts).conduct("web-ship", { starts: [], before: [], stages }, {} as never, {});
            return Object.fromEntries(scripts);
        });
        assert.deepEqual(spokenIn(String(spoken.outputs["web-ship"])), [
            "export EXECUTION='#{codepipeline.PipelineExecutionId}'",
        ]);
    });
});
