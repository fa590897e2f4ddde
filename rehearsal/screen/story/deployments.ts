import { text, type Plans } from "../../../policy/plan";
import type { Fact, Fold } from "../../engine/facts";
import type { DeploymentShown, TrafficAt } from "../model";
import { pairOf } from "./planned";
import { statusOf, stepInWords, whyOf } from "./runs";

/** Deployments, and how the traffic moved meanwhile. */
export class Deployments implements Fold {
    public readonly all: DeploymentShown[] = [];
    /** The newest shares of each listener, by the ARN of the target group. */
    public readonly shares = new Map<string, TrafficAt["weights"]>();
    public readonly alarms: {
        readonly at: number;
        readonly name: string;
        readonly state: string;
        readonly reason: string;
    }[] = [];

    constructor(private readonly plans: Plans) {}

    public see({ kind, about, at, data }: Fact): void {
        switch (kind) {
            case "deployment.started":
                this.all.push(this.begun(about, at, String(data["application"]), String(data["group"])));
                break;
            case "deployment.step":
                this.find(about)?.steps.push({ at, words: stepInWords(data) });
                break;
            case "deployment.ended": {
                const deployment = this.find(about);
                const rolledBack = data["rolledBack"] === true;
                const status = rolledBack ? "red" : statusOf(data);
                if (deployment) Object.assign(deployment, { status, why: whyOf(data), ended: at, rolledBack });
                break;
            }
            case "traffic":
                this.moved(about, at, data["weights"] as TrafficAt["weights"]);
                break;
            case "alarm": {
                const { state, reason } = data;
                const name = this.plans.at(about)?.resource.name ?? about;
                this.alarms.push({ at, name, state: String(state), reason: String(reason ?? "") });
                break;
            }
        }
    }

    public find(id: string): DeploymentShown | undefined {
        return this.all.find((deployment) => deployment.id === id);
    }

    private begun(id: string, began: number, application: string, group: string): DeploymentShown {
        const planned = this.plans.find(
            "aws:codedeploy/deploymentGroup:DeploymentGroup",
            (each) => text(each, "appName") === application && text(each, "deploymentGroupName") === group,
        );
        const listener = planned && pairOf(planned.resource).listener;
        const before = this.shares.get(listener ?? "");
        return {
            id,
            name: planned?.resource.name ?? application,
            stack: planned?.plan.stack ?? "",
            listener,
            status: "running",
            began,
            steps: [],
            traffic: before ? [{ at: began, weights: this.named(before) }] : [],
            rolledBack: false,
        };
    }

    private moved(listener: string, at: number, shares: TrafficAt["weights"]): void {
        this.shares.set(listener, shares);
        for (const deployment of this.all)
            if (deployment.listener === listener && deployment.status === "running")
                deployment.traffic.push({ at, weights: this.named(shares) });
    }

    private named(weights: TrafficAt["weights"]): TrafficAt["weights"] {
        const name = (arn: string): string => this.plans.at(arn)?.resource.name ?? arn;
        return Object.fromEntries(Object.entries(weights).map(([arn, share]) => [name(arn), share]));
    }
}
