// Pulumi gives a nested `secure:` to the program in plain text, and from there it would reach state and task definition:
// https://github.com/pulumi/pulumi/issues/7127
import { isMap, type Path, valueAt } from "../outline";
import { type Problem, removing } from "../problem";
import type { About } from "./rule";

/** Runs before any other look at the document: a ciphertext would only be told to be no number. */
export function takeSecretsOut(document: Record<string, unknown>, { project, secretKeys = [] }: About): Problem[] {
    const encrypted = Object.keys(document).filter((key) => secretKeys.includes(`${project}:${key}`));
    const nested = Object.keys(document)
        .filter((key) => !encrypted.includes(key))
        .flatMap((key) => secured(document[key], [key]));
    nested.forEach((path) => remove(document, path));
    const allowed =
        "no secret, as Pulumi hands it to the program in plain text (pulumi#7127); keep it in Secrets Manager, and give its ARN under secrets of the line";
    return [
        ...encrypted.map((key) => ({
            path: [key],
            is: "is encrypted, or holds something that is",
            allowed,
            fix: [`take every secure: below ${project}:${key} out of the stack's file`],
        })),
        ...nested.map((path) => ({ path, is: "is encrypted", allowed, fix: [removing(project, path)] })),
    ];
}

function remove(document: unknown, path: Path): void {
    const holder = valueAt(document, path.slice(0, -1));
    // In a list it leaves a gap rather than move its neighbours to other places.
    if (Array.isArray(holder)) holder[Number(path.at(-1))] = undefined;
    else if (isMap(holder)) delete holder[String(path.at(-1))];
}

/** A stack file read as it is: `{ secure: <ciphertext> }`. */
function secured(value: unknown, path: Path): Path[] {
    if (Array.isArray(value)) return value.flatMap((item, index) => secured(item, [...path, index]));
    if (!isMap(value)) return [];
    if (typeof value["secure"] === "string" && Object.keys(value).length === 1) return [path];
    return Object.entries(value).flatMap(([key, child]) => secured(child, [...path, key]));
}
