// `curl` of a check that asks a line's load balancer, which has a name that leads nowhere from here; all else is this
// machine's own curl. https://curl.se/docs/manpage.html
import { get } from "node:http";
import { parseArgs } from "node:util";

import { text as textOf } from "../../../plan/plans";
import { TYPE } from "../../../plan/tokens";
import type { LocalAccount } from "../../account/local-account";
import { Traffic } from "../../deployments/balancing/traffic";
import type { CommandRequest, CommandResponse } from "../command-server";
import type { JobSite } from "./types";

/** How a script says that it asks what is deployed. */
export const ASKS = "--user-agent fairlead-check";

/** Of this machine, not of AWS's clock: what is asked runs here. */
const PATIENCE_MS = 10_000;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const OPTIONS = {
    ...{ silent: flag, "show-error": flag, "user-agent": text, "max-time": text, "max-filesize": text },
    ...{ "connect-to": text, output: text, "write-out": text },
};

export async function curl({ argv }: CommandRequest, { account, files }: JobSite): Promise<CommandResponse> {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    const [asked = ""] = positionals;
    if (values.output === undefined || values["write-out"] !== "%{http_code}" || !URL.canParse(asked))
        return {
            code: 2,
            err: "not rehearsed: curl but of one address, with --output and --write-out '%{http_code}'\n",
        };
    const url = new URL(asked);
    const [, , balancer = url.hostname] = values["connect-to"]?.split(":") ?? [];
    try {
        const found = await askBalancer(account, url, balancer);
        if (!found) return { code: 6, out: "000", err: `curl: (6) Could not resolve host: ${balancer}\n` };
        const { status, body } = found;
        await files.write(values.output, body);
        return { code: 0, out: String(status) };
    } catch (error) {
        return {
            code: 7,
            out: "000",
            err: `curl: (7) Failed to connect to ${balancer}: ${(error as Error).message}\n`,
        };
    }
}

interface Answered {
    readonly status: number;
    readonly body: Buffer;
}

/** What a load balancer of the plans answers to this; nothing where none has the name. */
export async function askBalancer(
    account: LocalAccount,
    url: URL,
    balancer = url.hostname,
): Promise<Answered | undefined> {
    const address = addressOf(account, balancer, portOf(url));
    return address === undefined ? undefined : ask(new URL(`${url.pathname}${url.search}`, address), url.host);
}

/** Where the listener on this port of the load balancer of this name is heard here: without TLS, whatever it speaks at AWS. */
function addressOf(account: LocalAccount, name: string, port: number): string | undefined {
    const balancer = account.created(TYPE.loadBalancer).find(({ resource }) => textOf(resource, "dnsName") === name);
    const listener = account
        .created(TYPE.listener)
        .find(
            ({ resource: { inputs } }) =>
                inputs["port"] === port && balancer && inputs["loadBalancerArn"] === textOf(balancer.resource, "arn"),
        );
    return listener && account.part(Traffic).urlOf(textOf(listener.resource, "arn"));
}

function portOf({ port, protocol }: URL): number {
    return Number(port || (protocol === "https:" ? 443 : 80));
}

function ask(url: URL, host: string): Promise<Answered> {
    return new Promise((resolve, reject) => {
        const question = get(url, { headers: { host, "user-agent": "fairlead-check" } }, (answer) => {
            const chunks: Buffer[] = [];
            answer.on("data", (chunk: Buffer) => chunks.push(chunk));
            answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
            answer.on("error", reject);
        });
        question.setTimeout(PATIENCE_MS, () => question.destroy(new Error("it does not answer in ten seconds")));
        question.on("error", reject);
    });
}
