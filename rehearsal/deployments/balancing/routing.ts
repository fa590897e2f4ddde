// Where requests go: one table for all plans, to which every kind of target adds what it has that answers.
import type { LocalAccount } from "../../account/local-account";
import type { Fact, Fold } from "../../engine/journal";
import { Alarms } from "../alarms/alarm";
import { Balancer } from "./balancer";
import type { Listener, Target, TargetGroup } from "./routing-table";
import { Traffic } from "./traffic";
import { TYPE } from "../../../plan/tokens";

/** What answers at a public address of its own: no load balancer stands before it. */
export interface PublicPort {
    /** By which its address here is found again. */
    readonly arn: string;
    readonly port: number;
    readonly target: Target;
}

/** What runs and answers: tasks, hosts. */
export interface Backend {
    targetsOf(group: string): readonly Target[];
    readonly publicPorts?: readonly PublicPort[];
    /** Ends all of it with the rehearsal; the balancer stays until then. */
    close(): Promise<void>;
}

const ROUTED = new Set<string>([TYPE.listener, TYPE.listenerRule, TYPE.targetGroup]);

export class Routing implements Fold {
    private balancer?: Balancer;
    private readonly backends = new Set<Backend>();
    private ports: Readonly<Record<string, number>> = {};
    private readonly traffic: Traffic;

    constructor(private readonly account: LocalAccount) {
        this.traffic = account.part(Traffic);
    }

    public apply({ kind, data }: Fact): void {
        if (this.balancer && kind === "made" && ROUTED.has(String(data["type"]))) this.account.work(this.routed());
    }

    public begin(balancer?: Balancer): void {
        if (this.balancer) return;
        const { metrics } = this.account.part(Alarms);
        metrics.countTargets(
            (group) =>
                [...this.backends].flatMap((each) => each.targetsOf(group)).filter(({ healthy }) => healthy).length,
        );
        this.balancer = balancer ?? new Balancer((counts) => metrics.add(counts));
        this.account.atEnd(() => this.close());
    }

    public add(backend: Backend): void {
        this.backends.add(backend);
    }

    /** Ends once the balancer goes by what is there now. */
    public async routed(): Promise<void> {
        const backends = [...this.backends];
        const table = this.traffic.tableWith((group) => backends.flatMap((each) => each.targetsOf(group)));
        const publicPorts = backends.flatMap((each) => each.publicPorts ?? []);
        const ports = await this.balancer?.route({
            ...table,
            listeners: [...table.listeners, ...publicPorts.map((each) => this.listenerOf(each))],
            groups: [...table.groups, ...publicPorts.map(groupOf)],
        });
        this.ports = ports ?? {};
        this.traffic.heard(this.ports);
    }

    /** Whatever answers here now, by its ARN. */
    public get listening(): readonly string[] {
        return Object.keys(this.ports);
    }

    public async drained(target: string, limit: number): Promise<void> {
        await this.balancer?.drain(target, limit);
    }

    private listenerOf({ arn, port }: PublicPort): Listener {
        const shares = [{ group: arn, weight: 1 }];
        const preferredPort = this.traffic.portOf(arn);
        return { arn, loadBalancer: "", protocol: "HTTP", port, preferredPort, rule: { kind: "forward", shares } };
    }

    private async close(): Promise<void> {
        await Promise.allSettled([...this.backends].map((each) => each.close()));
        await this.balancer?.close();
    }
}

function groupOf({ arn, target }: PublicPort): TargetGroup {
    return { arn, targets: [target] };
}
