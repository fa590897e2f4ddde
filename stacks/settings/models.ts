// Lines of models: written below a key of their own, what makes them under its kind's name. Rules and stacks know lines alone.
import { stringify } from "yaml";
import { z } from "zod";

import type { LineKey } from "../../components/kind";
import { outlineOf, own, type Path } from "./mistakes/outline";
import { type Chosen, type Kind, type Kinds, oneOf, type Parts } from "./parts";
import { sampleOf } from "./mistakes/sample";

/** What the file says of one model; below the name of the kind that makes it stand that kind's settings. */
export interface WrittenModel {
    source?: Chosen;
    deploy: Chosen;
    [build: string]: object | undefined;
}

const MODELS: LineKey = "models";
const isOfModels = ({ under }: { readonly under?: LineKey }): boolean => under === MODELS;
const makerOf = ({ builds }: Pick<Kinds, "builds">): Kind | undefined => builds.find(isOfModels);

/** Kinds that a service may name. */
export const ofServices = <K extends { readonly under?: LineKey }>(kinds: readonly K[]): readonly K[] =>
    kinds.filter((kind) => !isOfModels(kind));

/** Without a kind that makes models, or one that runs them, none may be named. */
export function modelsFor(lineName: z.ZodString, kinds: Kinds): z.ZodType<Record<string, WrittenModel>> {
    const maker = makerOf(kinds);
    const targets = kinds.targets.filter(isOfModels);
    const line =
        maker && targets.length > 0
            ? z.strictObject({
                  source: oneOf(kinds.sources).optional().meta({ description: "Where a change comes from." }),
                  [maker.kind]: maker.settings
                      .optional()
                      .meta({ description: "What makes a model of it, in the first environment only." }),
                  deploy: oneOf(targets).meta({ description: "Where the model answers." }),
              })
            : z.never();
    return z.record(lineName, line).meta({
        description: "Lines that carry a model from a commit to an endpoint, by name.",
    }) as unknown as z.ZodType<Record<string, WrittenModel>>;
}

/** Every line, whatever it is written under. A name that both have is refused, and means the service until then. */
export function linesOf<
    D extends { readonly services: Record<string, Parts>; readonly models: Record<string, WrittenModel> },
>(draft: D, kinds: Kinds): D {
    const kind = makerOf(kinds)?.kind;
    const models = Object.entries(draft.models).map(([line, { source, deploy, ...made }]): [string, Parts] => {
        const settings = kind === undefined ? undefined : made[kind];
        const build = kind !== undefined && settings ? { build: { ...settings, kind } } : {};
        return [line, { ...(source ? { source } : {}), ...build, deploy }];
    });
    return { ...draft, services: { ...Object.fromEntries(models), ...draft.services } };
}

interface Written {
    readonly document: Readonly<Record<string, unknown>>;
    readonly kinds: Kinds;
}

/** Whether the file has the line among its models. */
export function isModel(line: string, { document }: Pick<Written, "document">): boolean {
    const named = (key: string): boolean => own(document[key], line) !== undefined;
    return named(MODELS) && !named("services");
}

/** Where a setting of a line stands in the file. */
export function asWritten(path: Path, about: Written): Path {
    const [under, line, part, ...rest] = path;
    if (under !== "services" || line === undefined || !isModel(String(line), about)) return path;
    if (part !== "build") return [MODELS, line, ...path.slice(2)];
    const [first, ...below] = rest;
    return [MODELS, line, makerOf(about.kinds)?.kind ?? part, ...(first === "kind" ? below : rest)];
}

/** What to write where a model says nothing of how it is made. */
export function leastMaker(kinds: Kinds): string {
    const maker = makerOf(kinds);
    const least = maker ? { [maker.kind]: sampleOf(outlineOf(maker.settings)) } : {};
    return stringify(least, { collectionStyle: "flow", lineWidth: 0 })
        .trim()
        .replace(/^\{ (.*) \}$/, "$1");
}
