import type * as pulumi from "@pulumi/pulumi";

import { builds } from "../components/builds";
import type { Build, BuildFrom, Carries, Source, Target, TargetFrom } from "../components/parts";
import type { EnvironmentContext } from "../components/context";
import { sources } from "../components/sources";
import { targets } from "../components/targets";

/** Every kind of part that a line may name. A kind added to its folder's list is known here, and nowhere else by name. */
export const kinds = { sources, builds, targets } as const;

/** A kind among others: which settings it takes is known to it alone, and to the schema that was made from it. */
interface AnyKind<From, Made> {
    readonly kind: string;
    make(
        line: string,
        settings: never,
        from: From,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Made;
}

export interface Parts {
    readonly sources: readonly AnyKind<Record<never, never>, Source>[];
    readonly builds: readonly (AnyKind<BuildFrom, Build> & { readonly carries: Carries })[];
    readonly targets: readonly (AnyKind<TargetFrom, Target> & { readonly takes: Carries })[];
}
/** The kinds that the settings may name, as what they make. */
export const parts: Parts = kinds;

/** Makes a part of the kind that its settings name. */
export function makePart<From, Made>(
    of: readonly AnyKind<From, Made>[],
    { kind: name, ...settings }: { readonly kind: string },
    line: string,
    from: From,
    context: EnvironmentContext,
    opts: pulumi.ComponentResourceOptions,
): Made {
    const kind = of.find((candidate) => candidate.kind === name);
    if (!kind) throw new Error(`no kind is called ${name}; the settings let it pass`);
    // The schema that let these settings pass is the kind's own.
    return kind.make(line, settings as never, from, context, opts);
}
