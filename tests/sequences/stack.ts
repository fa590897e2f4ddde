// Pulumi, as far as one writer per thing depends on it: what changed since the last `up`, what it leaves alone, what it
// learns by a refresh. In an order as unlucky as the dependencies allow; what AWS does then is the rehearsal's.
import { createHash } from "node:crypto";

import { inOrder } from "../../plan/creation-order";
import type { JsonObject } from "../../plan/document";
import { records, text, type Plan, type PlannedResource } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../../rehearsal/account/local-account";
import { Executions } from "../../rehearsal/services/executions";
import { Objects } from "../../rehearsal/services/objects";
import { CREATION_STEPS, make } from "../../rehearsal/up/up";
import { groupOf, LEADS_BY, ledTo, type BlueGreenService } from "./service";

type Inputs = Record<string, unknown>;
/** What ECS refuses to change on a service that CodeDeploy moves, and what begins a deployment beside ship's on another. */
const REFUSED = ["taskDefinition", "loadBalancers", "networkConfiguration", "platformVersion"];
/** What the rehearsal does not hear of when it changes: no story changes it. */
const UNHEARD: readonly string[] = [TYPE.eventRule, TYPE.eventTarget];
/** Load balancers, services and images are the story's own. */
const STEPS = new Map([...CREATION_STEPS].filter(([type]) => type === TYPE.bucketObject || type === TYPE.pipeline));

const NONE = "no tags";

export class Stack {
    private readonly state = new Map<string, Inputs>();
    /** Tags by its provider's default ones, of each object: `ignoreChanges` does not reach them. */
    private readonly tags = new Map<string, string>();
    private readonly resources: ReadonlyMap<string, PlannedResource>;

    /** @param plan what the account has by now: each `up` writes into it what AWS is asked for */
    constructor(
        private readonly account: LocalAccount,
        private readonly plan: Plan,
        private readonly service: BlueGreenService,
        private readonly still: () => Promise<void>,
    ) {
        this.resources = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    }

    /** `pulumi up`. */
    public async up(plan: Plan): Promise<void> {
        for (const wanted of orderOf(plan, this.state.size === 0 ? "first" : "later")) {
            const known = this.state.get(wanted.urn);
            const inputs = withIgnored(wanted, known);
            const changed = Object.keys({ ...known, ...inputs }).filter(
                (key) => JSON.stringify(known?.[key]) !== JSON.stringify(inputs[key]),
            );
            this.tag(plan, wanted);
            if (known && changed.length === 0) continue;
            this.state.set(wanted.urn, inputs);
            const resource = this.resources.get(wanted.urn);
            if (!resource) throw new Error(`${wanted.name} is not in the plan that the account was opened with`);
            put(resource, wanted, inputs as JsonObject);
            if (known) await this.update(resource, changed);
            else await this.create(resource);
            await this.still();
        }
    }

    /** `pulumi refresh`: what AWS moved stands in the state, as if the program had asked for it. */
    public refresh(): void {
        const { leadsTo, history, group, tasks: desiredCount } = this.service;
        for (const { urn, type } of this.service.listeners()) this.moved(urn, LEADS_BY[type] ?? "", leadsTo.get(urn));
        for (const { urn, type, inputs } of this.resources.values())
            if (type === TYPE.bucketObject && this.isRewritten(inputs)) this.tags.set(urn, NONE);
        if (history.length === 0) return;
        for (const { urn, type } of this.resources.values()) {
            if (type !== TYPE.service) continue;
            this.moved(urn, "loadBalancers", group);
            const taskDefinition = `of deployment ${history.length}`;
            this.state.set(urn, { ...this.state.get(urn), taskDefinition, desiredCount });
        }
    }

    private tag(plan: Plan, { urn, type, name, options }: PlannedResource): void {
        if (type !== TYPE.bucketObject) return;
        const provider = plan.resources.find((each) => each.urn === options.provider);
        const wanted = String(provider?.inputs["defaultTags"] ?? NONE);
        const found = this.tags.get(urn) ?? wanted;
        if (found !== wanted) throw new Error(`\`up\` changes ${name} again: the version that a job wrote has no tags`);
        this.tags.set(urn, wanted);
    }

    /** Jobs write without tags. */
    private isRewritten({ bucket, key, contentBase64 }: JsonObject): boolean {
        const seed = createHash("md5").update(Buffer.from(String(contentBase64 ?? ""), "base64"));
        const newest = this.account.part(Objects).find(String(bucket), String(key));
        return contentBase64 !== undefined && newest !== undefined && newest.etag !== seed.digest("hex");
    }

    private async create(resource: PlannedResource): Promise<void> {
        const { type, urn, inputs } = resource;
        if (LEADS_BY[type] !== undefined) this.service.leadsTo.set(urn, groupOf(inputs) ?? "");
        if (type === TYPE.service) {
            this.service.group = groupOf(inputs) ?? "";
            this.service.tasks = Number(inputs["desiredCount"]);
        }
        await make(this.account, { plan: this.plan, resource }, {}, STEPS);
    }

    private async update(resource: PlannedResource, changed: readonly string[]): Promise<void> {
        const { type, name, urn, inputs } = resource;
        if (UNHEARD.includes(type)) throw new Error(`the rehearsal does not hear that ${name} was changed`);
        if (changed.includes(LEADS_BY[type] ?? "")) this.service.leadsTo.set(urn, groupOf(inputs) ?? "");
        const refused = changed.filter((key) => REFUSED.includes(key));
        if (type === TYPE.service && refused.length > 0)
            throw new Error(`${refused.join(", ")} of a service: \`up\` undoes a release, or ECS refuses it`);
        if (type === TYPE.service && changed.includes("desiredCount"))
            this.service.tasks = Number(inputs["desiredCount"]);
        if (type === TYPE.pipeline) this.account.part(Executions).update(text(resource, "arn"));
        if (type === TYPE.bucketObject && changed.some((key) => key.startsWith("content")))
            await STEPS.get(type)?.before?.(this.account, { plan: this.plan, resource }, {});
    }

    private moved(urn: string, property: string, group: string | undefined): void {
        const inputs = this.state.get(urn);
        const first = records(inputs?.[property])[0];
        if (first && group) this.state.set(urn, { ...inputs, [property]: [ledTo(first, group)] });
    }
}

/** What the program asks for, except where it says that others write. */
function withIgnored({ inputs, options: { ignoreChanges = [] } }: PlannedResource, known: Inputs | undefined): Inputs {
    if (!known) return { ...inputs };
    if (ignoreChanges.includes("*")) return known;
    const wanted: Inputs = { ...inputs };
    for (const key of ignoreChanges) {
        if (known[key] === undefined) delete wanted[key];
        else wanted[key] = known[key];
    }
    return wanted;
}

function put(resource: PlannedResource, { outputs }: PlannedResource, inputs: JsonObject): void {
    Object.assign(resource, { inputs, outputs: { ...outputs, ...inputs } });
}

/** Of a later `up`: new settings are heard of before a change of the pipeline cancels its runs. */
function updatesFirst({ type }: PlannedResource): number {
    return type === TYPE.bucketObject ? 0 : type === TYPE.pipeline ? 2 : 1;
}

const orders = { first: new WeakMap<Plan, Order>(), later: new WeakMap<Plan, Order>() };
type Order = readonly PlannedResource[];

/** Orders are kept: a story is played many times. */
function orderOf(plan: Plan, which: keyof typeof orders): Order {
    const order = orders[which].get(plan) ?? (which === "first" ? inOrder(plan) : inOrder(plan, updatesFirst));
    orders[which].set(plan, order);
    return order;
}
