import { z } from "zod";

import type { RecipientKind } from "../seams";
import { subscribe } from "../topic";
import { confirmMail } from "./email";

const settings = z.strictObject({
    address: z.email().meta({
        description: "Address that gets the mail; a program reads it.",
        allowed: "a mail address",
        examples: ["events@example.com"],
    }),
});

/** A mail that a program reads: AWS's event in SNS's envelope. */
export const emailJson: RecipientKind<"email-json", typeof settings> = {
    to: "email-json",
    form: "events",
    settings,
    label: ({ address }) => address,
    make({ subscription }, { address }, topic, _from, opts) {
        subscribe(subscription, topic, { protocol: "email-json", endpoint: address }, opts);
    },
    nextSteps: ({ address }, topics) => [confirmMail(address, topics)],
};
