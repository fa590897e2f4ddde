// Who a job is outside of its walls. Inside it is root, of nothing: as an ordinary user the same user, as root a number
// that is given to nobody.
// https://man7.org/linux/man-pages/man7/user_namespaces.7.html
import { readFileSync } from "node:fs";

/** Ids of this machine that stand for 0 and those after it. */
export interface IdRange {
    readonly first: number;
    readonly count: number;
}

const MANY = 65_536;
/** Where distributions begin to hand out such ranges, above every user and service. */
const USUAL = 100_000;

/** The ids that root may give away, by the map of its own namespace; none where it has none but its own. */
export function rangeIn(map: string): IdRange | undefined {
    const known = map
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number))
        .filter((fields) => fields.length === 3)
        .map(([first = 0, , count = 0]) => ({ first, end: first + count }));
    const usual = known.find(({ first, end }) => first <= USUAL && end >= USUAL + MANY);
    if (usual) return { first: USUAL, count: MANY };
    const [largest] = known
        .map(({ first, end }) => ({ first: Math.max(first, 1), count: Math.min(end - Math.max(first, 1), MANY) }))
        .sort((a, b) => b.count - a.count);
    // Programs drop to ids such as 1000; fewer than that are no use.
    return largest !== undefined && largest.count > 1000 ? largest : undefined;
}

/** None for an ordinary user, who can only be root in place of himself. */
export function ownRange(): IdRange | undefined {
    return process.getuid?.() === 0 ? rangeIn(readFileSync("/proc/self/uid_map", "utf8")) : undefined;
}
