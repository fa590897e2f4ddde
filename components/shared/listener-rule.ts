// Which requests at a shared load balancer belong to a line, and in which order the rules are asked.
import { createHash } from "node:crypto";

import type * as lb from "@pulumi/aws/lb";
import { z } from "zod";

/** AWS compares three texts for each condition: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html */
const MOST_PATHS = 3;

const host = z
    .string()
    .max(128)
    .regex(/^[a-z0-9*?.-]*\.[a-z]+$/)
    .meta({
        description:
            "Host header of the line's requests; * stands for any letters, ? for one. Default: the line's domain.",
        allowed: "a domain in lower case, at most 128 characters, * and ? before its last dot",
        examples: ["orders.example.com"],
    });

const path = z
    .string()
    .max(128)
    .regex(/^\/[\w\-.$/~"'@:+&*?]*$/)
    .meta({
        allowed: "a slash, then letters, digits and _ - . $ / ~ \" ' @ : + & * ?, at most 128 characters",
        examples: ["/orders/*"],
    });

/** The highest priority number that settings may name; rules without one come after these. */
export const MOST_BY_HAND = 9999;

/** A line's settings of its share, with AWS's names and limits. */
export const sharing = z.strictObject({
    host: host.optional(),
    paths: z
        .array(path)
        .min(1)
        .max(MOST_PATHS)
        .optional()
        .meta({
            description:
                "Path patterns of the line's requests; * stands for any letters, ? for one. The line gets the path as it was asked for. Default: every path of its host.",
            examples: [["/orders", "/orders/*"]],
        }),
    priority: z.int().min(1).max(MOST_BY_HAND).optional().meta({
        description:
            "Priority of the line's rules: the lowest is asked first. Default: a number by the line's name, above these; rules of host and paths come before those of a host, these before paths, and what takes everything comes last.",
    }),
});

export type Sharing = z.infer<typeof sharing>;

/** Requests that a rule matches; without host and paths, all of them. */
export interface Requests {
    readonly host?: string;
    readonly paths?: readonly string[];
}

/** @param domain the line's own, which its host is by default */
export function requestsOf({ host: named, paths }: Sharing, domain?: string): Requests {
    const of = named ?? domain;
    const takesAll = paths?.some((each) => each === "/*") ?? true;
    return { ...(of === undefined ? {} : { host: of }), ...(takesAll ? {} : { paths }) };
}

/** The rule's conditions. AWS demands at least one, so a rule for everything has the path `/*`. */
export function conditionsOf({ host: named, paths }: Requests): NonNullable<lb.ListenerRuleArgs["conditions"]> {
    const everything = named === undefined && paths === undefined ? ["/*"] : undefined;
    const values = paths ?? everything;
    return [
        ...(named === undefined ? [] : [{ hostHeader: { values: [named] } }]),
        ...(values === undefined ? [] : [{ pathPattern: { values: [...values] } }]),
    ];
}

/** How many numbers a kind of rule has, of the 50000 that AWS knows: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const PER_KIND = 10_000;

/** More specific rules come first: kind 1 before 2, 3 and 4. */
function kindOf({ host: named, paths }: Requests): number {
    if (named !== undefined) return paths === undefined ? 2 : 1;
    return paths === undefined ? 4 : 3;
}

/** Made of the line's name only, so that no priority changes when another line comes or goes. */
export function priorityOf(line: string, { priority }: Sharing, requests: Requests): number {
    if (priority !== undefined) return priority;
    const number = createHash("sha256").update(line).digest().readUInt32BE(0) % PER_KIND;
    return kindOf(requests) * PER_KIND + number;
}

/** Whether their kinds decide which of two is asked first. */
export function areOfTwoKinds(one: Requests, other: Requests): boolean {
    return kindOf(one) !== kindOf(other);
}

/** Whether some request matches both. */
export function meet(one: Requests, other: Requests): boolean {
    return (
        (one.host === undefined || other.host === undefined || patternsMeet(one.host, other.host)) &&
        (one.paths === undefined ||
            other.paths === undefined ||
            one.paths.some((path) => other.paths?.some((another) => patternsMeet(path, another))))
    );
}

/** Whether every request that matches the second also matches the first. */
export function covers(first: Requests, second: Requests): boolean {
    const { host: narrow, paths } = second;
    return (
        (first.host === undefined || (narrow !== undefined && patternCovers(first.host, narrow))) &&
        (first.paths === undefined ||
            (paths?.every((path) => first.paths?.some((wide) => patternCovers(wide, path))) ?? false))
    );
}

/** Whether it is a plain text without wildcards. */
export const isExact = (pattern: string): boolean => !/[*?]/.test(pattern);

/** Whether some text matches both patterns. */
const patternsMeet = (one: string, other: string): boolean =>
    walk(one, other, (a, b) => a === b || a === "?" || b === "?", true);

/** Whether every text that matches the second pattern also matches the first; a star there needs a star here. */
export const patternCovers = (wide: string, narrow: string): boolean =>
    walk(wide, narrow, (a, b) => a === b || (a === "?" && b !== "*"), false);

/** Walks through both patterns at once. @param both whether stars of the second match letters of the first too */
function walk(one: string, other: string, same: (a: string, b: string) => boolean, both: boolean): boolean {
    let reached = new Set([0]);
    // `reached`: the places in `other` that this much of `one` can have reached.
    const skipping = (places: Iterable<number>): Set<number> => {
        const all = new Set(places);
        if (both) for (const at of all) if (other[at] === "*") all.add(at + 1);
        return all;
    };
    reached = skipping(reached);
    for (const letter of one) {
        const next = new Set<number>();
        for (const at of reached) {
            const there = other[at];
            if (letter === "*") for (let to = at; to <= other.length; to += 1) next.add(to);
            else if (there !== undefined && both && there === "*") next.add(at);
            else if (there !== undefined && same(letter, there)) next.add(at + 1);
        }
        reached = skipping(next);
    }
    return reached.has(other.length);
}
