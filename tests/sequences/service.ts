// One ECS service behind two target groups, and CodeDeploy, which moves traffic between them when the story says so.
import { records, text, type Plan, type PlannedResource } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { ActionResult } from "../../rehearsal/actions/types";
import type { Pair } from "./types";

export type End = "succeeds" | "fails" | "lies";

export class BlueGreenService {
    public running: Pair = { release: "none", settings: "none" };
    /** Pairs in the order in which they came to run. */
    public readonly history: Pair[] = [];
    /** The target group whose tasks are the service's own; none before it is created. */
    public group = "";
    /** Where a listener leads, by its URN; Pulumi and CodeDeploy both can write it. */
    public readonly leadsTo = new Map<string, string>();
    private deployment?: (how: End) => void;
    private readonly waiting: (() => void)[] = [];

    /** @param plan what the account has by now */
    constructor(private readonly plan: Plan) {}

    /** CodeDeployToECS: the deployment ends when the story says so, also where nothing waits for it any more. */
    public deploy(asked: Pair): Promise<ActionResult> {
        if (this.deployment) return Promise.resolve({ ok: false, why: "the group has an active deployment" });
        return new Promise((resolve) => {
            this.deployment = (how) => {
                this.deployment = undefined;
                if (how === "succeeds") this.shift(asked);
                resolve(how === "fails" ? { ok: false, why: "the story says so" } : { ok: true });
                for (const go of this.waiting.splice(0)) go();
            };
        });
    }

    public endDeployment(how: End): void {
        if (!this.deployment) throw new Error("no deployment is under way");
        this.deployment(how);
    }

    /** What Prepare waits for: a group takes one deployment at a time. */
    public async free(): Promise<void> {
        while (this.deployment) await new Promise<void>((go) => this.waiting.push(go));
    }

    /** Whether every listener of the service leads to the tasks that run. */
    public reachable(): boolean {
        return this.listeners().every(({ urn }) => this.leadsTo.get(urn) === this.group);
    }

    public listeners(): readonly PlannedResource[] {
        return this.ofType(TYPE.listener).filter(({ inputs }) => groupOf(inputs) !== undefined);
    }

    /** Traffic moves to the other target group, and with it what runs. */
    private shift(to: Pair): void {
        this.running = to;
        this.history.push(to);
        const groups = this.ofType(TYPE.targetGroup).map((group) => text(group, "arn"));
        this.group = groups.find((group) => group !== this.group) ?? this.group;
        for (const { urn } of this.listeners()) this.leadsTo.set(urn, this.group);
    }

    private ofType(type: string): readonly PlannedResource[] {
        return this.plan.resources.filter((resource) => resource.type === type);
    }
}

/** The target group that a listener or a service of these inputs leads to. */
export function groupOf(inputs: Readonly<Record<string, unknown>>): string | undefined {
    const [first] = records(inputs["defaultActions"] ?? inputs["loadBalancers"]);
    return typeof first?.["targetGroupArn"] === "string" ? first["targetGroupArn"] : undefined;
}
