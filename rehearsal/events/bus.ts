// EventBridge: buses, the rules on them, and what a matching rule sets going. What an event calls for follows from the
// facts alone, so whatever was not delivered when a rehearsal ended is delivered by the next one.
import { randomUUID } from "node:crypto";

import type { JsonObject } from "../../plan/document";
import { arnIn } from "../../plan/arn";
import type { Planned } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Backlog } from "../account/backlog";
import { Denied, NotRehearsed, Refused } from "../account/gateway";
import type { Fact, Fold } from "../engine/journal";
import type { Fidelity } from "../engine/fidelity";
import { deadLetter } from "./dead-letters";
import { deliver, type Delivery } from "./delivery";
import { RulesOf, type Silence } from "./rules";

/** An event as its source raises it; EventBridge adds version, id and time. */
export interface AwsEvent extends JsonObject {
    readonly source: string;
    readonly "detail-type": string;
    readonly account: string;
    readonly region: string;
    readonly resources: readonly string[];
    readonly detail: JsonObject;
}

/** An event that no rule took, and why each of them let it pass. */
interface Unheard {
    readonly fact: Fact;
    readonly why: readonly Silence[];
}

export const fidelity: Fidelity = {
    executed:
        "event patterns, input transformers, the order of cause and effect, what a dead-letter queue is left with",
    evaluated: "what a rule's role, a topic's, a queue's, a log group's or a bus's policy allows",
    stoodIn: "delivery: once, at once and in order; AWS retries for a day, may deliver twice and promises no order",
    notRehearsed:
        "of an action's events: its artifacts and its execution result; of a task of ECS all but the end of one that runs once",
    source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html",
};

/**
 * Event buses and the rules on them. Its facts: `event` and `unmatched` by the bus, `matched`, `delivered` and `undelivered`
 * by the rule.
 */
export class Bus implements Fold {
    private readonly rules: RulesOf;
    private readonly waiting: Backlog<Delivery>;
    private readonly unheard = new Map<number, Unheard>();

    constructor(private readonly account: LocalAccount) {
        this.rules = new RulesOf(account.plans);
        this.waiting = new Backlog<Delivery>(account, {
            attempt: (delivery) => this.attempt(delivery),
            first: () => this.unheard.forEach((unheard) => this.explain(unheard)),
        });
    }

    public apply(fact: Fact): void {
        this.rules.apply(fact);
        if (fact.kind === "event") {
            const heard = this.rules.heard(fact);
            for (const delivery of heard) this.waiting.add(keyOf(fact.n, delivery.target), delivery);
            if (heard.length === 0) this.unheard.set(fact.n, { fact, why: this.rules.silent(fact) });
        }
        if (fact.kind === "unmatched") this.unheard.delete(Number(fact.data["event"]));
        if (fact.kind === "delivered" || fact.kind === "undelivered")
            this.waiting.ended(`${String(fact.data["event"])} ${String(fact.data["target"])}`);
    }

    /**
     * @param bus its name, in the account of the event, or its ARN
     * @returns the event's id
     */
    public put(event: AwsEvent, bus = "default"): string {
        const about = bus.startsWith("arn:") ? bus : arnIn(event, "events", `event-bus/${bus}`);
        const time = new Date().toISOString().replace(/\.\d+/, "");
        const id = randomUUID();
        this.account.record({ kind: "event", about, data: { version: "0", ...event, id, time } });
        this.waiting.start();
        return id;
    }

    /** Until nothing is left to deliver, also of what an earlier rehearsal left behind. */
    public idle(): Promise<void> {
        return this.waiting.idle();
    }

    private explain({ fact, why }: Unheard): void {
        this.account.record({ kind: "unmatched", about: fact.about, data: { event: fact.n, why } });
    }

    private async attempt(delivery: Delivery): Promise<void> {
        const { fact, rule, target } = delivery;
        const said = { about: rule.arn, data: { event: fact.n, target: target.resource.urn } };
        this.account.record({ kind: "matched", ...said });
        try {
            await deliver(delivery, this.account, this);
            this.account.record({ kind: "delivered", ...said });
        } catch (error) {
            if (!(error instanceof Denied || error instanceof NotRehearsed || error instanceof Refused)) throw error;
            const after = error instanceof NotRehearsed ? undefined : await deadLetter(delivery, error, this.account);
            const why = after === undefined ? error.message : `${error.message}; ${after}`;
            this.account.record({ kind: "undelivered", ...said, data: { ...said.data, why } });
        }
    }
}

function keyOf(event: number, { resource }: Planned): string {
    return `${event} ${resource.urn}`;
}
