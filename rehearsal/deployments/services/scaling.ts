// Application Auto Scaling of services: limits by the hour, and how many tasks there are between them by what is measured.
import { actionsIn } from "../../../iam/calls/events";
import { arnIn } from "../../../plan/arn";
import { below, type Planned, type PlannedResource, text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { NotRehearsed, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { AT_LEAST, lasting } from "../../engine/clock";
import type { Fact, Fold } from "../../engine/journal";
import { Alarms } from "../alarms/alarm";
import { Ecs } from "./services";
import { IN_AFTER, steppedCapacity, targetValueOf, trackedCapacity, trackedMetric } from "./scaling-policies";
import { ServiceDeployments } from "./deployments";
import { ServiceScheduler } from "./scheduler";

interface Limits {
    readonly min: number;
    readonly max: number;
}

const MINUTE = 60_000;
/** ECS's own, of either direction: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html */
const COOLDOWN_SECONDS = 300;

/** Limits by the ARN of the target. Its facts: `scaling.limits`, and `scaling.hour` of a scheduled action that has come. */
export class ServiceScaling implements Fold {
    private readonly limits = new Map<string, Limits>();
    private readonly past = new Set<string>();
    private readonly changed = new Map<string, number>();
    private readonly ecs: Ecs;
    private readonly alarms: Alarms;
    private timer?: NodeJS.Timeout;

    constructor(private readonly account: LocalAccount) {
        this.ecs = account.part(Ecs);
        this.alarms = account.part(Alarms);
    }

    public apply({ kind, about, data }: Fact): void {
        if (kind === "scaling.limits") this.limits.set(about, data as unknown as Limits);
        if (kind === "scaling.hour") this.past.add(about);
    }

    public of(target: Planned): Limits {
        const { minCapacity, maxCapacity } = target.resource.inputs;
        return this.limits.get(text(target.resource, "arn")) ?? { min: Number(minCapacity), max: Number(maxCapacity) };
    }

    /** Every minute from now on. */
    public begin(): void {
        if (this.account.plans.ofType(TYPE.scalableTarget).length === 0) return;
        const every = lasting(this.account.clock, MINUTE, AT_LEAST.alarmPeriod);
        this.timer ??= setInterval(() => this.look(Date.now()), every).unref();
        this.account.atEnd(async () => clearInterval(this.timer));
    }

    public get targets(): readonly Planned[] {
        return this.account.created(TYPE.scalableTarget).filter(({ resource }) => isService(resource));
    }

    /** Whatever each target's policies ask for now: the most of it, and less only where all of them agree. */
    public look(now: number): void {
        for (const target of this.targets) {
            const service = serviceOf(target);
            const current = this.ecs.service(service).desiredCount;
            // What is held to a target and says nothing wants what there is; a step is only taken while its alarm rings.
            const asked = this.policiesOf(target).flatMap(({ resource }) => {
                const capacity = this.askedBy(resource, target, current, now);
                return capacity ?? (isStepped(resource) ? [] : [current]);
            });
            const wanted = Math.max(...asked);
            if (wanted > current || (asked.length > 0 && this.isSettled(service))) this.scale(target, wanted, now);
        }
    }

    /** The hours of all services, the quiet ones first, each once and with all that comes of it. */
    public async pass(): Promise<void> {
        const hours = this.account
            .created(TYPE.scheduledScaling)
            .filter(({ resource }) => isService(resource) && !this.past.has(text(resource, "arn")));
        const least = ({ resource }: Planned) => Number(below(resource.inputs, "scalableTargetAction")["minCapacity"]);
        for (const hour of [...hours].sort((one, other) => least(one) - least(other))) await this.come(hour);
    }

    private async come({ resource }: Planned): Promise<void> {
        const target = this.targets.find(
            (each) => each.resource.inputs["resourceId"] === resource.inputs["resourceId"],
        );
        if (!target) throw new Refused("ObjectNotFoundException", `No scalable target found for ${resource.name}`);
        const { minCapacity, maxCapacity } = below(resource.inputs, "scalableTargetAction");
        const before = this.of(target);
        const data = { min: Number(minCapacity ?? before.min), max: Number(maxCapacity ?? before.max) };
        this.account.record({ kind: "scaling.limits", about: text(target.resource, "arn"), data });
        const service = serviceOf(target);
        this.toLimits(target);
        const [primary] = this.ecs.setsOf(service).filter(({ status }) => status === "PRIMARY");
        if (primary) await this.account.part(ServiceScheduler).steady(primary.arn, new AbortController().signal);
        this.account.record({
            kind: "scaling.hour",
            about: text(resource, "arn"),
            data: { service, schedule: text(resource, "schedule"), tasks: this.ecs.service(service).desiredCount },
        });
    }

    /** https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-policy-overview.html */
    public toLimits(target: Planned): void {
        const current = this.ecs.service(serviceOf(target)).desiredCount;
        const { min, max } = this.of(target);
        const wanted = Math.min(Math.max(current, min), max);
        if (wanted !== current) this.ecs.scale(serviceOf(target), wanted);
    }

    private policiesOf({ plan, resource }: Planned): readonly Planned[] {
        return this.account
            .created(TYPE.scalingPolicy)
            .filter(
                (each) => each.plan === plan && each.resource.inputs["resourceId"] === resource.inputs["resourceId"],
            );
    }

    private askedBy(policy: PlannedResource, target: Planned, current: number, now: number): number | undefined {
        const cooldown = Number(below(policy.inputs, "stepScalingPolicyConfiguration")["cooldown"] ?? COOLDOWN_SECONDS);
        const rests = lasting(this.account.clock, cooldown * 1000, AT_LEAST.alarmPeriod);
        if (now - (this.changed.get(text(target.resource, "arn")) ?? 0) < rests) return undefined;
        try {
            if (isStepped(policy)) return this.steppedBy(policy, current, now);
            const metric = trackedMetric(policy);
            return metric && trackedCapacity(targetValueOf(policy), current, this.alarms.lately(metric, IN_AFTER, now));
        } catch (error) {
            if (!(error instanceof NotRehearsed)) throw error;
            return undefined;
        }
    }

    private steppedBy(policy: PlannedResource, current: number, now: number): number | undefined {
        for (const { resource: alarm } of this.alarms.all) {
            if (this.alarms.of(text(alarm, "arn")).state !== "ALARM") continue;
            if (!actionsIn("ALARM", alarm).includes(text(policy, "arn"))) continue;
            const [value] = this.alarms.lately(alarm, 1, now);
            if (value === undefined) continue;
            return steppedCapacity(policy, current, value - Number(alarm.inputs["threshold"]));
        }
        return undefined;
    }

    /** No fewer tasks while it is deployed: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-auto-scaling.html */
    private isSettled(service: string): boolean {
        const open = this.account.part(ServiceDeployments).openOf(service);
        return open === undefined && this.ecs.setsOf(service).length === 1;
    }

    private scale(target: Planned, capacity: number, now: number): void {
        const service = serviceOf(target);
        const { min, max } = this.of(target);
        const wanted = Math.min(Math.max(capacity, min), max);
        const current = this.ecs.service(service).desiredCount;
        if (wanted === current) return;
        this.changed.set(text(target.resource, "arn"), now);
        this.account.say(service, `scaled from ${current} to ${wanted} tasks`);
        this.ecs.scale(service, wanted);
    }
}

const isStepped = ({ inputs }: PlannedResource): boolean => inputs["policyType"] === "StepScaling";
export const isService = ({ inputs }: PlannedResource): boolean => inputs["serviceNamespace"] === "ecs";

/** `service/<cluster>/<name>`, where the target lies. */
export function serviceOf({ plan, resource }: Planned): string {
    return arnIn(plan, "ecs", text(resource, "resourceId"));
}
