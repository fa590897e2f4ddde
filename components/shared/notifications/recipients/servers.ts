// Web addresses: a server has to confirm before it is sent anything.
import { createHash } from "node:crypto";

import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Refusal } from "../../../setting-rules";
import type { RecipientKind } from "../seams";
import { subscribe, type Topic } from "../topic";

interface Settings {
    readonly url: string;
    readonly confirms: boolean;
}

const confirms = z.boolean().default(false).meta({
    description:
        "The server answers SNS's subscription confirmation by itself, so `pulumi up` waits for that. Without it, a person does.",
});

/** The host, and enough of the rest to tell two addresses of one host apart. */
function labelOf({ url }: Settings): string {
    return `${partsOf(url).host}-${createHash("sha256").update(url).digest("hex").slice(0, 6)}`;
}

/** Never fails, also on what no parser of addresses would take. */
function partsOf(url: string): { readonly user?: string; readonly host: string } {
    const [, user, host = ""] = url.match(/^https?:\/\/(?:([^/?#]*)@)?([^/?#:]*)/) ?? [];
    return { ...(user === undefined ? {} : { user }), host };
}

/** A password in an address would stand in the state, in plain text. */
function withoutPassword({ url }: Settings): readonly Refusal[] {
    if (partsOf(url).user === undefined) return [];
    return [
        {
            at: ["url"],
            is: "holds a user's name or password",
            allowed:
                "an address without one: it would stand in plain text in the state. SNS signs each message instead",
            instead: url.replace(/\/\/[^/?]*@/, "//"),
        },
    ];
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html */
function subscribeUrl(
    name: string,
    protocol: "http" | "https",
    { url, confirms }: Settings,
    topic: Topic,
    opts: pulumi.CustomResourceOptions,
): void {
    subscribe(name, topic, { protocol, endpoint: url, endpointAutoConfirms: confirms }, opts);
}

function confirmRequest({ url, confirms }: Settings): readonly string[] {
    return confirms
        ? []
        : [`confirm the subscription of ${url}: visit the SubscribeURL in what AWS posts to it, within two days`];
}

const httpsSettings = z.strictObject({
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
export const https: RecipientKind<"https", typeof httpsSettings> = {
    to: "https",
    form: "events",
    settings: httpsSettings,
    rules: withoutPassword,
    label: labelOf,
    make({ subscription }, settings, topic, _from, opts) {
        subscribeUrl(subscription, "https", settings, topic, opts);
    },
    nextSteps: confirmRequest,
};

const httpSettings = z.strictObject({
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
export const http: RecipientKind<"http", typeof httpSettings> = {
    to: "http",
    form: "events",
    settings: httpSettings,
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
