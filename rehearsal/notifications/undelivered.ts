// What a subscriber did not take: into the queue of its redrive policy, where there is one.
// https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
import { SNS, UNDELIVERED, undeliveredQueue } from "../../iam/calls/sns";
import type { LocalAccount } from "../account/local-account";
import { askRows, Denied, Refused } from "../account/gateway";
import { sendTo } from "../services/queues";
import { plainEnvelope } from "./envelope";
import type { Message } from "./message";
import { behalfOf } from "./behalf";
import type { Subscriber } from "./subscribers";

/** Where the message lies now, or why not even there, to be said after what went wrong. */
export async function leaveUndelivered(
    message: Message,
    to: Subscriber,
    why: Denied | Refused,
    account: LocalAccount,
): Promise<string> {
    const [queue] = undeliveredQueue(to.planned.resource);
    if (queue === undefined) return "it is lost: the subscription has no queue for what it does not take";
    const name = queue.split(":").at(-1) ?? queue;
    const code = why instanceof Refused ? why.code : "AccessDenied";
    try {
        askRows(
            account.gateway,
            { role: SNS, as: "SNS" },
            UNDELIVERED,
            { ...to.planned, plans: account.plans },
            behalfOf(to.topic),
        );
        const body = to.raw ? message.textFor(to.protocol) : JSON.stringify(plainEnvelope(message, to));
        sendTo(account, queue, {
            body,
            attributes: { RequestID: message.id, ErrorCode: code, ErrorMessage: why.message },
        });
        return `it lies in the queue ${name}`;
    } catch (error) {
        if (!(error instanceof Denied || error instanceof Refused)) throw error;
        return `it is lost: the queue ${name} did not take it: ${error.message}`;
    }
}
