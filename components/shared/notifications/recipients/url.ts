// What http and https share: a server that has to confirm before it is sent anything.
import { createHash } from "node:crypto";

import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { Refusal } from "../../../setting-rules";
import { subscribe, type Topic } from "../topic";

interface Settings {
    readonly url: string;
    readonly confirms: boolean;
}

export const confirms = z.boolean().default(false).meta({
    description:
        "The server answers SNS's subscription confirmation by itself, so `pulumi up` waits for that. Without it, a person does.",
});

/** The host, and enough of the rest to tell two addresses of one host apart. */
export function labelOf({ url }: Settings): string {
    return `${partsOf(url).host}-${createHash("sha256").update(url).digest("hex").slice(0, 6)}`;
}

/** Never fails, also on what no parser of addresses would take. */
function partsOf(url: string): { readonly user?: string; readonly host: string } {
    const [, user, host = ""] = url.match(/^https?:\/\/(?:([^/?#]*)@)?([^/?#:]*)/) ?? [];
    return { ...(user === undefined ? {} : { user }), host };
}

/** A password in an address would stand in the state, in plain text. */
export function withoutPassword({ url }: Settings): readonly Refusal[] {
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
export function subscribeUrl(
    name: string,
    protocol: "http" | "https",
    { url, confirms }: Settings,
    topic: Topic,
    opts: pulumi.CustomResourceOptions,
): void {
    subscribe(name, topic, { protocol, endpoint: url, endpointAutoConfirms: confirms }, opts);
}

export function confirmRequest({ url, confirms }: Settings): readonly string[] {
    return confirms
        ? []
        : [`confirm the subscription of ${url}: visit the SubscribeURL in what AWS posts to it, within two days`];
}
