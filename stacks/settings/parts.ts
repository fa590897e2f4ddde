// What the settings know of a kind of part, and which kind a line gets where it names none. The kinds themselves are
// given: nothing here knows one by name.
import type { z } from "zod";

import type { SettingRule } from "../../components/setting-rules";

/** What a kind of part says about its settings; the rest of it is the component's business. */
export interface Kind {
    readonly kind: string;
    readonly settings: z.ZodObject;
    readonly needsSource?: boolean;
    readonly carries?: { readonly kind: string };
    readonly rules?: readonly SettingRule<never>[];
    folder?(settings: never): string;
}

/** Every kind there is. Adding one to a list is all it takes to be accepted, completed and explained. */
export interface Kinds {
    readonly sources: readonly Kind[];
    readonly builds: readonly Kind[];
    readonly targets: readonly Kind[];
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
    deploy: Chosen;
}

export type PartName = keyof Parts;
export const partNames: readonly PartName[] = ["source", "build", "deploy"];
const lists = { source: "sources", build: "builds", deploy: "targets" } as const;

export function kindOf(part: PartName, { kind }: Chosen, kinds: Kinds): Kind | undefined {
    return kinds[lists[part]].find((candidate) => candidate.kind === kind);
}

/** What a line says with its defaults: a line that says nothing about how it is made has parts for that all the same. */
export function partsOf({ source, build, deploy }: Parts, makes: boolean, kinds: Kinds): Parts {
    if (!makes) return { deploy };
    const chosen = build ?? byDefault(buildsFor(deploy, kinds));
    const needsSource = chosen && kindOf("build", chosen, kinds)?.needsSource;
    const from = needsSource ? (source ?? byDefault(kinds.sources)) : undefined;
    return { ...(from ? { source: from } : {}), ...(chosen ? { build: chosen } : {}), deploy };
}

/** Builds that make what the target takes. */
export function buildsFor(deploy: Chosen, kinds: Kinds): readonly Kind[] {
    const taken = kindOf("deploy", deploy, kinds)?.carries?.kind;
    return kinds.builds.filter(({ carries }) => taken === undefined || carries === undefined || carries.kind === taken);
}

/** The first of a list that can do without settings: a folder's list begins with what most lines want. */
export function byDefault(kinds: readonly Kind[]): Chosen | undefined {
    for (const { kind, settings } of kinds) {
        const { data } = settings.safeParse({});
        if (data) return { kind, ...data };
    }
    return undefined;
}
