// One ECS service behind two target groups, and what moves traffic between them when the story says so: CodeDeploy by its
// listeners, or ECS by their rules.
import { below, records, text, type Plan, type PlannedResource } from "../../plan/plans";
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
    /** How many there are; Pulumi sets it once, and scaling, people and ship do from then on. */
    public tasks = 0;
    /** Where a listener or its rule leads, by its URN; Pulumi and who moves the traffic both can write it. */
    public readonly leadsTo = new Map<string, string>();
    private deployment?: (how: End) => void;
    private readonly waiting: (() => void)[] = [];

    /** @param plan what the account has by now */
    constructor(private readonly plan: Plan) {}

    /** RollOut, whoever does it: the deployment ends when the story says so, also where nothing waits for it any more. */
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

    /** Whether every listener of the service leads to the tasks that run; a rolling one has nothing behind that of tests. */
    public reachable(): boolean {
        return this.listeners()
            .filter(({ name }) => !this.rolls() || name.endsWith("-production"))
            .every(({ urn }) => this.leadsTo.get(urn) === this.group);
    }

    /** Its listeners, as far as they lead to tasks by themselves, or their rules. */
    public listeners(): readonly PlannedResource[] {
        return Object.keys(LEADS_BY)
            .flatMap((type) => this.ofType(type))
            .filter(({ inputs }) => groupOf(inputs) !== undefined);
    }

    /** What runs is another, and traffic moves to the other target group with it, unless it rolls. */
    private shift(to: Pair): void {
        this.running = to;
        this.history.push(to);
        if (this.rolls()) return;
        const groups = this.ofType(TYPE.targetGroup).map((group) => text(group, "arn"));
        this.group = groups.find((group) => group !== this.group) ?? this.group;
        for (const { urn } of this.listeners()) this.leadsTo.set(urn, this.group);
    }

    /** Whether new tasks join the old ones, behind the same listeners. */
    private rolls(): boolean {
        const [service] = this.ofType(TYPE.service);
        return below(service?.inputs, "deploymentConfiguration")["strategy"] === "ROLLING";
    }

    private ofType(type: string): readonly PlannedResource[] {
        return this.plan.resources.filter((resource) => resource.type === type);
    }
}

/** What of a listener, or of its rule, says where it leads, by its type. */
export const LEADS_BY: Readonly<Record<string, string>> = {
    [TYPE.listener]: "defaultActions",
    [TYPE.listenerRule]: "actions",
};

/** The target group that a listener, a rule or a service of these inputs leads to. */
export function groupOf(inputs: Readonly<Record<string, unknown>>): string | undefined {
    const [first] = records(inputs["defaultActions"] ?? inputs["actions"] ?? inputs["loadBalancers"]);
    if (typeof first?.["targetGroupArn"] === "string") return first["targetGroupArn"];
    const [most] = [...records(below(first, "forward")["targetGroups"])].sort(
        (a, b) => Number(b["weight"]) - Number(a["weight"]),
    );
    return typeof most?.["arn"] === "string" ? most["arn"] : undefined;
}

/** The same action, leading there. */
export function ledTo(action: Readonly<Record<string, unknown>>, group: string): Record<string, unknown> {
    const shares = records(below(action, "forward")["targetGroups"]);
    if (shares.length === 0) return { ...action, targetGroupArn: group };
    const targetGroups = shares.map((share) => ({ ...share, weight: share["arn"] === group ? 100 : 0 }));
    return { ...action, forward: { targetGroups } };
}
