// Whatever a template names, before anything of it is carried out: each name of nothing has its place.
import type { Json, JsonObject } from "../../plan/document";
import { isRecord } from "../../plan/plans";
import { Refused } from "../../rehearsal/account/gateway";
import { attributeOf, placesIn, substitution } from "../../rehearsal/cloudformation/functions";
import { needsOf, sortedBy } from "../../rehearsal/cloudformation/order";
import { LIST_FUNCTIONS } from "../../rehearsal/cloudformation/list-functions";
import type { ReadTemplate } from "./declared";
import { meant, type Problem } from "./problems";
import { PSEUDO } from "./pseudo";

type Path = readonly string[];
/** Says what is wrong at a place. */
type Say = (path: Path, says: string, fix?: string) => void;

const OTHERS = ["Fn::GetAtt", "Fn::Sub", "Fn::If", "Fn::ImportValue", "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not"];
const FUNCTIONS = [...OTHERS, ...Object.keys(LIST_FUNCTIONS)];

export function wrongReferences({ file, template }: ReadTemplate): readonly Problem[] {
    const problems: Problem[] = [];
    const say: Say = (path, says, fix) =>
        void problems.push({
            file: file.path,
            line: file.lineOf(path),
            path,
            says,
            ...(fix === undefined ? {} : { fix }),
        });
    const { document } = file;
    const names = namesOf(document);
    for (const section of ["Conditions", "Resources", "Outputs"]) {
        const found = document[section];
        if (found !== undefined) look(found, [section], names, say);
    }
    for (const [name, { dependsOn }] of Object.entries(template.resources))
        for (const each of dependsOn)
            if (!names.resources.includes(each))
                say(
                    ["Resources", name, "DependsOn"],
                    `DependsOn ${each}: this template has no such resource${meant(each, names.resources)}`,
                    fixed("DependsOn: ", each, names.resources),
                );
    const circle = circleOf(template);
    if (circle)
        say(
            ["Resources", circle[0] ?? ""],
            `${[...circle, circle[0]].join(" needs ")}: CloudFormation refuses what needs itself`,
            "take one of these references out, as by a policy or a rule that is a resource of its own",
        );
    return problems;
}

function circleOf(template: ReadTemplate["template"]): readonly string[] | undefined {
    try {
        return sortedBy(needsOf(template)).circle;
    } catch (error) {
        // A function that names nothing is said where it stands.
        if (error instanceof Refused) return undefined;
        throw error;
    }
}

interface Names {
    readonly resources: readonly string[];
    readonly referable: readonly string[];
    readonly conditions: readonly string[];
    readonly mappings: readonly string[];
}

function namesOf(document: JsonObject): Names {
    const keys = (section: string): readonly string[] => {
        const found = document[section];
        return isRecord(found) ? Object.keys(found) : [];
    };
    const resources = keys("Resources");
    return {
        resources,
        referable: [...resources, ...keys("Parameters"), ...PSEUDO],
        conditions: keys("Conditions"),
        mappings: keys("Mappings"),
    };
}

function look(value: Json, path: Path, names: Names, say: Say): void {
    if (Array.isArray(value)) {
        for (const [at, each] of (value as readonly Json[]).entries()) look(each, [...path, String(at)], names, say);
        return;
    }
    if (!isRecord(value)) return;
    const entries = Object.entries(value);
    const [[key, said] = ["", null]] = entries;
    if (entries.length === 1) one(key, said, path, names, say);
    // What names a resource's condition, or a condition within another.
    const { Condition: condition } = value;
    const isConditional = path.length === 2 ? path[0] !== "Conditions" : path[0] === "Conditions";
    if (isConditional && typeof condition === "string") known(condition, "condition", names.conditions, path, say);
    for (const [name, below] of entries) look(below, [...path, name], names, say);
}

/** What a function names. Whether it is given enough, carrying it out tells. */
function one(key: string, said: Json, path: Path, names: Names, say: Say): void {
    if (key === "Ref") known(String(said), "Ref", names.referable, path, say);
    else if (key === "Fn::GetAtt") named(() => [attributeOf(said).logicalId], "GetAtt", names.resources, path, say);
    else if (key === "Fn::Sub") {
        const places = (): readonly string[] => {
            const { text, given } = substitution(said);
            return placesIn(text).filter((name) => !Object.hasOwn(given, name));
        };
        const whole = (name: string): boolean => !name.includes(".");
        named(() => places().filter(whole), "Sub", names.referable, path, say);
        named(
            () =>
                places()
                    .filter((name) => !whole(name))
                    .map(head),
            "Sub",
            names.resources,
            path,
            say,
        );
    } else if (key === "Fn::If") named(() => firstOf(said), "condition", names.conditions, path, say);
    else if (key === "Fn::FindInMap") named(() => firstOf(said), "FindInMap", names.mappings, path, say);
    else if (key.startsWith("Fn::") && !FUNCTIONS.includes(key))
        say(path, `${key} is none of the functions that are carried out here: ${["Ref", ...FUNCTIONS].join(", ")}`);
}

const head = (name: string): string => name.split(".")[0] ?? "";

const firstOf = (said: Json): readonly string[] => {
    const [name] = Array.isArray(said) ? (said as readonly Json[]) : [];
    return typeof name === "string" ? [name] : [];
};

function named(names: () => readonly string[], by: string, all: readonly string[], path: Path, say: Say): void {
    try {
        for (const name of names()) known(name, by, all, path, say);
    } catch (error) {
        if (!(error instanceof Refused)) throw error;
        say(path, error.message);
    }
}

const WHAT: Readonly<Record<string, string>> = {
    condition: "no such condition",
    FindInMap: "no such mapping",
    GetAtt: "no such resource",
};

function known(name: string, by: string, all: readonly string[], path: Path, say: Say): void {
    if (all.includes(name)) return;
    const nothing = WHAT[by] ?? "no resource and no parameter of this name";
    say(path, `${by} ${name}: this template has ${nothing}${meant(name, all)}`, fixed("", name, all));
}

/** The name that was probably meant, where there is one; else what there is. */
function fixed(before: string, name: string, all: readonly string[]): string | undefined {
    const [, found] = /mean (.+)\?$/.exec(meant(name, all)) ?? [];
    if (found !== undefined) return `${before}${found}`;
    return all.length === 0 ? undefined : `there are ${all.slice(0, 12).join(", ")}${all.length > 12 ? ", …" : ""}`;
}
