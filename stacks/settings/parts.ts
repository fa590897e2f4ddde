// What the settings know of a kind of part, and which kind a line gets where it names none. The kinds themselves are
// given: nothing here knows one by name.
import { z } from "zod";

import type { ShipSettings } from "../../components/conductors/github-settings";
import type { LineKey, Shares } from "../../components/kind";
import type { SettingPath, SettingRule } from "../../components/setting-rules";

/** What a kind of part says about its settings; the rest of it is the component's business. */
export interface Kind {
    readonly kind: string;
    readonly settings: z.ZodObject;
    readonly rules?: readonly SettingRule<never>[];
    readonly secretNames?: readonly SettingPath[];
    readonly notMade?: Readonly<Record<string, string>>;
}
interface SourceKind extends Kind {
    /** The Git provider that it needs a connection to. */
    readonly connects?: string;
    checks?(settings: never): boolean;
}
interface BuildKind extends Kind {
    readonly under?: LineKey;
    readonly needsSource?: boolean;
    /** A person has to agree before what it makes is a release. */
    readonly asksPeople?: boolean;
    /** A source may stand beside it, for files of the repository. */
    readonly takesSource?: boolean;
    /** Settings that lines of other builds have, and why its own have none. */
    readonly lacks?: Readonly<Record<string, string>>;
    /** What it makes. */
    readonly carries?: Carried;
    readonly pushesTo?: { readonly kind: string };
    testsAlone?(settings: never): boolean;
    runsAt?(settings: never): { readonly repository: string; readonly branch: string; readonly file: string };
    folder?(settings: never): string;
}
interface RegistryKind extends Kind {
    /** Settings of a build, and why. */
    readonly cannotStandBeside?: Readonly<Record<string, string>>;
}
interface TargetKind extends Kind {
    readonly under?: LineKey;
    /** What it takes. */
    carries?(settings: never): Carried;
    /** People have to agree in the middle of a rollout. */
    confirms?(settings: never): boolean;
    /** What it asks of the load balancer that lines share; nothing where it has its own. */
    shares?(settings: never): Shares | undefined;
    /** Files of the repository that it takes, by their paths. */
    takesFiles?(settings: never): readonly string[];
    /** Families of task definitions that are its line's alone. */
    families?(line: string, settings: never): readonly string[];
    readonly pullsBySecret?: boolean;
}
interface Carried {
    readonly kind: string;
    readonly liesInRegistry?: boolean;
}

/** Every kind there is. Adding one to a list is all it takes to be accepted, completed and explained. */
export interface Kinds {
    readonly sources: readonly SourceKind[];
    readonly builds: readonly BuildKind[];
    readonly registries: readonly RegistryKind[];
    readonly targets: readonly TargetKind[];
}

/** A part of some kind, with that kind's settings. */
export interface Chosen {
    kind: string;
    [setting: string]: unknown;
}

/** The parts of one line. */
export interface Parts {
    source?: Chosen;
    build?: Chosen;
    registry?: Chosen;
    deploy: Chosen;
    /** Where the line's workflow takes releases out; it has no kinds. */
    ship?: ShipSettings;
}

export type PartName = Exclude<keyof Parts, "ship">;
export const partNames: readonly PartName[] = ["source", "build", "registry", "deploy"];
const lists = { source: "sources", build: "builds", registry: "registries", deploy: "targets" } as const;

export function kindOf<Part extends PartName>(
    part: Part,
    { kind }: Chosen,
    kinds: Kinds,
): Kinds[(typeof lists)[Part]][number] | undefined {
    const known: readonly Kinds[(typeof lists)[Part]][number][] = kinds[lists[part]];
    return known.find((candidate) => candidate.kind === kind);
}

/** The shape of a part: one of these kinds, by its name, and that one's settings. */
export function oneOf(kinds: readonly Kind[]): z.ZodType<Chosen> {
    const options = kinds.map(({ kind, settings }) => z.strictObject({ kind: z.literal(kind), ...settings.shape }));
    const union = z.discriminatedUnion("kind", options as unknown as [z.ZodObject<{ kind: z.ZodLiteral<string> }>]);
    const notMade = Object.assign({}, ...kinds.map((kind) => kind.notMade)) as Readonly<Record<string, string>>;
    return Object.keys(notMade).length === 0 ? union : union.meta({ notMade });
}

/** What a line says with its defaults: a line that says nothing about how it is made has parts for that all the same. */
export function partsOf({ source, build, deploy, ...written }: Parts, makes: boolean, kinds: Kinds): Parts {
    const taken = takenBy(deploy, kinds);
    // What lies in none has none, even where one is written: that is refused, and its own settings are beside the point.
    const registry =
        taken && !taken.liesInRegistry ? undefined : (written.registry ?? (taken && byDefault(kinds.registries)));
    const runs = { ...(registry ? { registry } : {}), deploy, ...(written.ship ? { ship: written.ship } : {}) };
    if (!makes) return runs;
    const chosen = build ?? byDefault(buildsFor(deploy, kinds));
    const { needsSource, takesSource } = (chosen && kindOf("build", chosen, kinds)) ?? {};
    const from = needsSource ? (source ?? byDefault(kinds.sources)) : takesSource ? source : undefined;
    return { ...(from ? { source: from } : {}), ...(chosen ? { build: chosen } : {}), ...runs };
}

/** Whether a source may stand beside such a build. */
export const readsSource = (build: Chosen, kinds: Kinds): boolean => {
    const kind = kindOf("build", build, kinds);
    return kind?.needsSource === true || kind?.takesSource === true;
};

/** Builds that make what the target takes. */
export function buildsFor(deploy: Chosen, kinds: Kinds): Kinds["builds"] {
    const taken = takenBy(deploy, kinds)?.kind;
    return kinds.builds.filter(({ carries }) => taken === undefined || carries === undefined || carries.kind === taken);
}

/** What the target takes, as its settings say. */
export function takenBy({ kind, ...settings }: Chosen, { targets }: Kinds): Carried | undefined {
    return targets.find((candidate) => candidate.kind === kind)?.carries?.(settings as never);
}

/** Families of task definitions that a line registers, as the settings of its target say. */
export function familiesOf(line: string, { kind, ...settings }: Chosen, { targets }: Kinds): readonly string[] {
    return targets.find((candidate) => candidate.kind === kind)?.families?.(line, settings as never) ?? [];
}

/** The repository's own files that the target takes, as its settings say. */
export function filesTakenBy({ kind, ...settings }: Chosen, { targets }: Kinds): readonly string[] {
    return targets.find((candidate) => candidate.kind === kind)?.takesFiles?.(settings as never) ?? [];
}

/** The first of a list that can do without settings: a folder's list begins with what most lines want. */
export function byDefault(kinds: readonly Kind[]): Chosen | undefined {
    for (const { kind, settings } of kinds) {
        const { data } = settings.safeParse({});
        if (data) return { kind, ...data };
    }
    return undefined;
}
