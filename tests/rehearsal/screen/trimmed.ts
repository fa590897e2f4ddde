// Of a recorded rehearsal what a screen or the report reads, once.
import type { JsonObject } from "../../../plan/document";
import { records } from "../../../plan/plans";
import type { Fact } from "../../../rehearsal/engine/journal";

/** The kinds of facts that are read, and what of their data. */
const READ: Readonly<Record<string, readonly string[]>> = {
    "up.started": [],
    made: [],
    "up.ended": ["why"],
    line: ["text"],
    "stood in": ["text"],
    "not run": ["text", "essential"],
    "schedule.ran": ["says", "isWell"],
    "queue.worked": ["says", "isWell"],
    fault: ["text"],
    image: ["tag"],
    object: ["id", "size"],
    allowed: ["role", "as", "on"],
    denied: ["role", "as", "on", "where", "missing", "undecided"],
    event: ["source", "detail-type", "detail"],
    matched: ["event"],
    unmatched: ["event", "why"],
    "run.queued": ["pipeline", "trigger"],
    "run.started": ["pipeline", "trigger"],
    "run.ended": ["status", "why"],
    "stage.started": ["stage"],
    "stage.ended": ["stage", "status", "why"],
    "action.started": ["stage", "name"],
    "action.ended": ["status", "variables", "outputs", "why"],
    "approval.asked": ["stage", "action", "customData", "link"],
    "approval.answered": ["status", "by", "summary"],
    "build.started": ["project", "action"],
    "build.ended": ["status", "why"],
    "deployment.started": ["application", "group", "action"],
    "deployment.step": ["step", "text"],
    "deployment.ended": ["status", "why", "rolledBack"],
    "task.started": ["service", "image", "targetGroup"],
    "task.healthy": [],
    "task.ended": ["why", "failed"],
    traffic: ["weights"],
    alarm: ["state", "reason"],
    "alarm.told": ["to"],
    answered: ["listener", "status", "body"],
};

/** The name of a job's push, which tells whose the next image is. */
const PUSH = "ecr:PutImage";

export function trimmed(facts: readonly Fact[]): readonly Fact[] {
    const unmatched = new Map(
        facts.filter(({ kind }) => kind === "unmatched").map((fact) => [fact.data["event"], fact]),
    );
    const seen = new Set<string>();
    const isNew = (what: unknown): boolean => {
        const key = JSON.stringify(what);
        const isKnown = seen.has(key);
        seen.add(key);
        return !isKnown;
    };
    const left = new Set<number>();
    return facts.flatMap((fact) => {
        const { n, kind, about, data } = fact;
        const keys = READ[kind];
        if (keys === undefined) return [];
        // The same call of the same role, and an event of a kind that the same rules did not take.
        if (kind === "allowed" && about !== PUSH && !isNew([about, data["role"]])) return [];
        const why = kind === "event" ? unmatched.get(n)?.data["why"] : undefined;
        if (why !== undefined && !isNew([data["source"], data["detail-type"], records(why).map(({ rule }) => rule)]))
            left.add(n);
        if (left.has(kind === "event" ? n : Number(data["event"]))) return [];
        const { blobs, ...rest } = fact;
        return [{ ...rest, data: only(keys, data), ...(blobs?.[0] ? { blobs: blobs.slice(0, 1) } : {}) }];
    });
}

function only(keys: readonly string[], data: JsonObject): JsonObject {
    return Object.fromEntries(keys.flatMap((key) => (data[key] === undefined ? [] : [[key, data[key]]])));
}
