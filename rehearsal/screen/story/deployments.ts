import { isGroup } from "../../../plan/deployment-groups";
import { records, text, texts, type Plans } from "../../../plan/plans";
import type { JsonObject } from "../../../plan/document";
import type { Fact, Fold } from "../../engine/journal";
import type { DeploymentShown, TrafficAt } from "../model";
import { pairOf } from "./planned";
import { statusOf, stepInWords, whyOf } from "./runs";
import { TYPE } from "../../../plan/tokens";

/** Deployments, and how the traffic moved meanwhile. */
export class DeploymentHistory implements Fold {
    public readonly all: DeploymentShown[] = [];
    /** The newest shares of each listener, by the ARN of the target group. */
    public readonly shares = new Map<string, TrafficAt["weights"]>();
    public readonly alarms: {
        readonly at: number;
        readonly name: string;
        readonly state: string;
        readonly reason: string;
        /** Topics that it told. */
        readonly told: string[];
        /** What it could not tell, and why. */
        readonly untold: string[];
    }[] = [];

    constructor(private readonly plans: Plans) {}

    public apply({ kind, about, at, data }: Fact): void {
        switch (kind) {
            case "deployment.started":
                this.all.push(this.begun(about, at, data));
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
                const name = this.nameOf(about);
                const rang = this.alarms.some((alarm) => alarm.name === name);
                // An alarm that has never rung has nothing to say.
                if (rang || state === "ALARM")
                    this.alarms.push({
                        at,
                        name,
                        state: String(state),
                        reason: String(reason ?? ""),
                        told: [],
                        untold: [],
                    });
                break;
            }
            case "alarm.told":
            case "alarm.untold": {
                const name = this.nameOf(about);
                const last = this.alarms.filter((alarm) => alarm.name === name).at(-1);
                const to = String(data["to"]).split(":").at(-1) ?? "";
                if (kind === "alarm.told") last?.told.push(to);
                else last?.untold.push(`the alarm ${name} could not tell ${to}: ${String(data["why"])}`);
                break;
            }
        }
    }

    private nameOf(alarm: string): string {
        const planned = this.plans.at(alarm);
        return planned ? `${planned.plan.stack} ${planned.resource.name}` : alarm;
    }

    public find(id: string): DeploymentShown | undefined {
        return this.all.find((deployment) => deployment.id === id);
    }

    private begun(id: string, began: number, data: JsonObject): DeploymentShown {
        const [application, group, service] = ["application", "group", "service"].map((key) => String(data[key]));
        const planned =
            this.plans.at(service ?? "") ??
            this.plans.find(TYPE.deploymentGroup, (each) => isGroup(each, application ?? "", group ?? ""));
        const { listener, targetGroups = [] } = planned ? pairOf(planned.resource, this.plans) : {};
        const first = listener === undefined ? undefined : (this.shares.get(listener) ?? this.plannedShares(listener));
        // The side that is still empty may not be in the listener's rules yet.
        const empty = this.plans
            .ofType(TYPE.targetGroup)
            .filter(({ plan, resource }) => plan === planned?.plan && targetGroups.includes(text(resource, "name")))
            .map(({ resource }) => [resource.name, 0]);
        const nothing = Object.fromEntries(empty) as TrafficAt["weights"];
        return {
            id,
            name: planned?.resource.name ?? application ?? "",
            stack: planned?.plan.stack ?? "",
            listener,
            status: "running",
            began,
            steps: [],
            traffic: first ? [{ at: began, weights: { ...nothing, ...this.named(first) } }] : [],
            rolledBack: false,
        };
    }

    /** Before anything moved it: all of the traffic goes where the listener's own action says. */
    private plannedShares(listener: string): TrafficAt["weights"] {
        const actions = records(this.plans.at(listener)?.resource.inputs["defaultActions"]);
        return Object.fromEntries(
            actions.flatMap(({ targetGroupArn }) => texts(targetGroupArn).map((arn) => [arn, 100])),
        );
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
