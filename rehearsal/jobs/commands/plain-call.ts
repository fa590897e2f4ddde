import type { Json, JsonObject } from "../../../plan/document";
import type { AwsCommand, Given, JobSite, PlainCall } from "./types";

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
