// What SNS does when a subscription is made: where somebody has to agree first, it asks.
// https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html
import { randomBytes, randomUUID } from "node:crypto";

import { Denied, NotRehearsed, Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { CHAT } from "../../iam/calls/sns";
import { type Planned, text } from "../../plan/plans";
import { endpointOf } from "./message";
import { folderOf, keep } from "./files";
import { Keys } from "./signature";
import { Sns } from "./sns";
import { protocols } from "./protocols";
import { SnsEndpoint } from "./sns-endpoint";
import { type Subscriber, subscriberOf } from "./subscribers";

/** The owner of the endpoint is asked and confirms, a server by itself or a person. */
export async function subscribe(account: LocalAccount, planned: Planned): Promise<void> {
    const to = subscriberOf(planned, account.plans);
    if (account.part(Sns).isConfirmed(to.arn)) return;
    const url = await askOwner(account, to);
    if (url === undefined || account.part(Sns).isConfirmed(to.arn)) return;
    // The provider waits a minute for who said that it confirms.
    if (planned.resource.inputs["endpointAutoConfirms"] === true)
        throw new Refused(
            "NotConfirmed",
            `${to.endpoint} did not confirm the subscription, and was said to (confirms: true)`,
        );
    await account.part(SnsEndpoint).visit(url);
}

/** The chat service subscribes by itself. A role that it may not take on shows when somebody gives an order, so it is asked for now. */
export function joinChannel(account: LocalAccount, { resource }: Planned): void {
    try {
        account.assume(CHAT, text(resource, "iamRoleArn"), text(resource, "chatConfigurationArn"));
    } catch (error) {
        // A fact already, and none that keeps a message back.
        if (!(error instanceof Denied)) throw error;
    }
}

/** Sends the question; answers what to visit, or nothing where nobody is asked. */
export async function askOwner(account: LocalAccount, to: Subscriber): Promise<string | undefined> {
    const protocol = protocols.get(to.protocol);
    if (!protocol) throw new NotRehearsed(`subscriptions of the protocol ${to.protocol}`);
    if (!protocol.ask) return undefined;
    const token = randomBytes(96).toString("hex");
    const url = `${endpointOf(to.topic)}/?Action=ConfirmSubscription&TopicArn=${to.topic}&Token=${token}`;
    const data = {
        token,
        to: to.protocol,
        endpoint: to.label,
        person: to.planned.resource.inputs["endpointAutoConfirms"] !== true,
    };
    account.record({ kind: "subscription.asked", about: to.arn, data });
    await protocol.ask({
        account,
        to,
        id: randomUUID(),
        timestamp: new Date().toISOString(),
        token,
        url,
        signer: () => account.part(Keys).signer(),
        keep: (extension, text) => keep(account, [folderOf(to), `confirm-${nameOf(to.topic)}.${extension}`], text),
    });
    return url;
}

/** The name of a topic is of letters, digits, `-` and `_`; of another text nothing else is left. */
function nameOf(topic: string): string {
    return (topic.split(":").at(-1) ?? "").replace(/[^\w-]/g, "-");
}
