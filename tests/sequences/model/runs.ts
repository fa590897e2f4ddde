// CodePipeline and CodeDeploy, as documented: sources are read when a run starts, one run holds a stage, the next waits.
import { actionsOf, everyAction, jobOf, type ActionAt } from "../../../plan/pipelines";
import { objectsOf } from "../../../iam/calls/scripts";
import { records, text, type Plans, type PlannedResource } from "../../../plan/plans";
import type { Account, Content, Override } from "./account";
import type { Pair } from "./types";

interface Artifact extends Content {
    /** The object it was read from. */
    readonly from?: string;
}

interface Run {
    readonly overrides: readonly Override[];
    readonly stages: readonly (readonly ActionAt[])[];
    readonly artifacts: Map<string, Artifact>;
    stage: number;
    /** The action it is at; undefined while it waits to enter its stage. */
    action?: number;
    waits?: "approval" | "deployment" | "blueprint";
    ended?: "green" | "red";
}

type Outcome = "done" | "failed" | NonNullable<Run["waits"]>;

export class Runs {
    public started = 0;
    public lastRun?: "green" | "red";
    private readonly runs: Run[] = [];

    constructor(
        private readonly account: Account,
        private readonly plans: () => Plans,
    ) {}

    /** Starts a run of a pipeline that deploys; the other half of a line is played by hand. */
    public start(pipeline: PlannedResource, overrides: readonly Override[]): void {
        const plan = this.plans().all[0];
        if (!plan) return;
        const actions = actionsOf(this.plans(), plan, pipeline);
        if (!actions.some(({ action }) => action.provider === "CodeDeployToECS")) return;
        if (text(pipeline, "executionMode") !== "QUEUED")
            throw new Error(`only queued pipelines are known here: ${pipeline.name}`);
        const stages = records(pipeline.inputs["stages"]).map(({ name }) =>
            actions.filter(({ stage }) => stage === name).sort((a, b) => a.action.runOrder - b.action.runOrder),
        );
        this.started += 1;
        this.runs.push({ overrides, stages, artifacts: new Map(), stage: 0 });
        this.advance();
    }

    /** A changed definition ends what is under way: "updated before the execution could be completed". */
    public cancel(): void {
        for (const run of this.open()) this.end(run, "red");
    }

    public answer(approved: boolean): void {
        const run = this.open().find(({ waits }) => waits === "approval");
        if (!run) return;
        this.goOn(run, approved);
    }

    public deploymentEnds(how: "succeeds" | "fails" | "lies"): void {
        const run = this.open().find(({ waits }) => waits === "deployment");
        if (!run) throw new Error("no deployment is under way");
        if (how === "succeeds") this.account.shift(this.asked(run));
        this.goOn(run, how !== "fails");
    }

    /** Goes on wherever something can go on. */
    public advance(): void {
        for (let moved = true; moved;) {
            moved = this.open().some((run) => this.step(run));
        }
    }

    private step(run: Run): boolean {
        if (run.action === undefined) {
            const ahead = this.open().slice(0, this.open().indexOf(run));
            if (ahead.some((other) => other.stage <= run.stage)) return false;
            run.action = 0;
        }
        if (run.waits && run.waits !== "blueprint") return false;
        const at = run.stages[run.stage]?.[run.action];
        if (!at) {
            run.stage += 1;
            run.action = undefined;
            if (run.stage === run.stages.length) this.end(run, "green");
            return true;
        }
        const outcome = this.act(run, at);
        const before = run.waits;
        run.waits = outcome === "done" || outcome === "failed" ? undefined : outcome;
        if (outcome === "failed") this.end(run, "red");
        if (outcome === "done") run.action += 1;
        return run.waits !== before || outcome === "done" || outcome === "failed";
    }

    private act(run: Run, at: ActionAt): Outcome {
        switch (at.action.provider) {
            case "S3":
                return this.readSource(run, at);
            case "Manual":
                return "approval";
            case "CodeBuild":
                return this.work(run, at);
            case "CodeDeployToECS":
                // One deployment a group: a second one is refused.
                return this.open().some(({ waits }) => waits === "deployment") ? "failed" : "deployment";
            default:
                throw new Error(`policy/sequences/runs.ts does not know the provider ${at.action.provider}`);
        }
    }

    private readSource(run: Run, { action }: ActionAt): Outcome {
        const override = run.overrides.find(({ actionName }) => actionName === action.name);
        const { S3Bucket: bucket = "", S3ObjectKey: key = "", AllowOverrideForS3ObjectKey: may } = action.configuration;
        const other = override?.revisionType === "S3_OBJECT_KEY" ? override.revisionValue : undefined;
        if (other !== undefined && may !== "true") return "failed";
        const from = `${bucket}/${other ?? key}`;
        const content = this.account.read(
            from,
            override?.revisionType === "S3_OBJECT_VERSION_ID" ? override.revisionValue : undefined,
        );
        if (!content) return "failed";
        for (const name of action.outputArtifacts) run.artifacts.set(name, { ...content, from });
        return "done";
    }

    /** A job, by what its script reads and writes: one that gives an artifact joins, one that writes an object proves. */
    private work(run: Run, at: ActionAt): Outcome {
        const job = jobOf(at);
        const inputs = at.action.inputArtifacts.flatMap((name) => run.artifacts.get(name) ?? []);
        const taken = Object.assign({}, ...inputs) as Artifact;
        if (!job) return "failed";
        if (at.action.outputArtifacts.length > 0) {
            const objects = objectsOf(job);
            const again =
                taken.record && taken.from && objects.includes(taken.from) ? this.account.read(taken.from) : undefined;
            const blueprints = this.blueprints().filter((object) => objects.includes(object));
            const settings = blueprints.length > 0 ? this.account.read(blueprints[0] ?? "")?.settings : taken.settings;
            if (settings === undefined) return "blueprint";
            const release = (again ?? taken).release;
            for (const name of at.action.outputArtifacts) run.artifacts.set(name, { release, settings });
            return "done";
        }
        if (!follows(at, "CodeDeployToECS")) return "done"; // it looks, and may refuse; here it has no reason to
        const { release, settings } = this.asked(run);
        if (this.account.running.release !== release || this.account.running.settings !== settings) return "failed";
        for (const object of objectsOf(job, "s3:PutObject"))
            this.account.write(object, { release, settings, record: true });
        return "done";
    }

    /** What the deployment of this run is about. */
    private asked(run: Run): Pair {
        const deploy = run.stages.flat().find(({ action }) => action.provider === "CodeDeployToECS");
        const { release, settings } =
            run.artifacts.get(deploy?.action.configuration["TaskDefinitionTemplateArtifact"] ?? "") ?? {};
        return { release: release ?? "none", settings: settings ?? "none" };
    }

    /** Objects that hold settings: what Pulumi writes as plain text. */
    private blueprints(): readonly string[] {
        const plans = this.plans();
        return plans
            .ofType("aws:s3/bucketObjectv2:BucketObjectv2")
            .filter(({ resource }) => resource.inputs["content"] !== undefined)
            .map(({ resource }) => `${text(resource, "bucket")}/${text(resource, "key")}`);
    }

    private goOn(run: Run, well: boolean): void {
        run.waits = undefined;
        if (well) run.action = (run.action ?? 0) + 1;
        else this.end(run, "red");
        this.advance();
    }

    private end(run: Run, how: "green" | "red"): void {
        run.ended = how;
        run.waits = undefined;
        this.lastRun = how;
    }

    private open(): Run[] {
        return this.runs.filter(({ ended }) => ended === undefined);
    }
}

/** Objects that jobs write after a deployment: they say what is live. */
export function recordsIn(plans: Plans): readonly string[] {
    return everyAction(plans)
        .filter((at) => follows(at, "CodeDeployToECS"))
        .flatMap((at) => jobOf(at) ?? [])
        .flatMap((job) => objectsOf(job, "s3:PutObject"));
}

/** The objects that deploying pipelines read when nothing tells them otherwise. */
export function candidatesIn(plans: Plans): readonly string[] {
    return everyAction(plans)
        .filter(({ action }) => action.provider === "S3")
        .filter(({ plan, pipeline }) =>
            actionsOf(plans, plan, pipeline).some(({ action }) => action.provider === "CodeDeployToECS"),
        )
        .map(({ action }) => `${action.configuration["S3Bucket"] ?? ""}/${action.configuration["S3ObjectKey"] ?? ""}`);
}

function follows(at: ActionAt, provider: string): boolean {
    const actions = actionsOf(at.plans, at.plan, at.pipeline);
    const here = actions.findIndex(({ stage, action }) => stage === at.stage && action.name === at.action.name);
    return actions.slice(0, here).some(({ action }) => action.provider === provider);
}
