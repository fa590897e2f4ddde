import type { JsonObject } from "../../plan/document";
import { type Plans, texts } from "../../plan/plans";
import { printable, printableAll } from "../../text/printable";
import type { Digest, Fact, Fold } from "../engine/journal";
import { targets } from "../targets";
import type { TargetHistory } from "../targets/types";
import type {
    AnswerShown,
    DeniedCall,
    DoubtedCall,
    FaultShown,
    InstancesShown,
    RoleShown,
    RunningShown,
    StackShown,
    WentShown,
} from "./model";
import { DeploymentHistory } from "./story/deployments";
import { EventHistory } from "./story/events";
import { stacksOf } from "./story/planned";
import { RunHistory, UpHistory } from "./story/runs";
import { ImageHistory } from "./story/images";
import { ReceivedHistory } from "./story/received";
import { TrainingHistory } from "./story/trainings";
import { WorkflowHistory } from "./story/workflows";

/** One fold over all facts: what happened, as terminal and report show it. */
export class Story implements Fold {
    public readonly stacks: readonly StackShown[];
    public readonly runs: RunHistory;
    public readonly deployments: DeploymentHistory;
    public readonly calls = new CallHistory();
    public readonly events = new EventHistory();
    public readonly received = new ReceivedHistory();
    public readonly images: ImageHistory;
    public readonly faults: FaultShown[] = [];
    /** Base images that were not the real ones, and what took their place. */
    public readonly standIns = new Set<string>();
    /** Containers beside a release's own, which nothing here runs. */
    public readonly notRun = new Map<string, boolean>();
    /** How the hour of each schedule went that runs a task, by the ARN of the schedule. */
    public readonly schedules = new Map<string, WentShown>();
    /** How it went with a service that a message raises from no task, by its ARN. */
    public readonly queues = new Map<string, WentShown>();
    /** Lines that this machine cannot rehearse, and why. */
    public readonly leftOut = new Map<string, string>();
    /** Answers of listeners that belong to no target of a plan. */
    public readonly answers = new Map<string, AnswerShown>();
    /** The newest bytes of every object, by `bucket/key`. */
    public readonly objects = new Map<string, Digest>();
    /** When the first and the newest fact happened. */
    public began?: number;
    public now = 0;
    private readonly slowedDown = { repeated: 0, givenUp: 0 };
    private readonly targets: readonly TargetHistory[];
    private readonly folds: readonly Fold[];

    constructor(private readonly plans: Plans) {
        this.stacks = stacksOf(plans);
        this.runs = new RunHistory(this.stacks, plans);
        this.deployments = new DeploymentHistory(plans);
        this.images = new ImageHistory(this.runs);
        this.targets = Object.values(targets).map((target) => target.follow(plans, this));
        this.folds = [
            new UpHistory(this.stacks),
            this.runs,
            new WorkflowHistory(this.stacks, this.runs),
            new TrainingHistory(this.stacks, this.runs),
            this.deployments,
            this.calls,
            this.events,
            this.received,
            this.images,
            ...this.targets,
        ];
    }

    public apply(told: Fact): void {
        const fact = printableFact(told);
        this.began ??= fact.at;
        this.now = fact.at;
        for (const fold of this.folds) fold.apply(fact);
        const { kind, about, at, blobs, data } = fact;
        if (kind === "fault") this.faults.push({ at, name: about, text: String(data["text"] ?? "") });
        if (kind === "stood in") this.standIns.add(String(data["text"] ?? about));
        if (kind === "not run") this.notRun.set(String(data["text"] ?? about), data["essential"] === true);
        const says = String(data["says"] ?? "");
        const went = { says, isWell: data["isWell"] === true, said: texts(data["said"] ?? []) };
        if (kind === "schedule.ran") this.schedules.set(about, went);
        if (kind === "queue.worked") this.queues.set(about, went);
        if (kind === "left out") this.leftOut.set(about, String(data["text"] ?? ""));
        if (kind === "throttled") this.throttled(at, data["again"] === true);
        if (kind === "object" && blobs?.[0]) this.objects.set(about, blobs[0]);
        if (kind === "asked") this.answers.clear();
        if (kind === "answered") this.answered(about, data);
    }

    /** One row for all of them, since every role is refused many times. */
    private throttled(at: number, again: boolean): void {
        this.slowedDown[again ? "repeated" : "givenUp"] += 1;
        const { repeated, givenUp } = this.slowedDown;
        const left = givenUp === 0 ? "" : `; ${givenUp} were not tried again`;
        const row = { name: "throttle", text: `AWS refused ${repeated + givenUp} calls with "Rate exceeded"${left}` };
        const known = this.faults.findIndex(({ name }) => name === row.name);
        this.faults.splice(known === -1 ? this.faults.length : known, 1, { at: this.faults[known]?.at ?? at, ...row });
    }

    /** What the program calls something, and in which stack; AWS itself where no stack has it. */
    public readonly nameOf = (arn: string): { readonly stack: string; readonly name: string } => {
        const planned = this.plans.at(arn);
        return planned
            ? { stack: printable(planned.plan.stack), name: printable(planned.resource.name) }
            : { stack: "AWS", name: arn.split("/").at(-1) ?? arn };
    };

    /** What each environment runs. */
    public get running(): readonly RunningShown[] {
        return this.targets.flatMap(({ running }) => running);
    }

    /** What was started and ended at the end of lines, a task for one. */
    public get instances(): readonly InstancesShown[] {
        return this.targets.flatMap(({ instances = [] }) => instances);
    }

    private answered(url: string, { listener, status, body }: JsonObject): void {
        const answer = { url, status: Number(status), body: String(body ?? "") };
        const taken = this.targets.some((target) => target.takes?.(String(listener), answer));
        // A listener that only sends its clients on to one that is shown.
        const isRedirect = answer.status >= 300 && answer.status < 400;
        if (!taken && !isRedirect) this.answers.set(String(listener), answer);
    }
}

/** What others wrote, ready to be shown. Of a line only its log knows whether a later part of it overwrote an earlier one. */
export function printableFact(fact: Fact): Fact {
    if (fact.kind === "line") return fact;
    return { ...fact, about: printable(fact.about), data: printableAll(fact.data) };
}

/** What the policy belongs to that lacks a statement: the role that asks, or the resource. */
export function holderOf({ where, role, on }: JsonObject): string {
    return String(where === "identity" || where === "boundary" ? role : on);
}

/** Who asked for what, and was it allowed. */
class CallHistory implements Fold {
    public readonly roles = new Map<string, RoleShown>();
    /** What AWS's page asks for and a policy lacks, by role and action, where pipelines do without. */
    public readonly doubted = new Map<string, DoubtedCall>();

    public apply({ kind, about: action, at, data }: Fact): void {
        if (kind === "doubted") this.doubt(action, data);
        if (kind !== "allowed" && kind !== "denied") return;
        const [arn, as, on] = [String(data["role"]), String(data["as"]), String(data["on"])];
        const role = this.roles.get(arn) ?? {
            arn,
            name: arn.split("/").at(-1) ?? arn,
            as: new Set<string>(),
            allowed: new Map<string, { action: string; on: string; times: number }>(),
            denied: [],
        };
        this.roles.set(arn, role);
        role.as.add(as);
        if (kind === "allowed") {
            const call = role.allowed.get(`${action} ${on}`) ?? { action, on, times: 0 };
            call.times++;
            role.allowed.set(`${action} ${on}`, call);
            return;
        }
        const { where, missing, undecided } = data as { where?: string; missing?: string; undecided?: string };
        const said = { where: where ?? "", missing: missing ?? "", undecided };
        role.denied.push({ at, role: arn, as, action, on, holder: holderOf(data), ...said });
    }

    private doubt(action: string, data: JsonObject): void {
        const [role, on, without] = [String(data["role"]), String(data["on"]), String(data["doubted"])];
        const key = `${role} ${action}`;
        if (!this.doubted.has(key)) this.doubted.set(key, { role, action, on, without });
    }

    /** What was denied, once each. */
    public get denied(): readonly DeniedCall[] {
        return onceEach([...this.roles.values()].flatMap(({ denied }) => denied).sort((a, b) => a.at - b.at));
    }
}

/** The first of each: a call that is tried again is the same. */
export function onceEach(calls: readonly DeniedCall[]): readonly DeniedCall[] {
    const first = new Map<string, DeniedCall>();
    for (const call of calls) {
        const key = `${call.role} ${call.action} ${call.on}`;
        if (!first.has(key)) first.set(key, call);
    }
    return [...first.values()];
}
