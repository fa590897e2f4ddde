// Where this machine's pip finds packages, and how the engine asks there. Names and passwords that stand in its settings stay
// here: a job asks our index, and never learns them.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import * as http from "node:http";
import { text } from "node:stream/consumers";
import { connect, rootCertificates } from "node:tls";

import { hostsPath, namedCertificates } from "../sandbox/environment";
import { tunnel } from "../sandbox/forward-proxy";

const USUAL = "https://pypi.org/simple";

const known = new Map<string, Promise<readonly string[]>>();

/** The first is asked first. */
export function indexes(): Promise<readonly string[]> {
    const settings = JSON.stringify(Object.entries(process.env).filter(([name]) => name.startsWith("PIP_")));
    const found = known.get(settings) ?? configured().then((said) => indexesIn(said));
    known.set(settings, found);
    return found;
}

/** `pip config list`: https://pip.pypa.io/en/stable/topics/configuration/#precedence-override-order */
export function indexesIn(said: string): readonly string[] {
    const value = (key: string) =>
        [":env:", "install", "global"]
            .map((section) => new RegExp(`^${section}\\.${key}=(['"])(.*)\\1$`, "m").exec(said)?.[2])
            .find((found) => found !== undefined && found !== "");
    const more = (value("extra-index-url") ?? "").split(/\\n|\s+/).filter(Boolean);
    return [value("index-url") ?? USUAL, ...more].map((each) => each.replace(/\/+$/, ""));
}

async function configured(): Promise<string> {
    const env = { ...process.env, PATH: hostsPath() };
    const asked = spawn("python3", ["-m", "pip", "config", "list"], {
        env,
        cwd: "/",
        stdio: ["ignore", "pipe", "ignore"],
    });
    asked.on("error", () => undefined);
    return text(asked.stdout);
}

/** Simple, since an index leads to its files, and mostly to another host. */
const MOST_REDIRECTS = 5;

export interface Found {
    readonly url: string;
    readonly answer: http.IncomingMessage;
}

export class Unreachable extends Error {}

/** What is there; an answer that says no is an answer. */
export async function ask(address: string, accept: string, redirects = 0): Promise<Found> {
    const url = new URL(address);
    const answer = await asked(url, { accept, ...(await authorization(url)) }).catch((error: unknown) => {
        throw new Unreachable(`${url.host} cannot be reached from this machine (${(error as Error).message})`);
    });
    const { statusCode = 0, headers } = answer;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) return { url: url.href, answer };
    answer.resume();
    if (redirects === MOST_REDIRECTS)
        throw new Unreachable(`${url.host} leads from one address to another without an end`);
    return ask(new URL(headers.location, url).href, accept, redirects + 1);
}

async function asked(url: URL, headers: http.OutgoingHttpHeaders): Promise<http.IncomingMessage> {
    const secure = url.protocol === "https:";
    const plain = await tunnel(url.hostname, Number(url.port || (secure ? 443 : 80)), true);
    const socket = secure ? connect({ socket: plain, servername: url.hostname, ca: certificates() }) : plain;
    // An agent opens a connection of its own, unless it is told of ours.
    const agent = Object.assign(new http.Agent(), { createConnection: () => socket });
    return new Promise((resolve, reject) => {
        const request = http.get({
            agent,
            path: `${url.pathname}${url.search}`,
            headers: { host: url.host, "user-agent": "fairlead", connection: "close", ...headers },
            timeout: 30_000,
        });
        request.on("timeout", () => request.destroy(new Error("no answer within 30 seconds")));
        request.on("response", resolve).on("error", reject);
    });
}

/** An index and its files on one host take the same name and password. */
async function authorization({ host }: URL): Promise<http.OutgoingHttpHeaders> {
    const index = (await indexes()).map((each) => new URL(each)).find((each) => each.host === host);
    const { username = "", password = "" } = index ?? {};
    if (username === "") return {};
    const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { authorization: `Basic ${Buffer.from(words).toString("base64")}` };
}

/** Node's own, and those that this machine names for its programs. */
function certificates(): string[] {
    const read = (path: string) => {
        try {
            return [readFileSync(path, "utf8")];
        } catch {
            return [];
        }
    };
    return [...rootCertificates, ...namedCertificates().flatMap(read)];
}
