import { z } from "zod";

import type { RecipientKind } from "../seams";
import { confirmRequest, confirms, labelOf, subscribeUrl, withoutPassword } from "./url";

const settings = z.strictObject({
    url: z
        .string()
        .regex(/^https:\/\/[^\s/?#]+\.[^\s/?#]+([/?][^\s#]*)?$/)
        .meta({
            description: "Address that SNS posts to. It needs a certificate that the public trusts.",
            allowed: "a public address such as https://hooks.example.com/pipelines",
            examples: ["https://hooks.example.com/pipelines"],
        }),
    confirms,
});

/** A web address that gets AWS's event in SNS's signed envelope. */
export const https: RecipientKind<"https", typeof settings> = {
    to: "https",
    form: "events",
    settings,
    rules: withoutPassword,
    label: labelOf,
    make({ subscription }, settings, topic, _from, opts) {
        subscribeUrl(subscription, "https", settings, topic, opts);
    },
    nextSteps: confirmRequest,
};
