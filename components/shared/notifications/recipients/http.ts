import { z } from "zod";

import type { RecipientKind } from "../seams";
import { confirmRequest, confirms, labelOf, subscribeUrl, withoutPassword } from "./url";

const settings = z.strictObject({
    url: z
        .string()
        .regex(/^http:\/\/[^\s/?#]+\.[^\s/?#]+([/?][^\s#]*)?$/)
        .meta({
            description: "Address that SNS posts to, for all on the way to read.",
            allowed: "a public address such as http://hooks.example.com/pipelines",
            examples: ["http://hooks.example.com/pipelines"],
        }),
    confirms,
});

/** The same in plain text: who is on the way reads the events, and the signature alone says that they were not changed. */
export const http: RecipientKind<"http", typeof settings> = {
    to: "http",
    form: "events",
    settings,
    rules: (settings, about) =>
        about.loosen.includes("plain-http")
            ? withoutPassword(settings)
            : [
                  {
                      at: ["url"],
                      is: "is plain HTTP",
                      allowed: "https, or plain-http in loosen: who is on the way reads what is sent",
                      fix: "take recipient https and an address that begins with https://",
                  },
              ],
    label: labelOf,
    make({ subscription }, settings, topic, _from, opts) {
        subscribeUrl(subscription, "http", settings, topic, opts);
    },
    nextSteps: confirmRequest,
};
