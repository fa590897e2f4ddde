// Lambda: a function whose text the plan holds runs in walls of its own, under its role.
import { readdirSync, readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join, posix } from "node:path";

import { EVERY_FUNCTION } from "../../iam/calls/functions";
import type { Json, JsonObject } from "../../plan/document";
import { below, isRecord, parsed, type Planned, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { askRows, type Caller, NotRehearsed, Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { asJson } from "../engine/journal";
import type { Fidelity } from "../engine/fidelity";
import { clientOf, placePrograms } from "../jobs/clients";
import { handlerFor } from "../jobs/commands/programs";
import type { CommandResponse } from "../jobs/command-server";
import { JobRoom } from "../jobs/job-room";
import { githubApi } from "../services/github-runners";
import { isolationSupport } from "../sandbox/support";
import { callerIdentity } from "./caller-identity";

export const functionFidelity: Fidelity = {
    executed:
        "the handler, whose text the plan holds, by this machine's Node.js, in walls of its own and under its role",
    stoodIn:
        "the SDK's clients for parameters, secrets and a pipeline's runs; api.github.com, as far as an App registers runners there, and a private repository, and what is said beside a commit; STS, which knows what hosts have signed",
    notRehearsed: "other runtimes and packages, memory, timeouts, retries of what failed, every other address",
    source: "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
};

const INSIDE = join(__dirname, "inside");
const PORT = { port: 4566, word: "-" };

/** Its fact: `function.invoked`, by the function's name, with what it answered. */
const invoke: Service = async ({ on, input }, account) => {
    const made = account.created(TYPE.function).find(({ resource }) => text(resource, "arn") === on);
    if (!made) throw new Refused("ResourceNotFoundException", `Function not found: ${on}`);
    const name = text(made.resource, "name");
    const role = account.assume("lambda.amazonaws.com", text(made.resource, "role"), on);
    const by = { ...role, as: name };
    askRows(account.gateway, by, EVERY_FUNCTION, { plans: account.plans, plan: made.plan, made: made.resource });
    const said = await run(account, made, by, (input as JsonObject)["Payload"] ?? null);
    const { answer, error } = said as { readonly answer?: Json; readonly error?: JsonObject };
    account.record({
        kind: "function.invoked",
        about: name,
        data: asJson({ handler: text(made.resource, "handler"), error: error ?? null }),
    });
    return asJson(
        error
            ? { StatusCode: 200, FunctionError: "Unhandled", Payload: error }
            : { StatusCode: 200, Payload: answer ?? null },
    );
};

async function run(account: LocalAccount, { plan, resource }: Planned, by: Caller, event: Json): Promise<unknown> {
    const { namespaces, network } = isolationSupport();
    if (!namespaces || !network)
        throw new NotRehearsed("a function of Lambda on this machine: it only runs inside a sandbox");
    if (!text(resource, "runtime").startsWith("nodejs"))
        throw new NotRehearsed(`the runtime ${text(resource, "runtime")} of a function`);
    const room = new JobRoom(join(account.folder, "jobs", randomUUID()));
    try {
        const site = { account, by, place: plan, login: new Map<string, string>(), say: () => undefined };
        const programs = handlerFor({ ...site, sleep: (span: number) => account.clock.sleep(span) }, room.room);
        room.answer = (request) =>
            request.program === "reach" ? reach(account, request.argv[0] ?? "") : programs(request);
        placePrograms(`${room.folder.local.from}/bin`, { reach: clientOf("reach", PORT) });
        const { cwd } = room.files;
        const put = (path: string, content: string) => room.files.write(posix.join(cwd, path), Buffer.from(content));
        for (const [file, content] of Object.entries(filesOf(resource.inputs["code"])))
            await put(`task/${file}`, content);
        for (const file of readdirSync(INSIDE)) await put(`runtime/${file}`, readFileSync(join(INSIDE, file), "utf8"));
        await put("event.json", JSON.stringify(event));
        const { variables } = below(below(resource.inputs, "environment")) as { variables?: Record<string, string> };
        const env = { ...(await room.environment()), ...variables, AWS_REGION: plan.region };
        const argv = [
            process.execPath,
            posix.join(cwd, "runtime/bootstrap.cjs"),
            posix.join(cwd, "task"),
            text(resource, "handler"),
        ];
        const words: string[] = [];
        await room.room.start(argv, { cwd, env, log: (line) => words.push(line) }).ended;
        return JSON.parse((await room.files.read(posix.join(cwd, "answer.json"))).toString("utf8"));
    } finally {
        await room.close();
    }
}

function filesOf(code: unknown): Readonly<Record<string, string>> {
    const files = isRecord(code) && isRecord(code["archive"]) ? code["archive"] : undefined;
    if (!files) throw new NotRehearsed("a function whose text the plan does not hold");
    return Object.fromEntries(
        Object.entries(files).map(([name, file]) => [name, isRecord(file) ? String(file["text"] ?? "") : ""]),
    );
}

/** What a function fetches: two addresses, and no other. */
async function reach(account: LocalAccount, asked: string): Promise<CommandResponse> {
    const {
        url: address,
        method,
        headers,
        body,
    } = JSON.parse(asked) as Record<"url" | "method" | "body", string> & {
        readonly headers: Readonly<Record<string, string>>;
    };
    const url = new URL(address);
    const answer = (status: number, said: string): CommandResponse => ({
        code: 0,
        out: JSON.stringify({ status, text: said }),
    });
    if (/^sts\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(url.hostname)) {
        const found = callerIdentity(account, { method, url, headers, body });
        return found === undefined ? answer(403, "<ErrorResponse/>") : answer(200, found);
    }
    if (url.hostname === "api.github.com") {
        const given = parsed(body);
        const { status, body: said } = githubApi(
            account,
            method,
            `${url.pathname}${url.search}`,
            isRecord(given) ? (given as JsonObject) : {},
        );
        return answer(status, JSON.stringify(said));
    }
    return { code: 1, err: `not rehearsed: ${url.hostname}\n` };
}

export const functionServices: ReadonlyMap<string, Service> = new Map([["lambda:InvokeFunction", invoke]]);
