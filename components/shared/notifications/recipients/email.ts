import { z } from "zod";

import type { RecipientKind } from "../seams";
import { subscribe } from "../topic";

const settings = z.strictObject({
    address: z.email().meta({
        description: "Address that gets the mail.",
        allowed: "a mail address",
        examples: ["team@example.com"],
    }),
});

/** A person's mail, in words. */
export const email: RecipientKind<"email", typeof settings> = {
    to: "email",
    form: "text",
    settings,
    label: ({ address }) => address,
    make({ subscription }, { address }, topic, _from, opts) {
        subscribe(subscription, topic, { protocol: "email", endpoint: address }, opts);
    },
    nextSteps: ({ address }, topics) => [confirmMail(address, topics)],
};

/** AWS sends nothing to an address before its owner has said so. */
export function confirmMail(address: string, topics: number): string {
    return topics > 1
        ? `confirm both subscriptions that AWS mails to ${address}: what failed, and what asks for an approval`
        : `confirm the subscription that AWS mails to ${address}`;
}
