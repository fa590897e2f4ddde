// What lines demand of each other that share one load balancer: each request is one line's, and it is known whose.
import {
    areOfTwoKinds,
    covers,
    meet,
    MOST_BY_HAND,
    priorityOf,
    type Requests,
    requestsOf,
    type Sharing,
} from "../../shared/listener-rule";
import type { Refusal, SettingRule } from "../../setting-rules";
import type { EcsSettings } from "../ecs";

/** A line's rule, as its listener will have it. */
interface Asked extends Requests {
    readonly line: string;
    readonly sharing: Sharing;
    readonly number: number;
}

function askedBy(line: string, { shares, domain }: EcsSettings): Asked[] {
    if (shares === undefined) return [];
    const requests = requestsOf(shares, domain?.name);
    return [{ line, sharing: shares, ...requests, number: priorityOf(line, shares, requests) }];
}

const PRIORITY = ["shares", "priority"];
/** What says which requests are a line's own. */
export const REQUESTS = [["shares", "host"], ["shares", "paths"], ["domain"]];

export const linesKeepToTheirOwn: SettingRule<EcsSettings> = (settings, { line, linesBefore }) => {
    const others = linesBefore.flatMap((other) => askedBy(other.line, other.settings));
    return askedBy(line, settings).flatMap((mine) => {
        const taken = others.map(({ number }) => number);
        // Of each line another one, so that what is typed for two of them goes together.
        let free = others.length * 10;
        while (taken.includes(free)) free += 1;
        return others.flatMap((other) =>
            refused(mine, other, free, taken).map((refusal) => ({ ...refusal, also: REQUESTS })),
        );
    });
};

/** @param free a priority that no line has; @param taken those that other lines have */
function refused(mine: Asked, other: Asked, free: number, taken: readonly number[]): readonly Refusal[] {
    if (mine.number === other.number)
        return [
            {
                at: PRIORITY,
                is: `would be ${mine.number}, which is ${other.line}'s`,
                allowed: "a number that no other line has: two rules of a listener cannot have one",
                instead: free,
            },
        ];
    if (!meet(mine, other)) return [];
    if (covers(mine, other) && covers(other, mine))
        return [
            {
                at: ["shares"],
                is: `asks for the same as ${other.line}`,
                allowed: "a host or paths that no other line has",
                fix: `give ${mine.line}, or ${other.line}, another host or other paths`,
            },
        ];
    const isSaid = [mine, other].some(({ sharing }) => sharing.priority !== undefined);
    return isSaid || areOfTwoKinds(mine, other) ? shadowed(mine, other, taken) : unordered(mine, other, free);
}

/** What another rule takes before is never asked of this one. */
function shadowed(mine: Asked, other: Asked, taken: readonly number[]): readonly Refusal[] {
    const [first, second] = mine.number < other.number ? [mine, other] : [other, mine];
    if (!covers(first, second)) return [];
    let lower = Math.min(first.number - 1, MOST_BY_HAND);
    while (taken.includes(lower)) lower -= 1;
    return [
        {
            at: ["shares"],
            is: `${first === mine ? "takes" : "asks for"} what ${other.line} ${first === mine ? "asks for" : "takes"}, so that ${second.line} would get no request`,
            allowed: "the narrower of two in front, which has the lower priority",
            ...(lower > 0
                ? { change: { line: second.line, at: PRIORITY }, instead: lower }
                : {
                      fix: `give ${first.line} a higher shares.priority, and ${second.line} ${first.number}, which it has`,
                  }),
        },
    ];
}

/** Which of two is asked first is nobody's word yet; the numbers of their names would say it by chance. */
function unordered(mine: Asked, other: Asked, free: number): readonly Refusal[] {
    const allowed = `a priority for the narrower of ${mine.line} and ${other.line}, which is asked first then; or requests that only one of them takes`;
    return covers(mine, other)
        ? [
              {
                  at: ["shares"],
                  is: `takes what ${other.line} asks for, and neither says which is first`,
                  allowed,
                  change: { line: other.line, at: PRIORITY },
                  instead: free,
              },
          ]
        : [
              {
                  at: PRIORITY,
                  is: `is not set, and some of its requests are ${other.line}'s as well`,
                  allowed,
                  instead: free,
              },
          ];
}
