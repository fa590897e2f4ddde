// SNS: takes what is published, and hands each message to whoever subscribed to its topic. What is left to deliver follows
// from the facts alone, so what a kill cut short is delivered by the next rehearsal, with the same message id.
import { randomUUID } from "node:crypto";

import { SNS, subscriptionRole, SUBSCRIPTIONS, UNDELIVERED, undeliveredQueue } from "../../iam/calls/sns";
import { readArn } from "../../plan/arn";
import { text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { askRows, Denied, NotRehearsed, Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { Backlog } from "../account/backlog";
import type { Fidelity } from "../engine/fidelity";
import type { Fact, Fold } from "../engine/journal";
import { sendTo } from "../services/queues";
import { fileOf, folderOf, keep } from "./files";
import { checkPublish, inShort, type Message, messageOf, plainEnvelope } from "./message";
import { protocols } from "./protocols";
import { Keys } from "./signature";
import { filteredOut, type Subscriber, subscribersIn } from "./subscribers";

/** Its fact: `message` by the topic. Who published hears no more of it. */
const publish: Service = ({ on, input }, account) => {
    const topic = account.created(TYPE.topic).find(({ resource }) => text(resource, "arn") === on);
    if (!topic) throw new Refused("NotFound", "Topic does not exist");
    checkPublish(input);
    const sns = account.part(Sns);
    const id = randomUUID();
    account.record({ kind: "message", about: on, data: { id, message: input ?? null } });
    sns.start();
    return { MessageId: id };
};

export const topicServices: ReadonlyMap<string, Service> = new Map([["sns:Publish", publish]]);

interface Waiting {
    readonly message: Message;
    readonly to: Subscriber;
    /** Why it is not sent at all. */
    readonly withheld?: string;
}

export const fidelity: Fidelity = {
    executed:
        "what each recipient gets, as a file; filter policies, raw messages, the handshake before a subscription, signatures that a server of ours verifies, what a redrive queue is left with",
    evaluated:
        "what a queue's, a function's and a key's policy allows, the roles of a subscription, a stream and a channel",
    stoodIn:
        "servers, phones, devices and channels; a function is given its event and does not run; a person confirms at once; TLS, by plain HTTP on this machine; each message comes once, and what fails is not tried again",
    notRehearsed: "FIFO topics, delivery policies, data protection policies",
    source: "https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html",
};

/**
 * SNS's memory: who confirmed, and which messages are on their way. Its facts, each about the subscription: `notification`
 * that arrived, `notification.undelivered`, and of what was not sent `notification.withheld` and `notification.filtered`.
 */
export class Sns implements Fold {
    private readonly all: readonly Subscriber[];
    private readonly made = new Set<string>();
    private readonly confirmed = new Set<string>();
    private readonly waiting: Backlog<Waiting>;

    constructor(private readonly account: LocalAccount) {
        this.all = subscribersIn(account.plans);
        this.waiting = new Backlog<Waiting>(account, { attempt: (waiting) => this.attempt(waiting) });
    }

    public apply(fact: Fact): void {
        const { kind, about, data } = fact;
        if (kind === "made") this.made.add(about);
        if (kind === "subscription.confirmed") this.confirmed.add(about);
        if (kind === "message") this.queue(messageOf(fact));
        if (kind.startsWith("notification")) this.waiting.ended(keyOf(Number(data["message"]), about));
    }

    public isConfirmed(subscription: string): boolean {
        return this.confirmed.has(subscription);
    }

    private queue(message: Message): void {
        for (const to of this.all) {
            const { resource } = to.planned;
            if (to.topic !== message.topic || (resource.external !== true && !this.made.has(resource.urn))) continue;
            const asks = protocols.get(to.protocol)?.ask !== undefined;
            const withheld = asks && !this.confirmed.has(to.arn) ? "nobody has confirmed the subscription" : undefined;
            this.waiting.add(keyOf(message.n, to.arn), { message, to, withheld });
        }
    }

    /** Until nothing is left to deliver, also of what an earlier rehearsal left behind. */
    public idle(): Promise<void> {
        return this.waiting.idle();
    }

    /** Who publishes never waits for whoever reads. */
    public start(): void {
        this.waiting.start();
    }

    private async attempt({ message, to, withheld }: Waiting): Promise<void> {
        const said = {
            message: message.n,
            to: to.protocol,
            endpoint: to.label,
            says: message.subject ?? inShort(message.textFor(to.protocol)),
        };
        const record = (kind: string, more: Readonly<Record<string, string>>) =>
            this.account.record({ kind, about: to.arn, data: { ...said, ...more } });
        try {
            if (withheld !== undefined) return void record("notification.withheld", { why: withheld });
            const why = filteredOut(message, to);
            if (why !== undefined) return void record("notification.filtered", { why });
            record("notification", await this.deliver(message, to));
        } catch (error) {
            if (!(error instanceof Denied || error instanceof NotRehearsed || error instanceof Refused)) throw error;
            const after =
                error instanceof NotRehearsed ? "" : `; ${await leaveUndelivered(message, to, error, this.account)}`;
            record("notification.undelivered", { why: `${error.message}${after}` });
        }
    }

    private async deliver(message: Message, to: Subscriber): Promise<{ file: string; stoodIn?: string }> {
        const { account } = this;
        const protocol = protocols.get(to.protocol);
        if (!protocol) throw new NotRehearsed(`subscriptions of the protocol ${to.protocol}`);
        askToDeliver(account, to);
        const file = await protocol.deliver({
            account,
            message,
            to,
            signer: () => account.part(Keys).signer(),
            keep: (extension, text) => keep(account, [folderOf(to), fileOf(message.n, extension)], text),
        });
        return { file, ...(protocol.stoodIn === undefined ? {} : { stoodIn: protocol.stoodIn }) };
    }
}

/** SNS asks as itself, on behalf of the topic, or under the subscription's role. */
function askToDeliver(account: LocalAccount, { planned, protocol, topic }: Subscriber): void {
    const rows = SUBSCRIPTIONS[protocol] ?? [];
    const at = { ...planned, plans: account.plans };
    const role = subscriptionRole(planned.resource);
    if (role === undefined) return askRows(account.gateway, { role: SNS, as: "SNS" }, rows, at, behalfOf(topic));
    askRows(account.gateway, account.assume(SNS, role, topic), rows, at);
}

function keyOf(message: number, subscription: string): string {
    return `${message} ${subscription}`;
}

/** Where the message lies now, or why not even there, to be said after what went wrong. */
async function leaveUndelivered(
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

/** For which topic SNS acts: https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html */
function behalfOf(topic: string): { readonly "aws:SourceArn": string; readonly "aws:SourceAccount": string } {
    return { "aws:SourceArn": topic, "aws:SourceAccount": readArn(topic).account };
}
