// A setting under a namespace that is the project's own but for a letter: told by what was meant.
import { nearestName } from "../../../text/nearest";
import type { Context } from "../context";
import { settingsFile } from "./place";
import type { Problem } from "./problem";

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
