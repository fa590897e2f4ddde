// `aws` inside a job: finds the command, reads its options, asks the gateway, prints in AWS's words.
import type { Json } from "../../../plan/document";
import { Denied, NotRehearsed, Refused, sessionOf } from "../../account/gateway";
import type { CommandResponse } from "../command-server";
import { balancingCommands } from "./balancing";
import { codeCommands } from "./code";
import { ecrCommands } from "./ecr";
import { ecrPublicCommands } from "./ecr-public";
import { ecsCommands } from "./ecs";
import { endpointCommands } from "./endpoints";
import { identityCommands } from "./identity";
import { instanceCommands } from "./instances";
import { messageCommands } from "./messages";
import { type Output, readOptions, UsageError } from "./options";
import { s3Commands } from "./s3";
import { sagemakerCommands } from "./sagemaker";
import { scalingCommands } from "./scaling";
import { secretCommands } from "./secrets";
import { type AwsCommand, type JobSite, parameters, RawOutput } from "./types";

const COMMANDS: ReadonlyMap<string, AwsCommand> = new Map(
    [
        s3Commands,
        ecrCommands,
        ecrPublicCommands,
        ecsCommands,
        endpointCommands,
        codeCommands,
        messageCommands,
        identityCommands,
        instanceCommands,
        scalingCommands,
        balancingCommands,
        secretCommands,
        sagemakerCommands,
    ].flatMap((commands) => Object.entries(commands)),
);

/** https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html */
const CODE = { usage: 252, service: 254, other: 255 };

/** For the fidelity table. */
export const rehearsedCommands: readonly string[] = [...COMMANDS.keys()];

export async function aws(argv: readonly string[], site: JobSite): Promise<CommandResponse> {
    if (argv[0] === "--version") return { code: 0, out: "aws-cli/2.0.0 rehearsed by fairlead\n" };
    // For a mistake in what stands before it, the command has no name yet.
    let [name, api] = ["", ""];
    try {
        const { words, options, general } = readOptions(argv);
        const [service = "", operation = "", ...positional] = words;
        name = `${service} ${operation}`.trim();
        const command = COMMANDS.get(name);
        if (!command) return refusal(CODE.usage, `not rehearsed: aws ${name}`);
        ({ api } = command);
        if (options.has(SKELETON)) return { code: 0, out: print(skeleton(command), general.output) };
        const given = await general.take(command, options, positional, site);
        const answer = await command.run(given, inRegion(site, general.region));
        if (answer === undefined) return { code: 0 };
        if (answer instanceof RawOutput) return { code: 0, out: answer.text };
        const { query, output } = general;
        return { code: 0, out: print(query === undefined ? answer : pick(answer, query), output) };
    } catch (error) {
        return inWords(error, name, api);
    }
}

/** What a call could say: made of the command's own table, and asked of nobody. */
const SKELETON = "generate-cli-skeleton";

function skeleton({ options }: AwsCommand): Json {
    return parameters({ ...Object.fromEntries(Object.keys(options).map((name) => [name, ""])), positional: [] });
}

function inRegion(site: JobSite, region: string | undefined): JobSite {
    return region === undefined ? site : { ...site, place: { ...site.place, region } };
}

function inWords(error: unknown, name: string, api: string): CommandResponse {
    if (error instanceof UsageError) return refusal(CODE.usage, `aws ${name}: ${error.message}`);
    if (error instanceof NotRehearsed) return refusal(CODE.service, `${error.message} (aws ${name})`);
    if (error instanceof Denied)
        return refusal(
            CODE.service,
            `An error occurred (${deniedCode(name)}) when calling the ${api} operation: ${denial(error)}`,
        );
    if (error instanceof Refused)
        return refusal(
            CODE.service,
            `An error occurred (${error.code}) when calling the ${api} operation: ${error.message}`,
        );
    return refusal(CODE.other, error instanceof Error ? error.message : String(error));
}

function deniedCode(name: string): string {
    return /^(s3|s3api|sts) /.test(name) ? "AccessDenied" : "AccessDeniedException";
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denial({ call, verdict }: Denied): string {
    const policy = verdict.where === "identity" ? "identity-based" : "resource-based";
    return `User: ${sessionOf(call.by)} is not authorized to perform: ${call.action} on resource: ${call.on} because no ${policy} policy allows the ${call.action} action`;
}

function refusal(code: number, words: string): CommandResponse {
    return { code, err: `\n${words}\n` };
}

/** As `aws` prints it: text is a line for each list, its values apart by tabs. */
function print(answer: Json, output: Output): string {
    if (output === "json") return `${JSON.stringify(answer, null, 4)}\n`;
    if (isPlain(answer)) return `${plain(answer)}\n`;
    if (Array.isArray(answer) && answer.every(isPlain)) return `${answer.map(plain).join("\t")}\n`;
    throw new NotRehearsed("aws --output text of nested values; take one value with --query, or use json");
}

function isPlain(value: Json): value is null | boolean | number | string {
    return value === null || typeof value !== "object";
}

function plain(value: Json): string {
    if (value === null) return "None";
    if (typeof value === "boolean") return value ? "True" : "False";
    return String(value);
}

/** Names and numbers of a JMESPath, which is what scripts use of it. */
const PATH = /^[A-Za-z_]\w*(\[-?\d+\])*(\.[A-Za-z_]\w*(\[-?\d+\])*)*$/;

function pick(answer: Json, query: string): Json {
    if (!PATH.test(query))
        throw new NotRehearsed(`aws --query ${query}; take a path such as images[0].imageDigest, or use jq`);
    let found: Json = answer;
    for (const [, name, index] of query.matchAll(/([A-Za-z_]\w*)|\[(-?\d+)\]/g)) {
        if (name !== undefined) found = (found as Readonly<Record<string, Json>> | null)?.[name] ?? null;
        else found = Array.isArray(found) ? ((found as Json[]).at(Number(index)) ?? null) : null;
    }
    return found;
}
