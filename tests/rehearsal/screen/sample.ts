// A whole rehearsal, by hand: up, a release through staging, a missing statement in prod, the same release through prod,
// then a release that answers 500 and is rolled back.
import { Plans, text } from "../../../plan/plans";
import type { Digest } from "../../../rehearsal/engine/journal";
import { planOf } from "../../support/program";
import { Teller } from "./teller";

const PIPELINE = "aws:codepipeline/pipeline:Pipeline";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const PROJECT = "aws:codebuild/project:Project";

const REGISTRY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

export const DIGEST = {
    zero: `sha256:${"0d".repeat(32)}`,
    one: `sha256:${"4f2a9c31".repeat(8)}`,
    two: `sha256:${"b7e05d12".repeat(8)}`,
} as const satisfies Record<string, Digest>;

const page = [
    "# web in prod: what this approval would deploy",
    "",
    "| | live now | would be live |",
    "| --- | --- | --- |",
    "| release | web-0 | web-20261121T093004Z-4f2a9c31 |",
    `| image | ${DIGEST.zero} | ${DIGEST.one} |`,
    "| tests | none recorded | passed in stage test |",
    "",
    "## Blueprint: unchanged",
    "",
    "    <script>alert(1)</script> is what somebody wrote into a commit message",
].join("\n");

interface Step {
    readonly stage: string;
    readonly action: string;
    readonly seconds?: number;
    readonly during?: (id: string) => void;
    readonly gives?: Readonly<Record<string, string>>;
    readonly variables?: Readonly<Record<string, string>>;
    readonly fails?: string;
}

export class Rehearsal extends Teller {
    private runs = 0;
    /** The task that answers, by stack. */
    private readonly tasks = new Map<string, string>();
    private readonly swapped = new Set<string>();

    public up(stack: string): void {
        this.record("up.started", stack);
        const plan = this.plans.all.find((each) => each.stack === stack);
        for (const { urn, custom } of plan?.resources ?? []) if (custom) this.wait(0.004).record("made", urn);
        this.record("up.ended", stack);
    }

    /** A run, action by action; it ends at the first that fails. */
    public run(stack: string, name: string, rule: string, steps: readonly Step[]): string {
        const id = `${String(++this.runs).padStart(8, "0")}-3b1e-4c55-9e0a-7d2f5a1c9b04`;
        const pipeline = this.planned(stack, PIPELINE, name);
        this.record("run.queued", id, { pipeline: text(pipeline, "arn"), trigger: this.arn(stack, RULE, rule) });
        this.wait(0.02).record("run.started", id, {
            pipeline: text(pipeline, "arn"),
            trigger: this.arn(stack, RULE, rule),
        });
        let current = "";
        let failed: string | undefined;
        for (const step of steps) {
            if (failed !== undefined) break;
            if (step.stage !== current) {
                if (current !== "") this.record("stage.ended", id, { stage: current, status: "Succeeded" });
                this.record("stage.started", id, { stage: step.stage });
                current = step.stage;
            }
            failed = this.action(id, step);
        }
        const status = failed === undefined ? "Succeeded" : "Failed";
        this.record("stage.ended", id, { stage: current, status });
        this.record("run.ended", id, { status });
        const state = { pipeline: text(pipeline, "name"), "execution-id": id, state: status.toUpperCase() };
        if (failed === undefined) this.event("aws.codepipeline", "CodePipeline Pipeline Execution State Change", state);
        return id;
    }

    private action(execution: string, step: Step): string | undefined {
        const { stage, action, seconds = 0.1, during, gives = {}, variables = {}, fails } = step;
        const id = `${execution}/${stage}/${action}`;
        this.record("action.started", id, { stage, name: action });
        during?.(id);
        this.wait(seconds);
        const outputs = Object.fromEntries(
            Object.entries(gives).map(([artifact, body]) => [artifact, this.blobs.zip({ [fileOf(artifact)]: body })]),
        );
        const ended = { status: fails === undefined ? "Succeeded" : "Failed", variables, outputs };
        this.record("action.ended", id, { ...ended, ...(fails === undefined ? {} : { why: fails }) });
        return fails;
    }

    public job(stack: string, project: string, action: string | undefined, ...lines: string[]): string {
        const planned = this.planned(stack, PROJECT, project);
        const id = `${text(planned, "name")}:${this.facts.length}`;
        this.record("build.started", id, {
            project: text(planned, "arn"),
            ...(action === undefined ? {} : { action }),
        });
        const role = String(planned.inputs["serviceRole"]);
        const bucket = `arn:aws:s3:::fairlead-${stack}-releases-111122223333/releases/web/candidate.zip`;
        this.allowed(
            role,
            id,
            ["s3:GetObject", bucket],
            ["kms:Decrypt", `arn:aws:kms:eu-west-1:111122223333:key/${stack}`],
        );
        this.allowed(role, id, ["s3:GetObject", bucket], ["logs:PutLogEvents", `log-group:${project}`]);
        this.wait(0.3).say(id, ...lines);
        this.record("build.ended", id, { status: "Succeeded" });
        return id;
    }

    /** Blue to green in the steps CodeDeploy takes; back again where the alarm rings. */
    public rollOut(stack: string, action: string, image: string, alarm = false): void {
        const id = `d-${String(this.facts.length).padStart(9, "0")}`;
        const group = this.planned(stack, "aws:codedeploy/deploymentGroup:DeploymentGroup", "web");
        const service = this.arn(stack, "aws:ecs/service:Service", "web");
        const listener = this.arn(stack, "aws:lb/listener:Listener", "web-production");
        const [old, fresh] = this.sides(stack);
        const shift = (share: number): void =>
            void this.record("traffic", listener, { weights: { [old]: 100 - share, [fresh]: share } });
        const { appName, deploymentGroupName } = group.inputs;
        let before = this.tasks.get(stack);
        if (before === undefined) {
            before = this.task(stack, service, DIGEST.zero, old);
            shift(0);
        }
        this.record("deployment.started", id, { application: appName ?? "", group: deploymentGroupName ?? "", action });
        this.record("deployment.step", id, { step: "Replacement", text: "the new tasks start" });
        const started = this.task(stack, service, image, fresh);
        this.wait(1.4).record("deployment.step", id, { step: "Shift", text: "10 % of the traffic" });
        shift(10);
        this.wait(1.5).say(id, "127 answers of the new version, none of them 5xx");
        if (alarm) {
            const arn = this.arn(stack, "aws:cloudwatch/metricAlarm:MetricAlarm", "web-errors");
            this.record("alarm", arn, {
                state: "ALARM",
                reason: "14 of 122 answers were 5xx; the alarm rings above 1 %",
            });
            this.record("deployment.step", id, { step: "Rollback", text: "the alarm web-errors rings" });
            shift(0);
            this.record("task.ended", started, { why: "rolled back" });
            this.wait(0.5).record("deployment.ended", id, {
                status: "Stopped",
                rolledBack: true,
                why: "the alarm web-errors rang: 14 of 122 answers were 5xx",
            });
            return;
        }
        shift(100);
        this.record("deployment.step", id, { step: "Shift", text: "all of the traffic" });
        this.wait(1.2).record("deployment.step", id, { step: "Bake", text: "5 minutes of AWS's time" });
        this.wait(0.9).record("task.ended", before, { why: "replaced" });
        this.record("deployment.ended", id, { status: "Succeeded" });
        this.tasks.set(stack, started);
        this.swapped.add(stack);
    }

    /** The target group that has the traffic, and the other one. */
    private sides(stack: string): readonly [string, string] {
        const [blue = "", green = ""] = ["web-blue", "web-green"].map((name) =>
            this.arn(stack, "aws:lb/targetGroup:TargetGroup", name),
        );
        return this.swapped.has(stack) ? [green, blue] : [blue, green];
    }

    private task(stack: string, service: string, digest: string, targetGroup: string): string {
        const arn = `arn:aws:ecs:eu-west-1:111122223333:task/services-${stack}/${String(this.facts.length).padStart(8, "a")}`;
        const image = `${REGISTRY}/fairlead-${stack}/web@${digest}`;
        this.record("task.started", arn, { service, image, targetGroup });
        this.wait(0.4).say(arn, "version 1.1.0 listens on port 8080");
        this.record("task.healthy", arn);
        return arn;
    }

    public answers(stack: string, port: number, version: string): void {
        const listener = this.arn(stack, "aws:lb/listener:Listener", "web-production");
        const body = `{"service":"blue-green-web","version":"${version}"}`;
        this.record("answered", `http://127.0.0.1:${port}/`, { status: 200, body, listener });
    }

    public object(stack: string, key: string, body: string, rule?: string): void {
        const bucket = `fairlead-${stack}-releases-111122223333`;
        const digest = key.endsWith(".zip")
            ? this.blobs.zip({ "release.json": body })
            : this.blobs.put(Buffer.from(body));
        this.record("object", `${bucket}/${key}`, { id: "v1", size: body.length }, digest);
        if (rule !== undefined)
            this.event("aws.s3", "Object Created", { bucket: { name: bucket }, object: { key } }, rule);
    }

    public make(digest: Digest): void {
        const rule = this.arn("staging", RULE, "web-make-image");
        this.record("image", `${REGISTRY}/fairlead-staging/web`, { tags: ["candidate"] }, digest);
        this.event("aws.ecr", "ECR Image Action", { "image-digest": digest, "image-tag": "candidate" }, rule);
        this.run("staging", "web-make", "web-make-image", [
            {
                stage: "Source",
                action: "Source",
                gives: { Image: JSON.stringify({ ImageDigest: digest }) },
                variables: { ImageDigest: digest },
            },
            {
                stage: "Publish",
                action: "Publish",
                during: (id) =>
                    void this.job(
                        "staging",
                        "web-make-publish",
                        id,
                        "The image names no commit.",
                        "Release web-1 is the candidate.",
                    ),
            },
        ]);
        this.object(
            "staging",
            "releases/web/candidate.zip",
            `{"digest":"${digest}"}`,
            this.arn("staging", RULE, "web-ship-release"),
        );
    }

    public ship(stack: string, digest: string, how: { alarm?: boolean; denied?: boolean } = {}): string {
        const role = (name: string) => this.arn(stack, "aws:iam/role:Role", name);
        const approve: readonly Step[] = [
            {
                stage: "Look",
                action: "Look",
                variables: { STATE: "newest" },
                during: (id) => void this.job(stack, "web-ship-look", id, "This run is the newest that asks."),
            },
            {
                stage: "Approve",
                action: "Evidence",
                variables: { SUMMARY: "web in prod: release web-1 would replace web-0." },
                during: (id) => {
                    const build = this.job(
                        stack,
                        "web-ship-evidence",
                        id,
                        "web in prod: release web-1 would replace web-0.",
                    );
                    this.object(stack, `evidence/web/${id.split("/")[0]}.md`, page);
                    if (how.denied)
                        this.record("denied", "s3:PutObject", {
                            role: role("web-ship-evidence"),
                            as: build,
                            on: `arn:aws:s3:::fairlead-${stack}-releases-111122223333/evidence/web/1.md`,
                            where: "identity",
                            missing: JSON.stringify(
                                {
                                    Effect: "Allow",
                                    Action: "s3:PutObject",
                                    Resource: `arn:aws:s3:::fairlead-${stack}-releases-111122223333/evidence/web/*`,
                                },
                                null,
                                4,
                            ),
                        });
                },
                fails: how.denied
                    ? `web-ship-evidence may not s3:PutObject on arn:aws:s3:::fairlead-${stack}-releases-111122223333/evidence/web/1.md; missing in its identity policy`
                    : undefined,
            },
            {
                stage: "Approve",
                action: "Approve",
                seconds: 0.4,
                during: (id) => {
                    const link = `https://eu-west-1.console.aws.amazon.com/s3/object/fairlead-${stack}-releases-111122223333?region=eu-west-1&prefix=evidence/web/${id.split("/")[0]}.md`;
                    this.record("approval.asked", id, {
                        pipeline: "web-ship",
                        stage: "Approve",
                        action: "Approve",
                        customData:
                            "web in prod: release web-1 would replace web-0. Waits 24 h; later runs wait behind it.",
                        link,
                    });
                    this.wait(2).record("approval.answered", id, {
                        status: "Approved",
                        by: "arn:aws:iam::111122223333:user/rehearsal",
                        summary: "looks right",
                    });
                },
            },
            {
                stage: "Approve",
                action: "Check",
                during: (id) =>
                    void this.job(stack, "web-ship-check", id, "Approved by somebody else than the pusher."),
            },
        ];
        const prepared = { Prepared: JSON.stringify({ family: "web", image: "<IMAGE1_NAME>" }) };
        return this.run(stack, "web-ship", "web-ship-release", [
            {
                stage: "Source",
                action: "Release",
                gives: { Release: `{"digest":"${digest}"}` },
                variables: { VersionId: "bd9e8897" },
            },
            ...(stack === "prod" ? approve : []),
            {
                stage: "Deploy",
                action: "Prepare",
                gives: prepared,
                during: (id) => void this.job(stack, "web-ship-prepare", id, "Release web-1 with blueprint e62ad242."),
            },
            {
                stage: "Deploy",
                action: "RollOut",
                during: (id) => this.rollOut(stack, id, digest, how.alarm),
                fails: how.alarm
                    ? "the alarm web-errors rang: 14 of 122 answers were 5xx; what was live before is live again"
                    : undefined,
            },
            {
                stage: "Deploy",
                action: "Verify",
                during: (id) =>
                    void this.job(stack, "web-ship-verify", id, "What runs is what was asked for.", "Offered to prod."),
            },
        ]);
    }
}

function fileOf(artifact: string): string {
    return { Image: "imageDetail.json", Release: "release.json", Prepared: "taskdef.json" }[artifact] ?? "file.txt";
}

/** The facts of it, and the plans and bytes they speak of. */
export async function sampleRehearsal(): Promise<Rehearsal> {
    const told = new Rehearsal(new Plans([await planOf("staging"), await planOf("prod")]));
    told.up("staging");
    told.up("prod");
    told.make(DIGEST.one);
    told.ship("staging", DIGEST.one);
    told.answers("staging", 41873, "1.1.0");
    told.job("prod", "web-pull", undefined, "Copied the image and release web-1 from staging.");
    told.object(
        "prod",
        "releases/web/candidate.zip",
        `{"digest":"${DIGEST.one}"}`,
        told.arn("prod", RULE, "web-ship-release"),
    );
    told.ship("prod", DIGEST.one, { denied: true });
    told.ship("prod", DIGEST.one);
    told.answers("prod", 41874, "1.1.0");
    told.record("fault", "alarm", { text: "the new version answers 500 once it has traffic" });
    told.make(DIGEST.two);
    told.ship("staging", DIGEST.two, { alarm: true });
    return told;
}
