import type { Json, JsonObject } from "../../../plan/document";
import type { Plans } from "../../../plan/plans";
import type { Digest, Fact, Fold } from "../../engine/journal";
import { Log } from "../log";
import type { ActionShown, ApprovalShown, JobShown, PipelineShown, RunShown, StackShown, Status } from "../model";

type Handlers = Readonly<Record<string, (fact: Fact) => void>>;

/** Pipelines, their runs, and the jobs inside and outside of them. */
export class RunHistory implements Fold {
    public readonly approvals = new Map<string, ApprovalShown>();
    private readonly pipelines: ReadonlyMap<string, PipelineShown>;
    private readonly byId = new Map<string, RunShown>();
    private readonly actions = new Map<string, ActionShown>();
    /** Where the lines of a build, a deployment or an action belong. */
    private readonly speakers = new Map<string, ActionShown | JobShown>();

    constructor(
        private readonly stacks: readonly StackShown[],
        private readonly plans: Plans,
    ) {
        const all = stacks.flatMap(({ pipelines }) => pipelines);
        this.pipelines = new Map(all.map((pipeline) => [pipeline.arn, pipeline]));
    }

    public apply(fact: Fact): void {
        this.handlers[fact.kind]?.(fact);
    }

    /** The run whose job, deployment or action this is. */
    public runOf(speaker: string): RunShown | undefined {
        const shown = this.speakers.get(speaker);
        return this.byId.get((shown?.id ?? speaker).split("/")[0] ?? "");
    }

    /** What a job, or an action, has printed. */
    public logOf(speaker: string): Log | undefined {
        return this.speakers.get(speaker)?.log;
    }

    private readonly handlers: Handlers = {
        "run.queued": (fact) => this.begin(fact, "queued"),
        "run.started": (fact) => this.begin(fact, "running"),
        "run.ended": ({ about, at, data }) => {
            const run = this.byId.get(about);
            if (run) Object.assign(run, { status: statusOf(data), why: whyOf(data), ended: at });
        },
        "stage.started": ({ about, at, data }) => {
            const stage = this.byId.get(about)?.stages.find(({ name }) => name === data["stage"]);
            if (stage) Object.assign(stage, { status: "running", began: at, ended: undefined });
        },
        "stage.ended": ({ about, at, data }) => {
            const stage = this.byId.get(about)?.stages.find(({ name }) => name === data["stage"]);
            if (stage) Object.assign(stage, { status: statusOf(data), why: whyOf(data), ended: at });
        },
        "action.started": ({ about, at }) => {
            const action = this.actions.get(about);
            if (action) Object.assign(action, { status: "running", began: at, ended: undefined, why: undefined });
        },
        "action.ended": ({ about, at, data }) => {
            const action = this.actions.get(about);
            if (!action) return;
            const { variables, outputs } = data as { variables?: JsonObject; outputs?: Record<string, Digest> };
            Object.assign(action, { status: statusOf(data), why: whyOf(data), ended: at, variables, outputs });
        },
        "approval.asked": ({ about, at, data }) => {
            const action = this.actions.get(about);
            if (action) action.status = "asking";
            const { customData, link } = data;
            const asked = { token: about, at, customData: String(customData ?? ""), link: String(link ?? "") };
            this.approvals.set(about, { ...asked, action, run: this.runOf(about) });
        },
        "approval.answered": ({ about, data }) => {
            const asked = this.approvals.get(about);
            if (!asked) return;
            const { status, by, summary } = data;
            asked.answer = { status: String(status), by: String(by ?? ""), summary: String(summary ?? "") };
            if (asked.action?.status === "asking") asked.action.status = "running";
        },
        "build.started": (fact) => this.beginJob(fact),
        "build.ended": ({ about, at, data }) => {
            const job = this.speakers.get(about);
            if (job && !this.actions.has(job.id))
                Object.assign(job, { status: statusOf(data), why: whyOf(data), ended: at });
        },
        "deployment.started": ({ about, data }) => this.speaksFor(about, data["action"]),
        "deployment.step": ({ about, data }) => this.speakers.get(about)?.log.add(stepInWords(data)),
        line: ({ about, data }) => this.speakers.get(about)?.log.add(String(data["text"])),
    };

    private begin({ about, at, data }: Fact, status: Status): void {
        const known = this.byId.get(about);
        if (known) {
            Object.assign(known, { status, began: at });
            return;
        }
        const pipeline = this.pipelines.get(String(data["pipeline"]));
        if (!pipeline) return;
        const run: RunShown = {
            id: about,
            name: pipeline.name,
            pipeline,
            trigger: this.inWords(String(data["trigger"] ?? "")),
            status,
            began: at,
            stages: pipeline.stages.map(({ name, actions }) => ({
                name,
                status: "pending",
                actions: actions.map((planned) => actionShown(`${about}/${name}/${planned.name}`, planned)),
            })),
        };
        pipeline.runs.push(run);
        this.know(run);
        for (const action of run.stages.flatMap(({ actions }) => actions)) this.hear(action);
    }

    /** Also one that another history fills: what is asked and said in it finds its place here. */
    public know(run: RunShown): void {
        this.byId.set(run.id, run);
    }

    public hear(action: ActionShown): void {
        this.actions.set(action.id, action);
        this.speakers.set(action.id, action);
    }

    private beginJob({ about, at, data }: Fact): void {
        if (this.speaksFor(about, data["action"])) return;
        const project = this.plans.at(String(data["project"]));
        const stack = this.stacks.find(({ name }) => name === project?.plan.stack);
        const name = project?.resource.name ?? about;
        const job: JobShown = { id: about, name, status: "running", began: at, log: new Log() };
        stack?.jobs.push(job);
        this.speakers.set(about, job);
    }

    /** Rules start most runs, and are known by their ARN; sessions by their role. */
    private inWords(trigger: string): string {
        const rule = this.plans.at(trigger)?.resource.name;
        const [, role] = /:assumed-role\/([^/]+)\//.exec(trigger) ?? [];
        return rule === undefined ? (role ?? trigger) : `rule ${rule}`;
    }

    private speaksFor(speaker: string, action: Json | undefined): boolean {
        const shown = this.actions.get(String(action));
        if (shown) this.speakers.set(speaker, shown);
        return shown !== undefined;
    }
}

function actionShown(id: string, planned: ActionShown["planned"]): ActionShown {
    return { id, name: planned.name, planned, status: "pending", variables: {}, outputs: {}, log: new Log() };
}

/** What is over and no failure, by AWS's word. */
const OVER: Readonly<Record<string, Status>> = {
    stopped: "stopped",
    abandoned: "stopped",
    superseded: "superseded",
    cancelled: "cancelled",
    skipped: "skipped",
};

/** AWS's word for how something ended. */
export function statusOf({ status }: JsonObject): Status {
    if (status === "Succeeded" || status === "SUCCEEDED" || status === "SUCCESSFUL") return "green";
    return OVER[String(status).toLowerCase()] ?? "red";
}

export function stepInWords({ step, text }: JsonObject): string {
    return [step, text].filter((word) => typeof word === "string").join(": ");
}

export function whyOf({ why }: JsonObject): string | undefined {
    return typeof why === "string" && why !== "" ? why : undefined;
}

/** The rehearsed `up` of each stack. */
export class UpHistory implements Fold {
    constructor(private readonly stacks: readonly StackShown[]) {}

    public apply({ kind, about, at, data }: Fact): void {
        // Resources go by their URN, urn:pulumi:<stack>::…
        const owner = about.startsWith("urn:") ? this.find(about.split(":")[2]) : undefined;
        if (kind === "made" && owner) owner.made++;
        if (kind === "line" && owner) owner.up.log.add(String(data["text"]));
        const up = this.find(about)?.up;
        if (kind === "up.started" && up) Object.assign(up, { status: "running", began: at, ended: undefined });
        if (kind === "up.ended" && up) {
            const why = data["why"];
            Object.assign(up, { status: why === undefined ? "green" : "red", ended: at, why });
        }
    }

    private find(name: string | undefined): StackShown | undefined {
        return this.stacks.find((stack) => stack.name === name);
    }
}
