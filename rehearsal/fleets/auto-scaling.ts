// Auto Scaling groups keep their desired capacity: what ends is replaced, and what is launched waits for whoever holds
// its launch. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
import { EventEmitter, once } from "node:events";

import { type Planned, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { NotRehearsed, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { AT_LEAST, lasting, wait } from "../engine/clock";
import type { Fact, Fold } from "../engine/journal";
import { HostGone } from "../hosts/host";
import { Bus } from "../events/bus";
import { Fleet } from "./fleet";
import { InstanceTargets } from "./instance-targets";
import { Instances } from "./instances";
import { launchOneOf } from "./launching";
import { scalingEvent } from "./scaling-events";

/** Who has put a launch hook on groups: a new instance waits until all of them have answered. */
export interface LaunchHook {
    holds(group: Planned): boolean;
    /** CONTINUE, or why it is ABANDON. */
    launched(id: string, group: Planned): Promise<Continue | string>;
}

export const CONTINUE = Symbol("CONTINUE");
type Continue = typeof CONTINUE;

/** AWS goes on for ever; a rehearsal would never end. */
const RELAUNCHES = 3;
const REST = 30_000;
const MINUTE = 60_000;
/** Pulumi waits for a group's instances. https://www.pulumi.com/registry/packages/aws/api-docs/autoscaling/group/#waiting-for-capacity */
const CAPACITY_WITHIN = 10 * 60_000;

/** Its fact: `autoscaling.stopped`, by the group's URN, where launching again and again was given up. */
export class AutoScaling implements Fold {
    private readonly hooks: LaunchHook[] = [];
    private readonly stopped = new Map<string, string>();
    private readonly news = new EventEmitter().setMaxListeners(0);
    private readonly resting = new Set<string>();
    private readonly instances: Instances;
    private readonly targets: InstanceTargets;
    private readonly fleet: Fleet;
    private begun = false;

    constructor(private readonly account: LocalAccount) {
        this.instances = account.part(Instances);
        this.targets = account.part(InstanceTargets);
        this.fleet = account.part(Fleet);
    }

    public apply({ kind, about, data }: Fact): void {
        if (kind === "autoscaling.stopped") this.stopped.set(about, String(data["why"]));
        if (!this.begun) return;
        if (kind === "autoscaling.stopped" || kind === "instance.lifecycle") this.news.emit("news");
        const matters =
            (kind === "made" && data["type"] === TYPE.autoScalingGroup) ||
            (kind === "instance.lifecycle" && data["lifecycle"] === "Terminating");
        // Afterwards: every fold is shown this fact before the facts that follow from it.
        if (matters) queueMicrotask(() => this.ensure());
        if (kind === "instance.lifecycle") queueMicrotask(() => this.tell(about, String(data["lifecycle"])));
        if (kind === "target" && data["state"] === "unhealthy") queueMicrotask(() => this.replaceUnhealthy(about));
    }

    public add(hook: LaunchHook): void {
        this.hooks.push(hook);
    }

    /** From now on: also what an earlier process had not finished. */
    public begin(): void {
        this.begun = true;
        for (const group of this.groups)
            for (const { id, lifecycle } of this.instances.livingOf(group.resource.urn))
                if (lifecycle !== "InService") this.account.work(this.enter(id, group));
        this.ensure();
    }

    public get groups(): readonly Planned[] {
        return this.account.created(TYPE.autoScalingGroup);
    }

    /** Waits until as many are in service as should be; why they are not, where that does not come. */
    public async reached(group: Planned): Promise<string | undefined> {
        const { urn } = group.resource;
        const late = AbortSignal.timeout(lasting(this.account.clock, CAPACITY_WITHIN, AT_LEAST.steady));
        const serving = () => this.instances.livingOf(urn).filter(({ lifecycle }) => lifecycle === "InService").length;
        while (serving() < desiredOf(group)) {
            if (this.stopped.has(urn)) return this.stopped.get(urn);
            if (late.aborted) return `${serving()} of ${desiredOf(group)} instances are in service after 10 minutes`;
            await once(this.news, "news", { signal: late }).catch(() => undefined);
        }
        return undefined;
    }

    private tell(id: string, lifecycle: string): void {
        const of = this.instances.find(id)?.of;
        const group = this.groups.find(({ resource }) => resource.urn === of);
        const event = group && scalingEvent(group, id, lifecycle);
        if (event) this.account.part(Bus).put(event);
    }

    private ensure(): void {
        for (const group of this.groups) {
            const { urn } = group.resource;
            if (this.stopped.has(urn) || this.resting.has(urn)) continue;
            const missing = desiredOf(group) - this.instances.livingOf(urn).length;
            if (missing <= 0) continue;
            const inVain = this.launchesInVain(urn);
            if (inVain >= desiredOf(group) + RELAUNCHES) this.giveUp(group, inVain);
            else if (inVain > 0) this.rest(urn);
            else this.launch(group, missing);
        }
    }

    private launch(group: Planned, count: number): void {
        try {
            for (let more = 0; more < count; more++)
                this.account.work(this.enter(launchOneOf(this.account, group), group));
        } catch (error) {
            if (!(error instanceof NotRehearsed || error instanceof Refused)) throw error;
            this.stop(group, error.message);
        }
    }

    /** Between an instance that ended before it served, and the one in its place. */
    private rest(urn: string): void {
        this.resting.add(urn);
        const again = () => {
            this.resting.delete(urn);
            const group = this.groups.find(({ resource }) => resource.urn === urn);
            if (group) this.launch(group, desiredOf(group) - this.instances.livingOf(urn).length);
        };
        const pause = lasting(this.account.clock, REST, AT_LEAST.restart);
        this.account.work(new Promise<void>((resolve) => setTimeout(() => resolve(again()), pause)));
    }

    private giveUp(group: Planned, launches: number): void {
        const { resource } = group;
        const last = this.instances.all.findLast(({ of }) => of === resource.urn)?.why ?? "";
        const name = text(resource, "name");
        const why = `${launches} instances of the Auto Scaling group ${name} ended before they were in service; AWS would launch one more for ever: ${last}`;
        this.stop(group, why);
    }

    private stop({ resource }: Planned, why: string): void {
        const name = text(resource, "name");
        this.account.record({ kind: "autoscaling.stopped", about: resource.urn, data: { name, why } });
        this.account.work(this.heard(name));
    }

    /** Leaves alarms on the group the time that they need to ring. */
    private async heard(name: string): Promise<void> {
        const { clock } = this.account;
        const lengths = this.account
            .created(TYPE.metricAlarm)
            .filter(({ resource }) => JSON.stringify(resource.inputs).includes(`"AutoScalingGroupName":"${name}"`))
            .map(({ resource: { inputs } }) => Number(inputs["datapointsToAlarm"] ?? inputs["evaluationPeriods"]));
        const periods = Math.max(0, ...lengths) + 1;
        await wait(clock, periods * MINUTE, periods * AT_LEAST.alarmPeriod);
    }

    /** How many in a row ended without having been in service. */
    private launchesInVain(urn: string): number {
        const mine = this.instances.all.filter(({ of }) => of === urn);
        const served = mine.findLastIndex(({ served }) => served);
        return mine.slice(served + 1).filter(({ lifecycle }) => lifecycle.startsWith("Terminat")).length;
    }

    /** From its launch until it is in service, or abandoned. */
    private async enter(id: string, group: Planned): Promise<void> {
        for (const hook of this.hooks.filter((each) => each.holds(group))) {
            this.instances.change(id, "Pending:Wait");
            const answer = await hook.launched(id, group).catch((error: unknown) => {
                if (error instanceof HostGone) return error.message;
                throw error;
            });
            if (answer !== CONTINUE) return this.fleet.terminate(id, answer);
        }
        if (!this.instances.livingOf(group.resource.urn).some((one) => one.id === id)) return;
        this.instances.change(id, "InService");
        for (const target of texts(group.resource.inputs["targetGroupArns"])) await this.targets.register(id, target);
    }

    /** https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-add-elb-healthcheck.html */
    private replaceUnhealthy(id: string): void {
        const instance = this.instances.find(id);
        const group = this.groups.find(({ resource }) => resource.urn === instance?.of);
        if (!instance || group?.resource.inputs["healthCheckType"] !== "ELB") return;
        const grace = Number(group.resource.inputs["healthCheckGracePeriod"] ?? 300) * 1000;
        const over = instance.launchedAt + lasting(this.account.clock, grace, AT_LEAST.startUp);
        setTimeout(
            () => {
                const sick = this.targets.groupsOf(id).map((target) => this.targets.stateOf(id, target));
                const found = sick.find((registered) => registered?.state === "unhealthy");
                if (found) this.account.work(this.fleet.terminate(id, `failed ELB health checks: ${found.why ?? ""}`));
            },
            Math.max(0, over - Date.now()),
        ).unref();
    }
}

/** What `up` does after it has made a group. */
export async function reachCapacity(account: LocalAccount, group: Planned): Promise<void> {
    if (group.resource.inputs["waitForCapacityTimeout"] === "0") return;
    const why = await account.part(AutoScaling).reached(group);
    if (why !== undefined) throw new Refused("timeout while waiting for capacity", why);
}

export function desiredOf({ resource: { inputs } }: Planned): number {
    return Number(inputs["desiredCapacity"] ?? inputs["minSize"] ?? 0);
}
