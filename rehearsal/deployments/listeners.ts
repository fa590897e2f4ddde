// Load balancers as `up` makes them. What moves their traffic later is a fact of its own.
import { text, type Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { NotRehearsed } from "../account/gateway";
import { ruleOf, Traffic } from "./traffic";

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

export function createListenerRule(_: LocalAccount, { resource }: Planned): void {
    throw new NotRehearsed(`rules of a listener, as ${resource.name} is; its default actions are rehearsed`);
}
