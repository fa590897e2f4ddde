// From the strings Pulumi hands to a program to one document: https://www.pulumi.com/docs/iac/concepts/config/
import { z } from "zod";

import { isMap, own, type Path } from "./mistakes/outline";
import { removing } from "./mistakes/fix";
import { pathText } from "./mistakes/place";
import type { Problem } from "./mistakes/problem";
import { isOthersDefault, type Shapes } from "./scope";

/** No setting is nested half as deep; deeper values would only exhaust the call stack of what walks them. */
const deepest = 20;

/** Names by which an object is reached around its own entries. */
const reserved = new Set(["__proto__", "constructor", "prototype"]);

/** The keys of this project; other namespaces belong to providers. */
export function decode(
    raw: Readonly<Record<string, unknown>>,
    project: string,
    shapes: Shapes,
): Record<string, unknown> {
    const mine = Object.entries(raw).filter(([key]) => key.startsWith(`${project}:`));
    const document = mine.map(([key, value]): [string, unknown] => {
        const name = key.slice(project.length + 1);
        return [name, typeof value === "string" ? fromText(value, own(shapes.own.shape, name)) : value];
    });
    return Object.fromEntries(
        document.filter(([name, value]) => !isUnset(name, value) && !isOthersDefault(name, value, shapes)),
    );
}

/**
 * Pulumi demands a default of every key that a stack may leave out (pulumi/pulumi#21797). These are the ones in
 * Pulumi.yaml that stand for "not set", where leaving out means something else than any value.
 */
const isUnset = (name: string, value: unknown): boolean =>
    (name === "promotesFrom" && isMap(value) && Object.keys(value).length === 0) ||
    ((name === "account" || name === "permissionsBoundary") && value === "");

/** What is no JSON stays text, and is then told to be the wrong type. */
function fromText(text: string, schema: unknown): unknown {
    if (schema instanceof z.ZodString) return text;
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** What no schema can be asked about, as reading it would already harm; removed from the document. */
export function removeHarmful(document: Record<string, unknown>, project: string): Problem[] {
    const problems: Problem[] = [];
    const visit = (value: unknown, path: Path): void => {
        if (typeof value !== "object" || value === null) return;
        for (const key of Object.keys(value)) {
            const at = [...path, Array.isArray(value) ? Number(key) : key];
            if (reserved.has(key) || at.length > deepest) {
                problems.push(reserved.has(key) ? reservedName(at, project) : tooDeep(at, project));
                delete (value as Record<string, unknown>)[key];
            } else {
                visit((value as Record<string, unknown>)[key], at);
            }
        }
    };
    visit(document, []);
    return problems;
}

const reservedName = (path: Path, project: string): Problem => ({
    path,
    is: "is a name that JavaScript keeps for itself",
    allowed: "any other name",
    fix: [removing(project, path)],
});

const tooDeep = (path: Path, project: string): Problem => ({
    path,
    where: pathText(project, path.slice(0, 3)),
    is: `is nested more than ${deepest} levels deep`,
    allowed: "no setting is nested this deep",
    fix: [removing(project, path.slice(0, 3))],
});
