// Where an event goes that its target did not take: into the queue of the target, where there is one.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
import { DEAD_LETTERS, deadLetterQueue, EVENTS } from "../../iam/calls/events";
import { text } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import { Denied, Refused } from "../account/gateway";
import type { Delivery } from "./delivery";

/** Where the event lies now, or why not even there, to be said after what went wrong; nothing where there is no queue. */
export async function deadLetter(
    { fact, rule, target }: Delivery,
    why: Denied | Refused,
    account: LocalAccount,
): Promise<string | undefined> {
    const [queue] = deadLetterQueue(target.resource);
    if (queue === undefined) return undefined;
    const name = queue.split(":").at(-1) ?? queue;
    const by = { role: EVENTS, as: "EventBridge" };
    const at = { plans: account.plans, plan: target.plan, rule: rule.resource, target: target.resource };
    const behalf = { "aws:SourceArn": rule.arn, "aws:SourceAccount": rule.plan.account };
    const input = {
        body: fact.data,
        attributes: { RULE_ARN: rule.arn, TARGET_ARN: text(target.resource, "arn"), ERROR_MESSAGE: why.message },
    };
    try {
        // The key before the message: what may not be encrypted is not taken.
        for (const { action, on, context } of [...DEAD_LETTERS].reverse()) {
            for (const resource of on(at)) {
                const call = { by, action, on: resource, context: { ...behalf, ...context?.(at, resource) } };
                if (action === "sqs:SendMessage") await account.gateway.call({ ...call, input });
                else account.gateway.ask(call);
            }
        }
        return `it lies in the dead-letter queue ${name}`;
    } catch (error) {
        if (!(error instanceof Denied || error instanceof Refused)) throw error;
        return `it is lost: the dead-letter queue ${name} did not take it: ${error.message}`;
    }
}
