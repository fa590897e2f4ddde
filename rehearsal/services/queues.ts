// SQS, as far as what was not delivered and what a topic sends ends there: what lies in a queue is a fact, and what is taken
// out of it another one.
import type { JsonObject } from "../../plan/document";
import { type Plans, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Fact, Fold } from "../engine/journal";

/** How many messages lie in each queue, by its name. Its facts, by the ARN: `queue.message` and `queue.taken`. */
export class Queues implements Fold {
    private readonly counts = new Map<string, number>();

    public apply({ kind, about }: Fact): void {
        const by = kind === "queue.message" ? 1 : kind === "queue.taken" ? -1 : 0;
        if (by === 0) return;
        const name = about.split(":").at(-1) ?? "";
        this.counts.set(name, this.visibleIn(name) + by);
    }

    public visibleIn(name: string): number {
        return this.counts.get(name) ?? 0;
    }
}

/** By its name. */
export const hasQueue = (plans: Plans, name: string): boolean =>
    plans.find(TYPE.queue, (queue) => text(queue, "name") === name) !== undefined;

/** Once it is allowed: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendTo(account: LocalAccount, arn: string, message: JsonObject): Fact {
    const queue = account.created(TYPE.queue).find(({ resource }) => text(resource, "arn") === arn);
    if (!queue) throw new Refused("QueueDoesNotExist", "The specified queue does not exist.");
    return account.record({ kind: "queue.message", about: arn, data: message });
}

const send: Service = ({ on, input }, account) => ({ MessageId: String(sendTo(account, on, input as JsonObject).n) });

export const queueServices: ReadonlyMap<string, Service> = new Map([["sqs:SendMessage", send]]);
