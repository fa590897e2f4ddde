// What things in a plan that others wrote may be called: here, files and folders are named after some of them.
import type { PlannedResource } from "../../plan/document";
import { printable } from "../../text/printable";

/** It can be shown, and is no way to another folder where a file has its name. */
export function isName(text: string): boolean {
    return text !== "" && printable(text) === text && !/[\n]|(^|[/:])\.\.?([/:]|$)/.test(text);
}

/** What AWS would call things is made of what the plan calls them, and ours are called so too. */
export function misnamed({ outputs, name }: PlannedResource): readonly string[] {
    const named = ["arn", "id", "name", "repositoryName"].map((key) => [key, outputs[key]] as const);
    return named.flatMap(([key, value]) =>
        typeof value !== "string" || value === "" || isName(value)
            ? []
            : [`${name}.outputs.${key}: ${say(value)} is no name`],
    );
}

/** A value in the middle of a sentence. */
export function say(value: unknown): string {
    return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 60);
}
