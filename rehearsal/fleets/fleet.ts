// The instances that run here: raised from what the plan says, addressed, and ended.
import { arnIn } from "../../plan/arn";
import type { Plan, Planned } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Denied, NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Target } from "../deployments/balancing/routing-table";
import { type Backend, type PublicPort, Routing } from "../deployments/balancing/routing";
import type { Fact, Fold } from "../engine/journal";
import { HostGone, type Host, type RaiseHost } from "../hosts/host";
import { InstanceTargets } from "./instance-targets";
import { type Instance, Instances, isLiving, type Launched } from "./instances";
import { openPorts } from "./network";
import { specificationOf } from "./specification";

/** What deploys to instances. */
export interface Deployer {
    /** After a restart of the rehearsal: what was deployed there before is there again. */
    restore(id: string, host: Host): Promise<void>;
}

export class Fleet implements Fold, Backend {
    private raise?: RaiseHost;
    private readonly hosts = new Map<string, Host>();
    private readonly deployers: Deployer[] = [];
    private readonly instances: Instances;
    private readonly targets: InstanceTargets;
    private readonly routing: Routing;

    constructor(private readonly account: LocalAccount) {
        this.instances = account.part(Instances);
        this.targets = account.part(InstanceTargets);
        this.routing = account.part(Routing);
    }

    /** A rule that is made opens a port of what runs already. */
    public apply({ kind, data }: Fact): void {
        const opens = data["type"] === TYPE.securityGroupIngressRule;
        if (this.raise && kind === "made" && opens) this.account.work(this.routing.routed());
    }

    public add(deployer: Deployer): void {
        this.deployers.push(deployer);
    }

    /** From now on instances can be launched; those of an earlier process are raised again, with what ran there. */
    public async begin(raise: RaiseHost): Promise<void> {
        this.raise = raise;
        this.routing.add(this);
        await Promise.all(this.instances.all.filter(isLiving).map((instance) => this.again(instance)));
    }

    /** Throws what a machine of this kind cannot be, before there is one. */
    public launch(launched: Launched): void {
        const host = this.raised(launched);
        this.instances.launch(launched);
        this.enter(host);
    }

    /** Throws where it is no more. */
    public host(id: string): Host {
        const host = this.hosts.get(id);
        if (host) return host;
        throw new HostGone(this.instances.find(id)?.why ?? `there is no instance ${id}`);
    }

    public tagsOf(id: string): Readonly<Record<string, string>> {
        return this.hosts.get(id)?.order.tags ?? {};
    }

    public async terminate(id: string, why: string): Promise<void> {
        const host = this.hosts.get(id);
        if (!host) return;
        this.hosts.delete(id);
        this.instances.change(id, "Terminating", why);
        await this.targets.left(id);
        await host.terminate();
        this.instances.change(id, "Terminated");
    }

    public targetsOf(group: string): readonly Target[] {
        return this.targets.targetsOf(group);
    }

    public get publicPorts(): readonly PublicPort[] {
        return [...this.hosts].flatMap(([id, host]) => {
            if (host.order.publicAddress === undefined) return [];
            const planned = this.plannedOf(id);
            return openPorts(this.account, specificationOf(planned).securityGroups).map((port) => ({
                arn: publicPortArn(planned.plan, id, port),
                port,
                target: { id: `${id}:${port}`, address: host.address(port), healthy: true },
            }));
        });
    }

    /** At the end of the rehearsal: no fact, because all of it is raised again when the rehearsal goes on. */
    public async close(): Promise<void> {
        this.raise = undefined;
        this.targets.close();
        const hosts = [...this.hosts.values()];
        this.hosts.clear();
        await Promise.all(hosts.map((host) => host.terminate()));
    }

    public plannedOf(id: string): Planned {
        const instance = this.instances.find(id);
        if (!instance) throw new HostGone(`there is no instance ${id}`);
        return this.planned(instance.of);
    }

    private planned(of: string): Planned {
        const types = [TYPE.instance, TYPE.autoScalingGroup];
        const found = types.map((type) => this.account.plans.find(type, ({ urn }) => urn === of));
        const planned = found.find((each) => each !== undefined);
        if (!planned) throw new Error(`${of} is in no plan`);
        return planned;
    }

    private raised({ id, of, availabilityZone, privateAddress, publicAddress }: Launched): Host {
        if (!this.raise) throw new NotRehearsed("virtual machines");
        const planned = this.planned(of);
        const { subnets: _, securityGroups: __, publicAddress: ___, role, ...said } = specificationOf(planned);
        const standing = { availabilityZone, privateAddress, publicAddress };
        return this.raise(this.account, { id, ...said, ...standing, role: this.trusted(role, planned.plan, id) });
    }

    /** A role that does not trust EC2 gives its instance no credentials, and the instance runs all the same. */
    private trusted(role: string | undefined, plan: Plan, id: string): string | undefined {
        if (role === undefined) return undefined;
        try {
            return this.account.assume("ec2.amazonaws.com", role, arnIn(plan, "ec2", `instance/${id}`)).role;
        } catch (error) {
            if (!(error instanceof Denied)) throw error;
            return undefined;
        }
    }

    private enter(host: Host): void {
        const { id } = host.order;
        this.hosts.set(id, host);
        this.targets.arrived(id, host);
        // User data runs beside whatever goes on; a machine that ends meanwhile says so itself.
        this.account.work(host.boot().catch(unlessGone));
        // Not awaited by the rehearsal, which is over while machines still run.
        void host.ended.then((why) => this.account.work(this.terminate(id, why)));
        this.account.work(this.routing.routed());
    }

    private async again(instance: Instance): Promise<void> {
        const host = this.raised(instance);
        this.enter(host);
        await host.boot();
        for (const deployer of this.deployers) await deployer.restore(instance.id, host);
    }
}

/** ARN by which what answers at a public port of an instance is found again; our own, AWS has none. */
export function publicPortArn(plan: Plan, id: string, port: number): string {
    return `${arnIn(plan, "ec2", `instance/${id}`)}:${port}`;
}

export function unlessGone(error: unknown): undefined {
    if (!(error instanceof HostGone)) throw error;
    return undefined;
}
