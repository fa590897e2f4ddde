// Lambda: a function whose text the plan holds, or somebody has given, runs in walls of its own.
import { EVERY_FUNCTION } from "../../iam/calls/functions";
import type { JsonObject } from "../../plan/document";
import { type Planned, text } from "../../plan/plans";
import { askRows, type Caller, Refused, type Service } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import type { Fidelity } from "../engine/fidelity";
import { asJson } from "../engine/journal";
import type { CommandHandler } from "../jobs/command-server";
import { handlerFor } from "../jobs/commands/programs";
import type { Room } from "../sandbox/room";
import { nameOfFunction } from "../services/given-functions";
import { type FunctionText, madeAt, textAt } from "../services/function-text";
import { runFunction } from "./run";
import { withoutRole } from "./without-role";

export const functionFidelity: Fidelity = {
    executed:
        "the handler, whose text the plan holds or --function names, by this machine's Node.js or Python, in walls of its own; under its role where a plan has the function",
    stoodIn:
        "the SDK's clients for parameters, secrets, a pipeline's runs and a deployment's hooks; the line's load balancers; api.github.com, as far as an App registers runners there, and a private repository, and what is said beside a commit; STS, which knows what hosts have signed",
    notRehearsed:
        "the calls of a function that no plan has, but its answer to CodeDeploy, which no policy is asked for; other runtimes and packages, memory, timeouts, retries of what failed, every other address",
    source: "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
};

/** Its fact: `function.invoked`, by the function's name, with what it answered. */
const invoke: Service = async ({ on, input }, account) => {
    const name = nameOfFunction(on);
    const made = madeAt(account, on);
    const by = made && roleOf(account, made, on);
    const written = textAt(account, on, made);
    if (!written) throw new Refused("ResourceNotFoundException", `Function not found: ${on}`);
    const programs = (room: Room): CommandHandler =>
        by ? handlerFor(siteOf(account, by, written), room) : withoutRole(account, name);
    const ended = await runFunction(account, written, (input as JsonObject)["Payload"] ?? null, programs);
    const error = "error" in ended ? ended.error : undefined;
    account.record({
        kind: "function.invoked",
        about: name,
        data: asJson({ handler: written.handler, error: error ?? null }),
    });
    if (error) return asJson({ StatusCode: 200, FunctionError: "Unhandled", Payload: error });
    return asJson({ StatusCode: 200, Payload: "answer" in ended ? ended.answer : null });
};

function roleOf(account: LocalAccount, { plan, resource: made }: Planned, on: string): Caller {
    const role = account.assume("lambda.amazonaws.com", text(made, "role"), on);
    const by = { ...role, as: text(made, "name") };
    askRows(account.gateway, by, EVERY_FUNCTION, { plans: account.plans, plan, made });
    return by;
}

function siteOf(account: LocalAccount, by: Caller, { place }: FunctionText): Parameters<typeof handlerFor>[0] {
    const sleep = (span: number): Promise<void> => account.clock.sleep(span);
    return { account, by, place, login: new Map<string, string>(), say: () => undefined, sleep };
}

export const functionServices: ReadonlyMap<string, Service> = new Map([["lambda:InvokeFunction", invoke]]);
