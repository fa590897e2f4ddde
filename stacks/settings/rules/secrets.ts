// Pulumi gives a nested `secure:` to the program in plain text, and from there it would reach state and task definition:
// https://github.com/pulumi/pulumi/issues/7127
import { isMap, type Path, valueAt } from "../mistakes/outline";
import { encrypting, removing } from "../mistakes/fix";
import type { Problem } from "../mistakes/problem";
import type { About } from "./rule";

/** Where secrets may stand: what is below is never handed on as a setting. */
const HOME = "secrets";

/** A standard parameter holds so much: https://docs.aws.amazon.com/general/latest/gr/ssm.html */
const MOST_BYTES = 4096;

/** Runs before any other look at the document: a ciphertext would only be told to be no number. */
export function takeSecretsOut(document: Record<string, unknown>, about: About): Problem[] {
    const { project, secretKeys = [] } = about;
    const encrypted = Object.keys(document).filter((key) => secretKeys.includes(`${project}:${key}`));
    const atHome = leaveNames(document, encrypted.includes(HOME), about);
    const astray = encrypted.filter((key) => key !== HOME);
    const nested = Object.keys(document)
        .filter((key) => key !== HOME && !astray.includes(key))
        .flatMap((key) => secured(document[key], [key]));
    nested.forEach((path) => remove(document, path));
    const allowed = `no secret, as Pulumi hands it to the program in plain text (pulumi#7127); keep it in Secrets Manager, and give its ARN under secrets of the line, or below ${project}:${HOME}, where a setting takes its name`;
    return [
        ...atHome,
        ...astray.map((key) => ({
            path: [key],
            is: "is encrypted, or holds something that is",
            allowed,
            fix: [`take every secure: below ${project}:${key} out of the stack's file`],
        })),
        ...nested.map((path) => ({ path, is: "is encrypted", allowed, fix: [removing(project, path)] })),
    ];
}

/** Puts `{ secure: "" }` in the place of each secret, so that nothing that reads the settings can repeat one. */
function leaveNames(document: Record<string, unknown>, areEncrypted: boolean, about: About): Problem[] {
    const held = document[HOME];
    if (held === undefined) return [];
    const { project, plainSecrets } = about;
    if (!isMap(held) || isCiphertext(held)) {
        delete document[HOME];
        return [
            {
                path: [HOME],
                is: "is no map",
                allowed: "secrets by name, each encrypted",
                fix: [removing(project, [HOME]), encrypting(project, [HOME, "dockerHubPush"])],
            },
        ];
    }
    const plain = areEncrypted ? (plainSecrets?.() ?? []) : Object.keys(held);
    return Object.entries(held).flatMap(([name, value]): Problem[] => {
        const path = [HOME, name];
        if (isCiphertext(value)) return [];
        held[name] = { secure: "" };
        const fix = [encrypting(project, path)];
        const told = (is: string, allowed: string): Problem[] => [{ path, is, allowed, fix }];
        if (isMap(value)) return told("is a map", "one secret by each name");
        if (plain.includes(name) || typeof value !== "string")
            return told(
                "is not encrypted",
                "a value that Pulumi encrypts; replace the secret itself as well, where others can read this file",
            );
        const length = Buffer.byteLength(value);
        if (length > 0 && length <= MOST_BYTES) return [];
        const is = length === 0 ? "is empty" : `is ${length} bytes long`;
        return told(is, `a secret of 1 to ${MOST_BYTES} bytes, as a parameter holds`);
    });
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
    if (isCiphertext(value)) return [path];
    if (!isMap(value)) return [];
    return Object.entries(value).flatMap(([key, child]) => secured(child, [...path, key]));
}

const isCiphertext = (value: unknown): boolean =>
    isMap(value) && typeof value["secure"] === "string" && Object.keys(value).length === 1;
