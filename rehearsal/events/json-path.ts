import type { Json } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { NotRehearsed } from "../account/gateway";

const STEP = /^(?:\.(?<name>[\w\-/]+|\*)|\['(?<quoted>[^']+)'\]|\["(?<twice>[^"]+)"\]|\[(?<index>\d+|\*)\])/;

/** What EventBridge finds at a path; nothing where the event has no such place, a list where the path has a `*`. */
export function at(path: string, event: Json): Json | undefined {
    const steps = stepsOf(path);
    let found: readonly Json[] = [event];
    for (const step of steps) found = found.flatMap((value) => below(value, step));
    return steps.includes("*") ? found : found[0];
}

function stepsOf(path: string): readonly string[] {
    const steps: string[] = [];
    let rest = path.slice(1);
    while (rest !== "") {
        const found = STEP.exec(rest);
        const { name, quoted, twice, index } = found?.groups ?? {};
        if (!found || !path.startsWith("$"))
            throw new NotRehearsed(`the JSON path ${path}; known are $.name, $['name'], [0] and *`);
        steps.push(name ?? quoted ?? twice ?? index ?? "");
        rest = rest.slice(found[0].length);
    }
    return steps;
}

function below(value: Json, step: string): readonly Json[] {
    if (step === "*")
        return Array.isArray(value) ? (value as Json[]) : isRecord(value) ? Object.values(value as never) : [];
    const item = Array.isArray(value) ? (value as Json[])[Number(step)] : isRecord(value) ? value[step] : undefined;
    return item === undefined ? [] : [item];
}
