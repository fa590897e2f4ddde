// Which requests a listener's rule takes, and an address here whose requests it does take.
import type { IncomingMessage } from "node:http";

import { below, type PlannedResource, records, texts } from "../../../plan/plans";
import { wildcard } from "../../../text/wildcard";
import { NotRehearsed } from "../../account/gateway";
import type { Conditions } from "./routing-table";

/** What of a request a rule may ask for. */
export interface Asked {
    readonly host: string;
    readonly path: string;
}

/** Every name below it leads to this machine, in browsers too: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const HERE = ".localhost";

/** The host that a request is meant for: here, it may have come by a name that leads to this machine. */
export function hostOf({ headers: { host = "" } }: Pick<IncomingMessage, "headers">): string {
    const name = host.toLowerCase().replace(/:\d+$/, "");
    return name.endsWith(HERE) ? name.slice(0, -HERE.length) : name;
}

export function askedBy(request: Pick<IncomingMessage, "headers" | "url">): Asked {
    const [path = "/"] = (request.url ?? "/").split("?", 1);
    return { host: hostOf(request), path };
}

/** Hosts in any case, paths in their own: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
export function takerOf({ hosts, paths }: Conditions): (asked: Asked) => boolean {
    const [named, asked] = [hosts.map((each) => each.toLowerCase()), paths].map((patterns) =>
        patterns.map((pattern) => wildcard(pattern, "?")),
    );
    const one = (patterns: readonly RegExp[] = [], text: string) =>
        patterns.length === 0 || patterns.some((pattern) => pattern.test(text));
    return ({ host, path }) => one(named, host) && one(asked, path);
}

const KNOWN = ["hostHeader", "pathPattern"] as const;

/** What a rule of a plan asks for. What it asks besides is refused by name. */
export function conditionsOf({ inputs, name }: PlannedResource): Conditions {
    const conditions = records(inputs["conditions"]);
    const strange = conditions.flatMap((condition) => Object.keys(condition)).find((key) => !isKnown(key));
    if (strange !== undefined) throw new NotRehearsed(`the rule ${name}, which asks for ${strange}`);
    const [hosts, paths] = KNOWN.map((kind) => conditions.flatMap((each) => texts(below(each, kind)["values"])));
    const everyPath = paths?.some((path) => path === "*" || path === "/*");
    return { hosts: hosts ?? [], paths: everyPath ? [] : (paths ?? []) };
}

export function takesEverything({ hosts, paths }: Conditions): boolean {
    return hosts.length === 0 && paths.length === 0;
}

const isKnown = (key: string): boolean => KNOWN.some((known) => known === key);

/** Where a rule is reached that listens here at this port: with a host and a path that it takes. */
export function urlTaken({ hosts: [host], paths: [path = ""] }: Conditions, port: number): string {
    const name = host === undefined ? "127.0.0.1" : `${sampled(host).toLowerCase()}${HERE}`;
    return `http://${name}:${port}${sampled(path)}`;
}

/** Nothing for a star, unless it has to name something. */
function sampled(pattern: string): string {
    return pattern.replace(/^\*\./, "www.").replaceAll("*", "").replaceAll("?", "x");
}
