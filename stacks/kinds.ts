import type * as pulumi from "@pulumi/pulumi";

import { builds } from "../components/builds";
import type { EnvironmentContext } from "../components/context";
import type { CarriedStore, CarriesKind, OthersPush, Registry, RegistryFrom } from "../components/carrying";
import type { Awaited, Build, Source, Target } from "../components/parts";
import type { BuildFrom, Shares, TargetFrom } from "../components/kind";
import { registries } from "../components/registries";
import { sources } from "../components/sources";
import { targets } from "../components/targets";

/** Every kind of part that a line may name. A kind added to its folder's list is known here, and nowhere else by name. */
export const kinds = { sources, builds, registries, targets } as const;

/** A kind whose settings and store only the kind itself knows. */
interface AnyKind<Made> {
    readonly kind: string;
    make(
        line: string,
        settings: never,
        from: never,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Made;
}
interface Takes {
    carries(settings: never): CarriesKind<CarriedStore>;
    confirms?(settings: never): boolean;
    shares?(settings: never): Shares | undefined;
}
interface Pushed {
    othersPush?(settings: never): OthersPush;
    caches?(settings: never): boolean;
}

interface Parts {
    readonly sources: readonly AnyKind<Source | Awaited>[];
    readonly builds: readonly (AnyKind<Build> & Pushed)[];
    readonly registries: readonly AnyKind<Registry>[];
    readonly targets: readonly (AnyKind<Target> & Takes)[];
}
/** The same kinds, by what each makes. */
export const parts: Parts = kinds;

/** What a line carries is what its target takes; settings refuse a build that makes something else. */
export function carriedBy({ kind, ...settings }: { readonly kind: string }): CarriesKind<CarriedStore> {
    return find(parts.targets, kind).carries(settings as never);
}

/** Whether a target of these settings asks people in the middle of a rollout. */
export function confirms({ kind, ...settings }: { readonly kind: string }): boolean {
    return find(parts.targets, kind).confirms?.(settings as never) ?? false;
}

/** Whether a target of these settings stands behind the load balancer that lines share. */
export function shares({ kind, ...settings }: { readonly kind: string }): boolean {
    return find(parts.targets, kind).shares?.(settings as never) !== undefined;
}

/** What a build of these settings asks of the line's registry. */
export function registryFrom({ kind, ...settings }: { readonly kind: string }): RegistryFrom {
    const build = find(parts.builds, kind);
    const othersPush = build.othersPush?.(settings as never);
    return {
        ...(othersPush ? { othersPush } : {}),
        ...(build.caches?.(settings as never) ? { cached: true } : {}),
    };
}

/** Makes a part of the kind that its settings name. */
export function makePart<Made>(
    of: readonly AnyKind<Made>[],
    { kind, ...settings }: { readonly kind: string },
    line: string,
    from: BuildFrom<CarriedStore> | TargetFrom<CarriedStore> | RegistryFrom | Record<never, never>,
    context: EnvironmentContext,
    opts: pulumi.ComponentResourceOptions,
): Made {
    // The schema that let these settings pass is the kind's own, and so is the store that its line was given.
    return find(of, kind).make(line, settings as never, from as never, context, opts);
}

function find<K extends { readonly kind: string }>(of: readonly K[], name: string): K {
    const kind = of.find((candidate) => candidate.kind === name);
    if (!kind) throw new Error(`no kind is called ${name}; the settings let it pass`);
    return kind;
}
