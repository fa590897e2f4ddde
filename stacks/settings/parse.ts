// Raw configuration in; settings, or every problem there is, out. Knows neither Pulumi's runtime nor any kind of part.
import type { Context, Written } from "./context";
import { decode, removeHarmful } from "./decode";
import { explain } from "./mistakes/explain";
import { withMeantKinds } from "./mistakes/meant-kinds";
import { mend } from "./mistakes/mend";
import { outlineOf, type Path } from "./mistakes/outline";
import type { Kinds } from "./parts";
import { setting } from "./mistakes/fix";
import type { Problem } from "./mistakes/problem";
import type { About } from "./rules/rule";
import { takeSecretsOut } from "./rules/secrets";
import { draftOf } from "./mistakes/sample";
import { type Shapes, takeOthersOut } from "./scope";
import { strayNamespaces } from "./mistakes/stray";
import { allRight, judgeNamed } from "./mistakes/usable-names";

/** A configuration that nothing is wrong with. */
export type Parsed<Drafted> = Drafted & { region: string };

export type Outcome<Drafted> = { readonly parsed: Parsed<Drafted> } | Complaint;

interface Complaint {
    readonly problems: readonly Problem[];
    /** Finds what is spoken of in the file, also where it should stand elsewhere. */
    readonly written?: Written;
}

/** What a stack of one scope has to be like. */
export interface Demands<Drafted> extends Shapes {
    readonly rules: readonly ((settings: Drafted, about: About) => readonly Problem[])[];
}

export function parse<Drafted>(
    demands: Demands<Drafted>,
    raw: Readonly<Record<string, unknown>>,
    { kinds, ...context }: Context & { readonly kinds: Kinds },
): Outcome<Drafted> {
    const { project } = context;
    const { own: schema, rules } = demands;
    const document = decode(structuredClone({ ...raw }), project, demands);
    const { region, problems: nowhere } = regionOf(raw["aws:region"]);
    const about: About = { ...context, region, kinds, document };
    const harmful = [
        ...strayNamespaces(raw, Object.keys(schema.shape), context),
        ...removeHarmful(document, project),
        ...takeSecretsOut(document, about),
        ...takeOthersOut(document, demands, about),
    ];
    const first = schema.safeParse(document);
    // Explaining takes the JSON Schema of the settings, which takes longer to write than they take to read.
    const outline = first.success ? {} : outlineOf(schema);
    const mended = first.success ? { problems: [], written: context.written } : mend(document, outline, context);
    const meant = first.success ? { rounds: [], document } : withMeantKinds(schema, document, outline);
    const named = first.success ? allRight(first, document) : judgeNamed(schema, meant.document, outline);
    const mendedContext = { ...context, written: mended.written };
    const subject = { ...mendedContext, kinds, region, outline };
    const misshapen = [...meant.rounds, { issues: named.issues, document: meant.document }]
        .flatMap(({ issues, document }) => issues.flatMap((issue) => explain(issue, { ...subject, document })))
        .filter((problem, _index, all) => isNews(problem, harmful) && !isMeantElsewhere(problem, all));
    const unnamed = named.issues.filter(({ code }) => code === "invalid_key").map(({ path }) => path as Path);
    const found = [...nowhere, ...harmful, ...misshapen];
    // What stands below a name is judged by itself; the name has been.
    const isName = ({ path }: Problem): boolean => unnamed.some((name) => isSame(name, path));
    const known = found.filter((problem) => !isName(problem));
    const draft = named.result.data ?? draftOf(schema, outline, named.document);
    const judged: About = { ...about, ...mendedContext, document: named.document };
    const forbidden = draft
        ? rules
              .flatMap((rule) => rule(draft as Drafted, judged))
              .map(named.asWritten)
              .filter((problem) => !isName(problem) && isNews(problem, known))
        : [];
    const problems = [...nowhere, ...harmful, ...mended.problems, ...misshapen, ...forbidden];
    return problems.length > 0 || !named.result.data || region === undefined
        ? { problems, written: mended.written }
        : { parsed: { ...(named.result.data as Drafted), region } };
}

const isSame = (one: Path, other: Path): boolean => one.length === other.length && contains(one, other);

/** Not while the setting itself, or one it depends on, is wrong in another way. */
const isNews = ({ path, also = [] }: Problem, known: readonly Problem[]): boolean => {
    const wrong = known
        .flatMap((problem) => [problem.path, ...(problem.also ?? [])])
        .filter(({ length }) => length > 0);
    return !wrong.some(
        (place) => contains(place, path) || also.some((read) => contains(place, read) || contains(read, place)),
    );
};

const contains = (outer: Path, inner: Path): boolean => outer.every((key, index) => key === inner[index]);

/** A missing setting that is only misspelt is told once, as misspelt. */
const isMeantElsewhere = ({ path, is }: Problem, all: readonly Problem[]): boolean =>
    is === "is not set" && all.some(({ also = [] }) => also.some((meant) => contains(path, meant)));

/** ISO partitions have none of the services a line consists of, so they are not among the partitions we know. */
export const regionPattern = /^(?!us-iso|eu-isoe)[a-z]{2}(-gov)?-[a-z]+-\d$/;

function regionOf(value: unknown): { region?: string; problems: Problem[] } {
    if (typeof value === "string" && regionPattern.test(value)) return { region: value, problems: [] };
    const problem: Problem = {
        path: ["region"],
        where: "aws:region",
        is: value === undefined ? "is not set" : `is ${JSON.stringify(value).slice(0, 40)}`,
        allowed: "an AWS region such as eu-west-1",
        fix: [setting("aws", ["region"], "eu-west-1")],
    };
    return { problems: [problem] };
}
