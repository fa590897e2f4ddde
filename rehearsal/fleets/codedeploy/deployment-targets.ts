// What became of a deployment on each of its instances.
import { asJson, type Fact, type Fold } from "../../engine/journal";
import type { LocalAccount } from "../../account/local-account";
import type { Diagnostics } from "../../hosts/host";

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_InstanceTarget.html */
export type TargetStatus = "Pending" | "InProgress" | "Succeeded" | "Failed" | "Skipped";

export interface LifecycleEvent {
    readonly event: string;
    readonly status: "Succeeded" | "Failed";
    readonly diagnostics?: Diagnostics;
    readonly at: number;
}

export interface DeploymentTarget {
    /** The instance. */
    readonly id: string;
    readonly status: TargetStatus;
    readonly events: readonly LifecycleEvent[];
    readonly why?: string;
}

/** By deployment and instance. Its facts, by the deployment: `deployment.target`, `deployment.event`. */
export class DeploymentTargets implements Fold {
    private readonly byDeployment = new Map<string, Map<string, DeploymentTarget>>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data, at }: Fact): void {
        if (kind !== "deployment.target" && kind !== "deployment.event") return;
        const id = String(data["instance"]);
        const targets = this.byDeployment.get(about) ?? new Map<string, DeploymentTarget>();
        this.byDeployment.set(about, targets);
        const known = targets.get(id) ?? { id, status: "Pending", events: [] };
        if (kind === "deployment.event") {
            const event = { ...(data as unknown as LifecycleEvent), at };
            targets.set(id, { ...known, events: [...known.events, event] });
            return;
        }
        const { status, why } = data as unknown as DeploymentTarget;
        // What is begun again, after a crash, has no events of before.
        const events = status === "InProgress" ? [] : known.events;
        targets.set(id, { id, status, events, why });
    }

    public of(deployment: string): readonly DeploymentTarget[] {
        return [...(this.byDeployment.get(deployment)?.values() ?? [])];
    }

    public statusOf(deployment: string, instance: string): TargetStatus {
        return this.byDeployment.get(deployment)?.get(instance)?.status ?? "Pending";
    }

    public tell(deployment: string, instance: string, status: TargetStatus, why?: string): void {
        const data = asJson({ instance, status, why });
        this.account.record({ kind: "deployment.target", about: deployment, data });
    }

    public tellEvent(deployment: string, instance: string, event: Omit<LifecycleEvent, "at">): void {
        this.account.record({ kind: "deployment.event", about: deployment, data: asJson({ instance, ...event }) });
    }
}
