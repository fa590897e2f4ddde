// The jobs that a matrix makes of one.
// https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
import type { Json, JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { UnusableExpression } from "./expressions";

/** GitHub allows no more in one run. */
const MOST = 256;

export class UnusableMatrix extends UnusableExpression {}

/** Every combination, in the order in which GitHub makes the jobs. */
export function combinationsOf(matrix: Json): readonly JsonObject[] {
    if (!isRecord(matrix)) throw new UnusableMatrix("a matrix is keys with a list each");
    const { include = [], exclude = [], ...axes } = matrix;
    const lists = Object.entries(axes).map(([key, list]) => [key, listOf(key, list)] as const);
    const size = lists.reduce((product, [, list]) => product * list.length, 1);
    if (size > MOST) throw tooMany(size);
    const product = lists.reduce<JsonObject[]>(
        (made, [key, list]) => made.flatMap((before) => list.map((value) => ({ ...before, [key]: value }))),
        lists.length === 0 ? [] : [{}],
    );
    const kept = product.filter(
        (combination) => !recordsIn("exclude", exclude).some((out) => agrees(out, combination)),
    );
    const combinations = included(kept, recordsIn("include", include));
    if (combinations.length > MOST) throw tooMany(combinations.length);
    return combinations;
}

function tooMany(size: number): UnusableMatrix {
    return new UnusableMatrix(`a matrix makes at most ${MOST} jobs, and this one ${size}`);
}

/**
 * What is included joins every combination of the lists whose own values it leaves as they are; what joins none is one more.
 * What an earlier one has added may be overwritten.
 */
function included(kept: readonly JsonObject[], include: readonly JsonObject[]): readonly JsonObject[] {
    const joined = kept.map((own) => ({ own, all: own }));
    const more: JsonObject[] = [];
    for (const added of include) {
        const fits = joined.filter(({ own }) =>
            Object.keys(added).every((key) => !(key in own) || same(own[key], added[key])),
        );
        for (const each of fits) each.all = { ...each.all, ...added };
        if (fits.length === 0) more.push(added);
    }
    return [...joined.map(({ all }) => all), ...more];
}

/** "An excluded configuration only has to be a partial match." */
function agrees(out: JsonObject, combination: JsonObject): boolean {
    return Object.entries(out).every(([key, value]) => key in combination && same(combination[key], value));
}

function same(one: Json | undefined, other: Json | undefined): boolean {
    return JSON.stringify(one) === JSON.stringify(other);
}

function listOf(key: string, list: Json): readonly Json[] {
    if (Array.isArray(list)) return list as readonly Json[];
    throw new UnusableMatrix(`matrix.${key} is no list`);
}

function recordsIn(key: string, list: Json): readonly JsonObject[] {
    return listOf(key, list).map((item) => {
        if (isRecord(item)) return item;
        throw new UnusableMatrix(`matrix.${key} is no list of keys and values`);
    });
}
