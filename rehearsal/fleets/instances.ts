// EC2's and Auto Scaling's memory: every instance that was launched, and how far it came.
import type { LocalAccount } from "../account/local-account";
import { asJson, type Fact, type Fold } from "../engine/journal";

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html */
export type Lifecycle = "Pending" | "Pending:Wait" | "InService" | "Terminating" | "Terminated";

export interface Instance {
    readonly id: string;
    /** URN of the instance or of the Auto Scaling group in its plan. */
    readonly of: string;
    readonly availabilityZone: string;
    readonly privateAddress: string;
    readonly publicAddress?: string;
    readonly launchedAt: number;
    /** Of an instance that is in no group as well: there it never waits. */
    readonly lifecycle: Lifecycle;
    /** Whether it has ever been in service. */
    readonly served: boolean;
    /** Why it ends. */
    readonly why?: string;
    readonly endedAt?: number;
}

export type Launched = Pick<Instance, "id" | "of" | "availabilityZone" | "privateAddress" | "publicAddress">;

/** Instances by their id. Its facts: `instance.launched`, `instance.lifecycle`. */
export class Instances implements Fold {
    private readonly byId = new Map<string, Instance>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, at }: Fact): void {
        if (kind === "instance.launched")
            this.byId.set(about, {
                ...(data as unknown as Instance),
                id: about,
                launchedAt: at,
                lifecycle: "Pending",
                served: false,
            });
        const known = this.byId.get(about);
        if (!known || kind !== "instance.lifecycle") return;
        const { lifecycle, why } = data as unknown as Pick<Instance, "lifecycle" | "why">;
        const endedAt = lifecycle === "Terminated" ? at : undefined;
        const served = known.served || lifecycle === "InService";
        this.byId.set(about, { ...known, lifecycle, served, why: why ?? known.why, endedAt });
    }

    public get all(): readonly Instance[] {
        return [...this.byId.values()];
    }

    public find(id: string): Instance | undefined {
        return this.byId.get(id);
    }

    /** Of an instance or a group of the plan, the oldest first, without those that end. */
    public livingOf(urn: string): readonly Instance[] {
        return this.all.filter((instance) => instance.of === urn && isLiving(instance));
    }

    public launch({ id, ...launched }: Launched): void {
        this.account.record({ kind: "instance.launched", about: id, data: asJson(launched) });
    }

    public change(id: string, lifecycle: Lifecycle, why?: string): void {
        if (this.byId.get(id)?.lifecycle === lifecycle) return;
        this.account.record({ kind: "instance.lifecycle", about: id, data: asJson({ lifecycle, why }) });
    }
}

export function isLiving({ lifecycle }: Instance): boolean {
    return lifecycle !== "Terminating" && lifecycle !== "Terminated";
}
