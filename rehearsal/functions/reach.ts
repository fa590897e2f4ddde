// What a function fetches: addresses that are known here, and no other.
import type { Json, JsonObject } from "../../plan/document";
import { isRecord, parsed } from "../../plan/plans";
import type { LocalAccount } from "../account/local-account";
import type { CommandResponse } from "../jobs/command-server";
import { askBalancer } from "../jobs/commands/curl";
import { githubApi } from "../services/github-runners";
import { callerIdentity } from "./caller-identity";

interface Asked {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

export async function reach(account: LocalAccount, asked: string): Promise<CommandResponse> {
    const { url: address, method, headers, body } = JSON.parse(asked) as Asked;
    const url = new URL(address);
    const answer = (status: number, text: string): CommandResponse => ({
        code: 0,
        out: JSON.stringify({ status, text } satisfies Json),
    });
    if (/^sts\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(url.hostname)) {
        const found = callerIdentity(account, { method, url, headers, body });
        return found === undefined ? answer(403, "<ErrorResponse/>") : answer(200, found);
    }
    if (url.hostname === "api.github.com") {
        const given = parsed(body);
        const input = isRecord(given) ? (given as JsonObject) : {};
        const { status, body: said } = githubApi(account, method, `${url.pathname}${url.search}`, input);
        return answer(status, JSON.stringify(said));
    }
    if (method === "GET") {
        const found = await askBalancer(account, url).catch((error: unknown) => error as Error);
        if (found instanceof Error) return { code: 1, err: `${found.message}\n` };
        if (found) return answer(found.status, found.body.toString("utf8"));
    }
    return { code: 1, err: `not rehearsed: ${method} ${url.host}\n` };
}
