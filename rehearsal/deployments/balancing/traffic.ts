import { below, type Planned, type PlannedResource, records, text } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import { NotRehearsed, Refused } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Fact, Fold } from "../../engine/journal";
import { conditionsOf, takesEverything, urlTaken } from "./conditions";
import type { Listener, RoutingTable, Rule, Share, Target } from "./routing-table";

type Weights = Readonly<Record<string, number>>;

/** Where each listener, or its rule, sends requests now, and where it listens here. Its facts: `traffic`, `listening`. */
export class Traffic implements Fold {
    private readonly weights = new Map<string, Weights>();
    private readonly ports = new Map<string, number>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data }: Fact): void {
        if (kind === "traffic") this.weights.set(about, data["weights"] as Weights);
        if (kind === "listening") this.ports.set(about, Number(data["port"]));
    }

    /** Of a listener, or of a listener's rule. */
    public weightsOf(listener: string): Weights {
        return this.weights.get(listener) ?? {};
    }

    /** Moves a listener or a rule; answers nothing before the balancer knows, so route next. */
    public shift(listener: string, weights: Weights): void {
        if (JSON.stringify(this.weightsOf(listener)) === JSON.stringify(weights)) return;
        this.account.record({ kind: "traffic", about: listener, data: { weights } });
    }

    /** The same port after a restart, so that a page left open answers again. */
    public heard(ports: Readonly<Record<string, number>>): void {
        for (const [listener, port] of Object.entries(ports))
            if (this.ports.get(listener) !== port)
                this.account.record({ kind: "listening", about: listener, data: { port, url: urlAt(port) } });
    }

    public portOf(listener: string): number | undefined {
        return this.ports.get(listener);
    }

    /** A real address on this machine, also for listeners that speak TLS on AWS; of a rule, one whose requests it takes. */
    public urlOf(arn: string): string | undefined {
        const port = this.ports.get(arn);
        if (port !== undefined) return urlAt(port);
        const rule = this.account.plans.at(arn)?.resource;
        const listens = rule?.type === TYPE.listenerRule ? this.ports.get(text(rule, "listenerArn")) : undefined;
        return rule && listens !== undefined ? urlTaken(conditionsOf(rule), listens) : undefined;
    }

    /** What may be asked at a listener: each of its rules, or the listener as a whole where there is one that takes everything. */
    public askedAt(listener: string): readonly string[] {
        const rules = this.rulesOf(listener);
        const isOne =
            rules.length === 0 || (rules.length === 1 && rules.every((rule) => takesEverything(conditionsOf(rule))));
        return isOne ? [listener] : rules.map((rule) => text(rule, "arn"));
    }

    public tableWith(targetsOf: (group: string) => readonly Target[]): RoutingTable {
        const groups = this.account.created(TYPE.targetGroup).map(({ resource }) => text(resource, "arn"));
        const idle = this.account
            .created(TYPE.loadBalancer)
            .map(({ resource }) => Number(resource.inputs["idleTimeout"] ?? 60) * 1000);
        return {
            listeners: this.account.created(TYPE.listener).map(({ resource }) => this.listener(resource)),
            groups: groups.map((arn) => ({ arn, targets: targetsOf(arn) })),
            idleTimeout: Math.max(60_000, ...idle),
        };
    }

    private listener(resource: PlannedResource): Listener {
        const arn = text(resource, "arn");
        const own = this.sharesOf(arn);
        return {
            arn,
            loadBalancer: text(resource, "loadBalancerArn").replace(/^.*:loadbalancer\//, ""),
            protocol: String(resource.inputs["protocol"] ?? "HTTP"),
            port: Number(resource.inputs["port"]),
            preferredPort: this.ports.get(arn),
            rules: this.rulesOf(arn).map((rule) => ({
                when: conditionsOf(rule),
                rule: { kind: "forward", shares: this.sharesOf(text(rule, "arn")) },
            })),
            rule: own.length > 0 ? { kind: "forward", shares: own } : ruleOf(resource),
        };
    }

    private sharesOf(arn: string): readonly Share[] {
        return Object.entries(this.weightsOf(arn)).map(([group, weight]) => ({ group, weight }));
    }

    /** Those that are made, the lowest priority first. */
    private rulesOf(listener: string): readonly PlannedResource[] {
        return this.account
            .created(TYPE.listenerRule)
            .map(({ resource }) => resource)
            .filter((rule) => text(rule, "listenerArn") === listener)
            .sort((a, b) => priorityOf(a) - priorityOf(b));
    }
}

function priorityOf({ inputs }: PlannedResource): number {
    return Number(inputs["priority"] ?? 0);
}

function urlAt(port: number): string {
    return `http://127.0.0.1:${port}`;
}

/** What a listener does by default, as the plan has it. */
function ruleOf({ inputs, name }: PlannedResource): Rule {
    const [action = {}, ...more] = records(inputs["defaultActions"]);
    const type = String(action["type"]);
    if (more.length > 0) throw new NotRehearsed(`listener ${name} with several default actions`);
    if (type === "forward") return { kind: "forward", shares: sharesOf(action) };
    if (type === "redirect") {
        const { statusCode, ...to } = below(action, "redirect") as Readonly<Record<string, string>>;
        const same = { protocol: "#{protocol}", host: "#{host}", port: "#{port}", path: "/#{path}", query: "#{query}" };
        return { kind: "redirect", status: statusCode === "HTTP_302" ? 302 : 301, to: { ...same, ...to } };
    }
    if (type === "fixed-response") {
        const said = below(action, "fixedResponse") as Readonly<Record<string, string>>;
        const { statusCode = 200, contentType = "text/plain", messageBody: body = "" } = said;
        return { kind: "fixed", status: Number(statusCode), type: contentType, body };
    }
    throw new NotRehearsed(`listener ${name} with the default action ${type}`);
}

function sharesOf(action: Readonly<Record<string, unknown>>): readonly { group: string; weight: number }[] {
    const forward = records(below(action, "forward")["targetGroups"]);
    if (forward.length > 0)
        return forward.map(({ arn, weight }) => ({ group: String(arn), weight: Number(weight ?? 1) }));
    return [{ group: String(action["targetGroupArn"]), weight: 100 }];
}

// Load balancers as `up` makes them. What moves their traffic later is a fact of its own.

/** A listener leads where the plan says, until a deployment moves it. */
export function createListener(account: LocalAccount, { resource }: Planned): void {
    const arn = text(resource, "arn");
    const rule = ruleOf(resource);
    const traffic = account.part(Traffic);
    if (rule.kind !== "forward" || Object.keys(traffic.weightsOf(arn)).length > 0) return;
    traffic.shift(arn, Object.fromEntries(rule.shares.map(({ group, weight }) => [group, weight])));
}

export function createLoadBalancer(_: LocalAccount, { resource }: Planned): void {
    const type = text(resource, "loadBalancerType") || "application";
    if (type !== "application") throw new NotRehearsed(`load balancers of the type ${type}, as ${resource.name} is`);
}

/** A rule leads where the plan says, until a deployment moves it. */
export function createListenerRule(account: LocalAccount, { resource }: Planned): void {
    const { inputs, name } = resource;
    conditionsOf(resource);
    const [action = {}, ...more] = records(inputs["actions"]);
    if (more.length > 0 || action["type"] !== "forward")
        throw new NotRehearsed(`the rule ${name}, which does not only forward`);
    const arn = text(resource, "arn");
    const beside = account
        .created(TYPE.listenerRule)
        .find(
            ({ resource: other }) =>
                text(other, "arn") !== arn &&
                text(other, "listenerArn") === text(resource, "listenerArn") &&
                priorityOf(other) === priorityOf(resource),
        );
    if (beside)
        throw new Refused(
            "PriorityInUse",
            `Priority '${priorityOf(resource)}' is currently in use: ${name} and ${beside.resource.name}`,
        );
    const traffic = account.part(Traffic);
    if (Object.keys(traffic.weightsOf(arn)).length > 0) return;
    traffic.shift(arn, Object.fromEntries(sharesOf(action).map(({ group, weight }) => [group, weight])));
}
