// What stands at a place where it cannot be meant: a part of a line beside the lines, a setting under a namespace that is
// the project's own but for a letter. Told once, by what was meant; what would follow from it is not told.
import { nearestName } from "../../text/nearest";
import { isMap, keysAt, type Outline, own, type Path } from "./outline";
import type { Context } from "./context";
import { settingsFile } from "./place";
import { type Problem, shownKey } from "./problem";

/** Takes them out of the document: a line is called like one of its own settings, and holds what that setting would. */
export function takeUnindentedOut(
    document: Record<string, unknown>,
    outline: Outline,
    context: Context,
): readonly Problem[] {
    return Object.keys(outline.properties ?? {}).flatMap((lines) => {
        const written = document[lines];
        if (!isMap(written)) return [];
        const parts = keysAt(outline, document, [lines, "*"]);
        const names = Object.keys(written);
        const found = names.flatMap((name, at) => {
            const owner = names.slice(0, at).findLast((before) => !parts.includes(before));
            return parts.includes(name) && owner !== undefined && looksLikeAPart(written[name], parts)
                ? [unindented([lines, name], owner, context)]
                : [];
        });
        for (const { path } of found) delete written[String(path.at(-1))];
        return found;
    });
}

/** A line holds parts; what holds none of them, and says which kind it is, is a part itself. */
const looksLikeAPart = (value: unknown, parts: readonly string[]): boolean =>
    isMap(value) && own(value, "kind") !== undefined && !Object.keys(value).some((key) => parts.includes(key));

function unindented(path: Path, owner: string, context: Context): Problem {
    const [lines, part] = path.map((key) => shownKey(String(key))) as [string, string];
    return {
        path,
        is: `stands beside the lines of ${lines}, where it would be a line of its own`,
        allowed: `${part} is a setting of a line`,
        fix: [
            `in ${settingsFile(context)}, indent ${part}: like the other settings of ${owner}, with all that stands below it`,
        ],
        also: [[lines, owner, part]],
    };
}

/** Keys whose namespace nobody reads, because it is the project's but for a typing mistake. */
export function strayNamespaces(
    raw: Readonly<Record<string, unknown>>,
    known: readonly string[],
    context: Context,
): readonly Problem[] {
    const { project } = context;
    return Object.keys(raw).flatMap((key) => {
        const [namespace = "", ...rest] = key.split(":");
        const name = rest.join(":");
        if (namespace === project || nearestName(namespace, [project]) === undefined || !known.includes(name))
            return [];
        const meant = `${project}:${name}`;
        return [
            {
                path: [name],
                where: key,
                is: "is read by nobody",
                allowed: `${meant}, if that was meant`,
                fix: [`rename ${key} to ${meant} in ${settingsFile(context)}`],
            },
        ];
    });
}
