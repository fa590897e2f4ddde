import { z } from "zod";

import type { RecipientKind } from "../seams";
import { subscribe } from "../topic";
import { isHere } from "./here";

const settings = z.strictObject({
    endpointArn: z
        .string()
        .regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:endpoint\/[A-Z_]+\/[\w.-]+\/[\w-]+$/)
        .meta({
            description: "One device: the endpoint that your app registered at a platform application.",
            allowed: "the ARN of a platform endpoint, …:endpoint/GCM/<app>/<id>, and not of its application (…:app/…)",
            examples: [
                "arn:aws:sns:eu-west-1:111122223333:endpoint/GCM/pipelines/00000000-0000-0000-0000-000000000000",
            ],
        }),
});

/** A push message to one device. Devices come and go with their apps, so their endpoints are not made here. */
export const application: RecipientKind<"application", typeof settings> = {
    to: "application",
    form: "text",
    settings,
    rules: ({ endpointArn }, about) => isHere("endpointArn", endpointArn, about),
    label: ({ endpointArn }) => endpointArn.split("/").slice(-2).join("-"),
    make({ subscription }, { endpointArn }, topic, _from, opts) {
        subscribe(subscription, topic, { protocol: "application", endpoint: endpointArn }, opts);
    },
    nextSteps: () => [],
};
