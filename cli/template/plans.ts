// Templates become plans: one for each account and region, with the stacks of it in the order of their imports.
import { type Json, parentsFirst, type Plan, type PlannedResource } from "../../plan/document";
import { UsageError } from "../command";
import { urnOf } from "../plan/names";
import { withoutSecrets } from "../plan/values";
import { misnamed } from "../rehearse/plan-names";
import { filesOf } from "./assembly";
import { readDeclared } from "./declared";
import { readTemplateFile, type StackFile, type TemplateFile } from "./file";
import type { Note } from "./not-rehearsed";
import { type Given, givenIn, settled, strange } from "./parameters";
import { type Problem, refuse } from "./problems";
import { wrongReferences } from "./references";
import { circular, needs, ordered, type SettledStack, settledStack, twice, unexported } from "./settled-stacks";
import { type MadeStack, makeStack } from "./stack";

const PROJECT = "template";

export interface FromTemplates {
    readonly plans: readonly Plan[];
    readonly notes: readonly Note[];
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

interface Place {
    /** Of the plan: its stacks. */
    readonly name: string;
    readonly root: string;
    readonly stacks: readonly SettledStack[];
}

/** Stacks by account and region. */
function placesOf(stacks: readonly SettledStack[]): readonly Place[] {
    const keyOf = ({ place: { account, region } }: SettledStack): string => `${account} ${region}`;
    return [...new Set(stacks.map(keyOf))].map((key) => {
        const here = stacks.filter((stack) => keyOf(stack) === key);
        const name = here.map(({ read }) => read.file.stack).join("+");
        const root = urnOf(name, PROJECT, undefined, "pulumi:pulumi:Stack", `${PROJECT}-${name}`);
        return { name, root, stacks: here };
    });
}

/** Makes the stacks of one place, each after those that it needs. */
function madeAt({ name, root, stacks }: Place, need: ReturnType<typeof needs>): readonly MadeStack[] {
    const exports = new Map<string, Json>();
    const urns = new Map<string, string>();
    return stacks.map(({ read, parameters, place }) => {
        const { stack, path } = read.file;
        const made = makeStack({
            ...{ read, parameters, place },
            plan: { project: PROJECT, stack: name, root },
            prefix: stacks.length > 1 ? `${stack}-` : "",
            imported: (wanted) => exports.get(wanted),
            after: (need.get(path) ?? []).flatMap((each) => urns.get(each) ?? []),
        });
        urns.set(path, made.resources[0]?.urn ?? "");
        for (const [exported, value] of made.exports) exports.set(exported, value);
        return made;
    });
}

function planOf({ name, root, stacks }: Place, made: readonly MadeStack[]): Plan {
    const itself: PlannedResource = {
        ...{ urn: root, type: "pulumi:pulumi:Stack", name: `${PROJECT}-${name}`, custom: false },
        ...{ inputs: {}, outputs: {}, options: {} },
    };
    const { account = "", region = "" } = stacks[0]?.place ?? {};
    const outputs = stacks.map(({ read }, at) => [read.file.stack, made[at]?.outputs ?? {}] as const);
    return {
        ...{ format: 1, project: PROJECT, stack: name, account, region },
        resources: parentsFirst([itself, ...made.flatMap(({ resources }) => resources)]),
        invokes: [],
        outputs: Object.fromEntries(outputs),
    };
}

function planned(stacks: readonly SettledStack[]): FromTemplates {
    const need = needs(stacks);
    const places = placesOf(stacks).map((place) => ({ place, made: madeAt(place, need) }));
    const made = places.flatMap((each) => each.made);
    refuse(made.flatMap(({ problems }) => problems));
    const plans = places.map((each) => planOf(each.place, each.made));
    refuse(plans.flatMap(({ resources }) => resources.flatMap(misnamed)).map((says) => ({ says })));
    return { plans: withoutSecrets(plans as never, secretsOf(stacks)), notes: made.flatMap(({ notes }) => notes) };
}

/** Values of parameters that say NoEcho. */
function secretsOf(stacks: readonly SettledStack[]): readonly string[] {
    return stacks.flatMap(({ read, parameters }) =>
        Object.entries(parameters).flatMap(([name, value]) =>
            read.template.parameters[name]?.noEcho === true && value !== "" ? [value] : [],
        ),
    );
}
