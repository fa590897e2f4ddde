// Targets of the type `instance`: who is registered in which target group, how well, and until when requests go there.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html
import { EventEmitter, once } from "node:events";

import { text, type PlannedResource } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Target } from "../deployments/balancing/routing-table";
import { HealthChecks, healthCheckOf } from "../deployments/balancing/health";
import { Routing } from "../deployments/balancing/routing";
import { AT_LEAST, lasting } from "../engine/clock";
import { asJson, type Fact, type Fold } from "../engine/journal";
import type { Host } from "../hosts/host";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html */
type State = "initial" | "healthy" | "unhealthy" | "draining" | "unused";

export interface Registration {
    /** The instance. */
    readonly id: string;
    /** ARN of the target group. */
    readonly group: string;
    readonly state: State;
    readonly why?: string;
}

/** By target group and instance. Its fact: `target`, by the instance, whenever the state of one changes. */
export class InstanceTargets implements Fold {
    private readonly registrations = new Map<string, Registration>();
    private readonly checks = new Map<string, HealthChecks>();
    private readonly hosts = new Map<string, Host>();
    private readonly news = new EventEmitter().setMaxListeners(0);
    private readonly routing: Routing;

    constructor(private readonly account: LocalAccount) {
        this.routing = account.part(Routing);
    }

    public apply({ kind, about: id, data }: Fact): void {
        if (kind !== "target") return;
        const { group, state, why } = data as unknown as Registration;
        const key = keyOf(id, group);
        if (state === "unused") this.registrations.delete(key);
        else this.registrations.set(key, { id, group, state, why });
        this.news.emit("news");
    }

    public of(group: string): readonly Registration[] {
        return [...this.registrations.values()].filter((each) => each.group === group);
    }

    public groupsOf(id: string): readonly string[] {
        return [...this.registrations.values()].filter((each) => each.id === id).map(({ group }) => group);
    }

    /** As the balancer goes by it. */
    public targetsOf(group: string): readonly Target[] {
        return this.of(group).flatMap(({ id, state }) => {
            const host = this.hosts.get(id);
            if (!host || state === "draining") return [];
            const address = host.address(portOf(this.planned(group)));
            return [{ id: keyOf(id, group), address, healthy: state === "healthy" }];
        });
    }

    /** It answers from now on where it is registered, or will be. */
    public arrived(id: string, host: Host): void {
        this.hosts.set(id, host);
        for (const group of this.groupsOf(id)) this.check(id, group);
    }

    /** It is no more. */
    public async left(id: string): Promise<void> {
        for (const group of this.groupsOf(id)) {
            this.stopChecks(id, group);
            this.tell(id, group, "unused");
        }
        this.hosts.delete(id);
        await this.routing.routed();
    }

    public async register(id: string, group: string): Promise<void> {
        if (this.registrations.has(keyOf(id, group))) return;
        this.planned(group);
        this.tell(id, group, "initial");
        this.check(id, group);
        await this.routing.routed();
    }

    /** Ends once nothing is under way there any more, or the delay of the group is over. */
    public async deregister(id: string, group: string): Promise<void> {
        if (!this.registrations.has(keyOf(id, group))) return;
        this.tell(id, group, "draining");
        this.stopChecks(id, group);
        await this.routing.routed();
        const delay = Number(this.planned(group).inputs["deregistrationDelay"] ?? 300) * 1000;
        await this.routing.drained(keyOf(id, group), lasting(this.account.clock, delay, AT_LEAST.draining));
        this.tell(id, group, "unused");
    }

    /** Waits until the group's checks like it. */
    public async healthy(id: string, group: string, signal: AbortSignal): Promise<void> {
        for (;;) {
            signal.throwIfAborted();
            const state = this.registrations.get(keyOf(id, group))?.state;
            if (state === "healthy") return;
            if (state === undefined) throw new Error(`${id} is not registered in ${group} any more`);
            await once(this.news, "news", { signal }).catch(() => undefined);
        }
    }

    public stateOf(id: string, group: string): Registration | undefined {
        return this.registrations.get(keyOf(id, group));
    }

    public close(): void {
        for (const checks of this.checks.values()) checks.stop();
    }

    private check(id: string, group: string): void {
        const host = this.hosts.get(id);
        if (!host || this.checks.has(keyOf(id, group))) return;
        const planned = this.planned(group);
        const { port } = (planned.inputs["healthCheck"] ?? {}) as { readonly port?: string };
        const asked = port === undefined || port === "traffic-port" ? portOf(planned) : Number(port);
        const checks = new HealthChecks(
            healthCheckOf(planned),
            host.address(asked),
            this.account.clock,
            ({ healthy, why }) => this.account.work(this.judge(id, group, healthy, why)),
        );
        this.checks.set(keyOf(id, group), checks);
    }

    private async judge(id: string, group: string, healthy: boolean, why: string): Promise<void> {
        if (!this.checks.has(keyOf(id, group))) return;
        this.tell(id, group, healthy ? "healthy" : "unhealthy", why);
        await this.routing.routed();
    }

    private stopChecks(id: string, group: string): void {
        this.checks.get(keyOf(id, group))?.stop();
        this.checks.delete(keyOf(id, group));
    }

    private tell(id: string, group: string, state: State, why?: string): void {
        this.account.record({ kind: "target", about: id, data: asJson({ group, state, why }) });
    }

    private planned(group: string): PlannedResource {
        const found = this.account.created(TYPE.targetGroup).find(({ resource }) => text(resource, "arn") === group);
        if (found) return found.resource;
        throw new Refused("TargetGroupNotFound", `One or more target groups not found: ${group}`);
    }
}

function portOf({ inputs }: PlannedResource): number {
    return Number(inputs["port"] ?? 80);
}

function keyOf(id: string, group: string): string {
    return `${group} ${id}`;
}
