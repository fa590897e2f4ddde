// Templates become plans: one for each account and region, with the stacks of it in the order of their imports.
import { type Json, parentsFirst, type Plan, type PlannedResource } from "../../plan/document";
import { resolve } from "../../rehearsal/cloudformation/functions";
import { Refused, NotRehearsed } from "../../rehearsal/account/gateway";
import { sortedBy } from "../../rehearsal/cloudformation/order";
import { UsageError } from "../command";
import { urnOf } from "../plan/names";
import { withoutSecrets } from "../plan/values";
import { misnamed } from "../rehearse/plan-names";
import { filesOf } from "./assembly";
import { readDeclared, type ReadTemplate } from "./declared";
import { readTemplateFile, type StackFile, type TemplateFile } from "./file";
import type { Note } from "./not-rehearsed";
import { type Given, givenIn, settled, strange } from "./parameters";
import { meant, type Problem, refuse } from "./problems";
import { pseudoOf } from "./pseudo";
import { wrongReferences } from "./references";
import { type MadeStack, makeStack } from "./stack";

/** Where neither a template nor the command says it: a number that AWS's documentation uses. */
const NOWHERE = { account: "123456789012", region: "us-east-1" };
const PROJECT = "template";

export interface FromTemplates {
    readonly plans: readonly Plan[];
    readonly notes: readonly Note[];
}

interface Settled {
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

export function plansOfTemplates(paths: readonly string[], parameters: readonly string[]): FromTemplates {
    const given = givenIn(parameters);
    if (given.size > 0 && paths.length === 0)
        throw new UsageError("--parameter is for templates; say which: --template <file>");
    const { files, problems: wrongFiles } = filesOf(paths);
    const tried = files.map((file) => readTemplateFile(named(file, given, files.length)));
    const isRead = (one: TemplateFile | Problem): one is TemplateFile => "document" in one;
    const reads = tried.filter(isRead).map(readDeclared);
    const all = reads.map((read) => ({ read, ...settled(read, given) }));
    const stacks = all.map(({ read, values }) => settledStack(read, values, given));
    refuse([
        ...wrongFiles,
        ...tried.filter((one): one is Problem => !isRead(one)),
        ...twice(reads),
        ...(tried.every(isRead) ? strange(given, reads) : []),
        ...all.flatMap(({ read, problems }) => [...read.problems, ...problems, ...wrongReferences(read)]),
        ...unexported(stacks),
        ...circular(stacks),
    ]);
    return planned(ordered(stacks));
}

function named(file: StackFile, given: Given, count: number): StackFile {
    const name = given.get("AWS::StackName");
    return name !== undefined && count === 1 ? { ...file, stack: name } : file;
}

function twice(reads: readonly ReadTemplate[]): readonly Problem[] {
    const names = reads.map(({ file }) => `${file.stack} ${file.account ?? ""} ${file.region ?? ""}`);
    return reads
        .filter((_, at) => names.indexOf(names[at] ?? "") !== at)
        .map(({ file }) => ({ file: file.path, says: `two templates are of the stack ${file.stack}; leave one out` }));
}

function settledStack(read: ReadTemplate, parameters: Settled["parameters"], given: Given): Settled {
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

/** Imports of what no template exports, where the names of all exports are known. */
function unexported(stacks: readonly Settled[]): readonly Problem[] {
    const names = stacks.flatMap(({ exports }) => exports);
    if (names.includes(undefined)) return [];
    const known = names.filter((name) => name !== undefined);
    return stacks.flatMap(({ read: { file }, imports }) =>
        imports.flatMap(({ name, path }) =>
            name === undefined || known.includes(name)
                ? []
                : [
                      {
                          file: file.path,
                          line: file.lineOf(path),
                          path,
                          says: `ImportValue ${name}: none of these templates exports it${meant(name, known)}`,
                          fix: "--template <file of the stack that exports it>",
                      },
                  ],
        ),
    );
}

/** By each stack, those that it takes something from. */
function needs(stacks: readonly Settled[]): ReadonlyMap<string, readonly string[]> {
    return new Map(
        stacks.map(({ read: { file }, imports }) => {
            const from = imports.flatMap(({ name }) =>
                stacks.filter(({ exports }) => exports.includes(name)).map((each) => each.read.file.stack),
            );
            return [file.stack, [...new Set([...file.after, ...from])]];
        }),
    );
}

function circular(stacks: readonly Settled[]): readonly Problem[] {
    const { circle } = sortedBy(needs(stacks));
    if (!circle) return [];
    const file = stacks.find(({ read }) => read.file.stack === circle[0])?.read.file.path;
    return [{ file, says: `these stacks need each other: ${circle.join(", ")}` }];
}

function ordered(stacks: readonly Settled[]): readonly Settled[] {
    const { order } = sortedBy(needs(stacks));
    return [...stacks].sort((a, b) => order.indexOf(a.read.file.stack) - order.indexOf(b.read.file.stack));
}

function planned(stacks: readonly Settled[]): FromTemplates {
    const places = [...new Set(stacks.map(({ place }) => `${place.account} ${place.region}`))];
    const made: MadeStack[] = [];
    const exports = new Map<string, Json>();
    const need = needs(stacks);
    const rootOf = new Map<string, string>();
    const perPlace = places.map((key) => {
        const here = stacks.filter(({ place }) => `${place.account} ${place.region}` === key);
        const name = here.map(({ read }) => read.file.stack).join("+");
        return { key, here, name };
    });
    const placeOf = (stack: Settled) => perPlace.find(({ here }) => here.includes(stack));
    const parts = stacks.map((stack) => {
        const of = placeOf(stack);
        const name = of?.name ?? "";
        const root = urnOf(name, PROJECT, undefined, "pulumi:pulumi:Stack", `${PROJECT}-${name}`);
        const one = makeStack({
            read: stack.read,
            parameters: stack.parameters,
            place: stack.place,
            plan: { project: PROJECT, stack: name, root },
            prefix: (of?.here.length ?? 1) > 1 ? `${stack.read.file.stack}-` : "",
            imported: (wanted) => exports.get(wanted),
            after: (need.get(stack.read.file.stack) ?? []).flatMap((each) => rootOf.get(`${of?.key} ${each}`) ?? []),
        });
        made.push(one);
        rootOf.set(`${of?.key} ${stack.read.file.stack}`, one.resources[0]?.urn ?? "");
        for (const [exported, value] of one.exports) exports.set(exported, value);
        return { of, one, stack, root };
    });
    refuse(made.flatMap(({ problems }) => problems));
    const plans = perPlace.map(({ name, here }): Plan => {
        const mine = parts.filter(({ stack }) => here.includes(stack));
        const root = mine[0]?.root ?? "";
        const stackItself: PlannedResource = {
            urn: root,
            type: "pulumi:pulumi:Stack",
            name: `${PROJECT}-${name}`,
            custom: false,
            inputs: {},
            outputs: {},
            options: {},
        };
        return {
            format: 1,
            project: PROJECT,
            stack: name,
            ...(here[0]?.place ?? NOWHERE),
            resources: parentsFirst([stackItself, ...mine.flatMap(({ one }) => one.resources)]),
            invokes: [],
            outputs: Object.fromEntries(mine.map(({ one, stack }) => [stack.read.file.stack, one.outputs])),
        };
    });
    refuse(plans.flatMap(({ resources }) => resources.flatMap(misnamed)).map((says) => ({ says })));
    const secrets = stacks.flatMap(({ read, parameters }) =>
        Object.entries(parameters).flatMap(([name, value]) =>
            read.template.parameters[name]?.noEcho === true && value !== "" ? [value] : [],
        ),
    );
    return { plans: withoutSecrets(plans as never, secrets), notes: made.flatMap(({ notes }) => notes) };
}
