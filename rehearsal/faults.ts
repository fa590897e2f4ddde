// What can go wrong on purpose. A fault changes the world: a file, a policy, an answer, a signal; never a result.
import type { Plan } from "../plan/document";
import { nearestName } from "../text/nearest";
import { builds } from "./builds";
import { UnknownFault, withoutStatement } from "./faults/denied";
import type { Breakage } from "./faults/source";
import { targets } from "./targets";

/** What breaks an application, by the name of the fault: each kind of build and target says what it knows. */
export const breakages: ReadonlyMap<string, readonly Breakage[]> = collected(
    [...Object.values(builds), ...Object.values(targets)].flatMap(({ breakages = {} }) => Object.entries(breakages)),
);

const FAULTS = [...breakages.keys(), "reject", "denied=<resource>/<action>", "kill", "throttle"];

export interface Faults {
    readonly plans: readonly Plan[];
    /** Names of breakages of the application. */
    readonly breakages: readonly string[];
    /** The same, of its second release: the first one serves by then. */
    readonly breakagesOfSecond: readonly string[];
    readonly rejects: boolean;
    readonly kills: boolean;
    readonly throttles: boolean;
    /** What is changed outside of the application, for the summary; what breaks an application says that itself. */
    readonly told: readonly { readonly name: string; readonly text: string }[];
}

/** What the named faults change about a rehearsal of these plans. */
export function faultsOf(names: readonly string[], plans: readonly Plan[]): Faults {
    const known = FAULTS.map((name) => name.split("=")[0] ?? "");
    for (const name of names) {
        const [kind = ""] = name.split("=");
        if (isOfRelease(name)) continue;
        if (kind === "denied" ? name.startsWith("denied=") : known.includes(name)) continue;
        const meant = FAULTS[known.indexOf(kind)] ?? nearestName(kind, known);
        throw new UnknownFault(
            `there is no fault "${name}"${meant === undefined ? "" : `; did you mean ${meant}?`} (${FAULTS.join(", ")})`,
        );
    }
    const denied = names.filter((name) => name.startsWith("denied=")).map((name) => name.slice("denied=".length));
    return {
        plans: denied.reduce(withoutStatement, plans),
        breakages: names.map(withoutFirst).filter((name) => breakages.has(name)),
        breakagesOfSecond: names.flatMap((name) => (name.endsWith(SECOND) ? name.slice(0, -SECOND.length) : [])),
        rejects: names.includes("reject"),
        kills: names.includes("kill"),
        throttles: names.includes("throttle"),
        told: names.flatMap((name) => {
            const text = textOf(name);
            return text === undefined ? [] : [{ name, text }];
        }),
    };
}

const [FIRST, SECOND] = ["@1", "@2"] as const;

function withoutFirst(name: string): string {
    return name.endsWith(FIRST) ? name.slice(0, -FIRST.length) : name;
}

/** `alarm@2`: what breaks an application, in the release of this number. */
function isOfRelease(name: string): boolean {
    const [, kind = "", release] = /^([a-z]+)@(.*)$/.exec(name) ?? [];
    if (release === undefined || !FAULTS.some((fault) => fault === kind)) return false;
    if (!breakages.has(kind))
        throw new UnknownFault(`${kind} is no fault of one release; of one are ${[...breakages.keys()].join(", ")}`);
    if (!([FIRST, SECOND] as readonly string[]).includes(`@${release}`))
        throw new UnknownFault(`"${name}": there are two releases, ${kind}${FIRST} and ${kind}${SECOND}`);
    return true;
}

function textOf(name: string): string | undefined {
    if (name === "reject") return "whoever is asked says no";
    if (name === "throttle") return "AWS refuses the first call of each kind: slow down";
    const [, resource, action] = /^denied=([^/]+)\/(.+)$/.exec(name) ?? [];
    return resource === undefined ? undefined : `no statement of ${resource} names ${action} any more`;
}

function collected(all: readonly (readonly [name: string, Breakage])[]): ReadonlyMap<string, readonly Breakage[]> {
    const names = [...new Set(all.map(([name]) => name))];
    return new Map(
        names.map((name) => [name, [...new Set(all.filter(([of]) => of === name).map(([, each]) => each))]]),
    );
}
