// Stacks before anything of them is made: their parameters, their place, and what they take from each other.
import type { Json } from "../../plan/document";
import { NotRehearsed, Refused } from "../../rehearsal/account/gateway";
import { resolve } from "../../rehearsal/cloudformation/functions";
import { sortedBy } from "../../rehearsal/cloudformation/order";
import type { ReadTemplate } from "./declared";
import type { Given } from "./parameters";
import { meant, type Problem } from "./problems";
import { pseudoOf } from "./pseudo";

/** Where neither a template nor the command says it: a number that AWS's documentation uses. */
const NOWHERE = { account: "123456789012", region: "us-east-1" };

export interface SettledStack {
    readonly read: ReadTemplate;
    readonly parameters: Readonly<Record<string, string>>;
    readonly place: { readonly account: string; readonly region: string };
    readonly exports: readonly (string | undefined)[];
    readonly imports: readonly Import[];
}

interface Import {
    /** Absent where it is not known before other stacks are there. */
    readonly name?: string;
    readonly path: readonly string[];
}

export function twice(reads: readonly ReadTemplate[]): readonly Problem[] {
    const names = reads.map(({ file }) => `${file.stack} ${file.account ?? ""} ${file.region ?? ""}`);
    return reads
        .filter((_, at) => names.indexOf(names[at] ?? "") !== at)
        .map(({ file }) => ({ file: file.path, says: `two templates are of the stack ${file.stack}; leave one out` }));
}

export function settledStack(read: ReadTemplate, parameters: SettledStack["parameters"], given: Given): SettledStack {
    const { file, template } = read;
    const place = {
        account: given.get("AWS::AccountId") ?? file.account ?? NOWHERE.account,
        region: given.get("AWS::Region") ?? file.region ?? NOWHERE.region,
    };
    const scope = { template, parameters, pseudo: pseudoOf(file.stack, place), known: () => undefined };
    const name = (value: Json): string | undefined => {
        try {
            return String(resolve(value, scope));
        } catch (error) {
            if (error instanceof Refused || error instanceof NotRehearsed) return undefined;
            throw error;
        }
    };
    const exports = Object.values(template.outputs).flatMap(({ exportName }) =>
        exportName === undefined ? [] : [name(exportName)],
    );
    const imports = importsIn(file.document["Resources"] ?? null, ["Resources"]).map(({ value, path }) => ({
        name: name(value),
        path,
    }));
    return { read, parameters, place, exports, imports };
}

function importsIn(
    value: Json,
    path: readonly string[],
): readonly { readonly value: Json; readonly path: readonly string[] }[] {
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, below]: [string, Json]) =>
        key === "Fn::ImportValue" ? [{ value: below, path }] : importsIn(below, [...path, key]),
    );
}

/** Whether one stack has what another imports: exports are of an account and a region. */
function has(
    { place: { account, region }, exports }: SettledStack,
    name: string | undefined,
    by: SettledStack,
): boolean {
    return by.place.account === account && by.place.region === region && exports.includes(name);
}

/** Imports of what no template exports, where the names of all exports are known. */
export function unexported(stacks: readonly SettledStack[]): readonly Problem[] {
    const names = stacks.flatMap(({ exports }) => exports);
    if (names.includes(undefined)) return [];
    const known = names.filter((name) => name !== undefined);
    const lacking = stacks.flatMap((stack) =>
        stack.imports
            .filter(({ name }) => name !== undefined && !stacks.some((other) => has(other, name, stack)))
            .map(({ name = "", path }) => ({ file: stack.read.file, name, path })),
    );
    return lacking.map(({ file, name, path }) => ({
        file: file.path,
        line: file.lineOf(path),
        path,
        says: `ImportValue ${name}: none of these templates exports it${known.includes(name) ? " in that account and region" : meant(name, known)}`,
        fix: "--template <file of the stack that exports it>",
    }));
}

/** By each template's path, those that its stack takes something from: a name may be of one stack in each region. */
export function needs(stacks: readonly SettledStack[]): ReadonlyMap<string, readonly string[]> {
    return new Map(
        stacks.map((stack) => {
            const { file } = stack.read;
            const from = stack.imports.flatMap(({ name }) =>
                stacks.filter((other) => has(other, name, stack)).map((each) => each.read.file.path),
            );
            return [file.path, [...new Set([...file.after, ...from])]];
        }),
    );
}

export function circular(stacks: readonly SettledStack[]): readonly Problem[] {
    const { circle } = sortedBy(needs(stacks));
    if (!circle) return [];
    const names = circle.map((path) => stacks.find(({ read }) => read.file.path === path)?.read.file.stack);
    return [{ file: circle[0], says: `these stacks need each other: ${names.join(", ")}` }];
}

export function ordered(stacks: readonly SettledStack[]): readonly SettledStack[] {
    const { order } = sortedBy(needs(stacks));
    return [...stacks].sort((a, b) => order.indexOf(a.read.file.path) - order.indexOf(b.read.file.path));
}
