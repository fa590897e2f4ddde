// Other ways to write what was meant, of which the outline of the setting says whether they are right.
import { asAwsCron } from "../../../text/cron";
import { nearestName } from "../../../text/nearest";
import type { Outline } from "./outline";

/** Of a text: a schedule in AWS's words, the name at the end of an ARN or an address, the nearest of several examples, small letters. */
export function rewritten({ examples = [] }: Outline, received: unknown): string[] {
    if (typeof received !== "string") return [];
    const cron = asAwsCron(received);
    const ways = [
        ...cron,
        ...cron.map((fields) => `cron(${fields})`),
        ...(/^(arn|https?):/.test(received) ? [received.split(/[/:]/).at(-1) ?? ""] : []),
        ...(examples.length > 1 ? alike(received, examples.map(String)) : []),
    ];
    return [...ways, ...[received, ...ways].map((way) => way.toLowerCase())];
}

/** By the beginning or the end, or but for some letters; behind the same words before a colon. */
function alike(received: string, examples: readonly string[]): string[] {
    const at = received.lastIndexOf(":") + 1;
    const [before, name] = [received.slice(0, at), received.slice(at)];
    if (name === "") return [];
    const part = examples.find((each) => each.endsWith(name) || each.startsWith(name) || name.startsWith(each));
    return [part, nearestName(name, examples)].flatMap((meant) => (meant === undefined ? [] : [before + meant]));
}

/** A command in one piece, where it belongs there word by word: a list whose example has several words. */
export function wordsOf({ items, examples = [] }: Outline, received: unknown): readonly string[] | undefined {
    const [example] = examples;
    if (items?.type !== "string" || typeof received !== "string" || !Array.isArray(example) || example.length < 2)
        return undefined;
    if (/[|&;<>$`]/.test(received)) return ["sh", "-c", received];
    return (received.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
}
