// A workflow as GitHub reads it, and refused where the rehearsal could only guess; every problem at once, each with its line.
import { type Document, isMap, isNode, isScalar } from "yaml";

import { readYaml, UnreadableYaml, type YamlRead } from "../../text/yaml";
import { type Workflow, workflowSchema } from "./document";
import type { Expressions } from "./expressions";
import { availableAt, isCondition, partsOf, unended } from "./template";
import { beyondTheSchema } from "./rules";

export interface WorkflowProblem {
    /** Counted from 1. */
    readonly line?: number;
    readonly says: string;
}

/** A problem, and where in the document it stands. */
export interface Problem {
    readonly path: readonly PropertyKey[];
    readonly says: string;
}

export class UnusableWorkflow extends Error {
    constructor(
        public readonly file: string,
        public readonly problems: readonly WorkflowProblem[],
    ) {
        super(problems.map(({ line, says }) => `${file}${line === undefined ? "" : `:${line}`}: ${says}`).join("\n"));
    }
}

export function readWorkflow(text: string, file: string, expressions: Expressions): Workflow {
    const { value, document, lineAt } = written(text, file);
    const parsed = workflowSchema.safeParse(value);
    const problems: readonly Problem[] = [
        ...(parsed.error?.issues ?? []).map(({ path, message }) => ({
            path,
            says: path.length > 0 ? `${path.join(".")}: ${message}` : message,
        })),
        ...unusableExpressions(value, expressions),
        ...(parsed.success ? beyondTheSchema(parsed.data) : []),
    ];
    if (parsed.success && problems.length === 0) return parsed.data;
    const placed = problems.map(({ path, says }) => {
        const at = offsetOf(document, path);
        return { line: at === undefined ? undefined : lineAt(at), says };
    });
    throw new UnusableWorkflow(
        file,
        placed.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    );
}

function written(text: string, file: string): YamlRead {
    try {
        return readYaml(text);
    } catch (error) {
        if (!(error instanceof UnreadableYaml)) throw error;
        throw new UnusableWorkflow(file, error.problems);
    }
}

function unusableExpressions(value: unknown, expressions: Expressions, path: readonly PropertyKey[] = []): Problem[] {
    if (typeof value === "object" && value !== null)
        return Object.entries(value).flatMap(([key, inner]) => unusableExpressions(inner, expressions, [...path, key]));
    if (typeof value !== "string") return [];
    const whole = isCondition(path) && !value.includes("${{");
    const wanted = whole ? [value] : partsOf(value).flatMap((part) => (part.expression ? [part.text] : []));
    const where = path.join(".");
    if (!whole && unended(value)) return [{ path, says: `${where}: an expression begins with \${{ and has no }}` }];
    if (wanted.length === 0) return [];
    const available = availableAt(path);
    if (available === undefined) return [{ path, says: `${where}: GitHub takes no expression here` }];
    return wanted.flatMap((expression) => {
        const says = expressions.problem(expression, available);
        return says === undefined ? [] : [{ path, says: `${where}: ${says} in ${expression.trim()}` }];
    });
}

/** Where the innermost key stands, or item of a list, that is written down at all. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length > 0; length--) {
        const keys = path.slice(0, length).map((key) => (/^\d+$/.test(String(key)) ? Number(key) : key));
        const [parent, name] = [document.getIn(keys.slice(0, -1), true), keys.at(-1)];
        const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
        const found = pair?.key ?? document.getIn(keys, true);
        if (isNode(found) && found.range) return found.range[0];
    }
    return undefined;
}
