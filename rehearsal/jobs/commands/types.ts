import type { Context } from "../../../iam/evaluate";
import type { Place } from "../../../plan/arn";
import type { Json, JsonObject } from "../../../plan/document";
import type { Caller } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Room } from "../../sandbox/room";
import type { RoomFiles } from "../room-files";

/** Where a program of a job runs, and what it may touch. */
export interface JobSite {
    readonly account: LocalAccount;
    /** The job's role. */
    readonly by: Caller;
    /** Of the job's project. */
    readonly place: Place;
    /** The job's files, from where the program was started. */
    readonly files: RoomFiles;
    readonly room: Room;
    /** What was piped in. */
    stdin(): Promise<Buffer>;
    /** Lets a span of AWS's time pass. */
    sleep(milliseconds: number): Promise<void>;
    say(line: string): void;
    /** What `docker login` has left. */
    readonly login: Map<string, string>;
    /** Whether a docker daemon runs beside it. @default true */
    readonly daemon?: boolean;
}

/** How an option's words become a parameter of the API. */
export type Kind = "text" | "number" | "flag" | "texts" | "structure" | "structures" | "document" | "bytes";

/** One command of `aws`: what it takes, what it calls, on what. */
export interface AwsCommand {
    /** The operation, as AWS's errors name it. */
    readonly api: string;
    readonly options: Readonly<Record<string, Kind>>;
    readonly required?: readonly string[];
    /** Words without an option in front, such as the file of `get-object`. */
    readonly positional?: readonly string[];
    run(given: Given, site: JobSite): Promise<Json | RawOutput | undefined>;
}

/** The parameters, by the name that the option has without its dashes. */
export type Given = Readonly<Record<string, Json>> & { readonly positional: readonly string[] };

/** A call of the API that needs no more than its parameters. */
interface PlainCall {
    readonly action: string;
    readonly on: (input: JsonObject, site: JobSite) => string;
    readonly context?: (input: JsonObject, site: JobSite) => Context;
}

/** What a command prints that is no JSON. */
export class RawOutput {
    constructor(public readonly text: string | Uint8Array) {}
}

/** A command whose options are the parameters of one call, and whose answer is what it prints. */
export function plainCall(call: PlainCall & Pick<AwsCommand, "options" | "required">): AwsCommand {
    const { action, options, required } = call;
    return {
        api: action.replace(/^.*:/, ""),
        options,
        required,
        run: (given, site) => ask(call, parameters(given), site),
    };
}

export function ask({ action, on, context }: PlainCall, input: JsonObject, site: JobSite): Promise<Json> {
    return site.account.gateway.call({
        by: site.by,
        action,
        on: on(input, site),
        context: context?.(input, site),
        input,
    });
}

/** `--repository-name` is the parameter `repositoryName`. */
export function parameters({ positional: _, ...given }: Given): JsonObject {
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [camel(name), value]));
}

function camel(name: string): string {
    return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The same with a capital, as the older services have it. */
export function capitals(input: JsonObject): JsonObject {
    return Object.fromEntries(
        Object.entries(input).map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
    );
}
