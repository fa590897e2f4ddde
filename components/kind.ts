// What a kind of source, build or target says of itself, so that nothing outside its files asks for it by name.
import type * as pulumi from "@pulumi/pulumi";
import type { infer as Settled, ZodObject } from "zod";

import type { CarriedStore, CarriesKind, OthersPush, Registry, RegistryFrom } from "./carrying";
import type { Checkout } from "./checkout";
import type { EnvironmentContext } from "./context";
import type { Awaited, Build, Source, Target } from "./parts";
import type { SettingPath, SettingRule } from "./setting-rules";
import type { Platform } from "./shell";

/** A key of the stack's settings, other than `services`, under which lines are written. */
export type LineKey = "models";

/** One file per kind: its name in the YAML, its settings, how it is made. A new kind is a file, and a line in its folder's index. */
export interface Kind<Name extends string, Shape extends ZodObject, From, Made> {
    readonly kind: Name;
    readonly settings: Shape;
    /** What settings have to fulfil beyond their shape. */
    readonly rules?: readonly SettingRule<Settled<Shape>>[];
    /** Settings that name one of the stack's secrets. @default - none */
    readonly secretNames?: readonly SettingPath[];
    make(
        line: string,
        settings: Settled<Shape>,
        from: From,
        context: EnvironmentContext,
        opts: pulumi.ComponentResourceOptions,
    ): Made;
}
export type SourceKind<N extends string, S extends ZodObject, Made extends Source | Awaited = Source> = Kind<
    N,
    S,
    Record<never, never>,
    Made
> & {
    /** The Git provider that it reads by the environment's connection. @default - it needs no connection */
    readonly connects?: string;
    /** Whether these settings ask for tests of unmerged changes. @default - they never do */
    checks?(settings: Settled<S>): boolean;
};
export type BuildKind<N extends string, S extends ZodObject, Store extends CarriedStore> = Kind<
    N,
    S,
    BuildFrom<Store>,
    Build
> & {
    readonly carries: CarriesKind<Store>;
    /** The key under which its lines are written; its settings are there under the kind's name. @default - `services` */
    readonly under?: LineKey;
    /** The only registry that it can push to. @default - any */
    readonly pushesTo?: { readonly kind: string };
    /** What others push to the line's registry. @default - nothing: only this program pushes */
    othersPush?(settings: Settled<S>): OthersPush;
    /** Whether it keeps a build cache in the line's registry. @default - it keeps none */
    caches?(settings: Settled<S>): boolean;
    /** Whether it builds from a repository that the pipeline reads, so that a line must name a `source`. */
    readonly needsSource: boolean;
    /** Whether a person has to approve what it makes before that becomes a release. @default false */
    readonly asksPeople?: boolean;
    /** Whether it can run only the tests, with these settings. @default - it cannot */
    testsAlone?(settings: Settled<S>): boolean;
    /** The GitHub workflow that runs it. @default - none does */
    runsAt?(settings: Settled<S>): { readonly repository: string; readonly branch: string; readonly file: string };
    /** Settings that lines of other builds take and its own do not, each with the reason. @default - none */
    readonly lacks?: Readonly<Record<string, string>>;
    /** Whether a line may name a source too, for files of the repository. @default false */
    readonly takesSource?: boolean;
    /** The folder that `pulumi up` builds from, relative to the project; git is asked about it. */
    folder?(settings: Settled<S>): string;
};
export type TargetKind<N extends string, S extends ZodObject, Store extends CarriedStore> = Kind<
    N,
    S,
    TargetFrom<Store>,
    Target
> & {
    carries(settings: Settled<S>): CarriesKind<Store>;
    /** The key that its lines are written under. @default - `services` */
    readonly under?: LineKey;
    takesFiles?(settings: Settled<S>): readonly string[];
    /** Kinds like it that there are none of yet, by what they would be called, each with the reason. @default - none */
    readonly notMade?: Readonly<Record<string, string>>;
    /** Its line's own families of task definitions, without the prefix of project and environment. @default - it registers none */
    families?(line: string, settings: Settled<S>): readonly string[];
    /** Whether these settings ask people in the middle of a rollout. @default - they never do */
    confirms?(settings: Settled<S>): boolean;
    /** How it uses the environment's shared load balancer, if it does. @default - it never does */
    shares?(settings: Settled<S>): Shares | undefined;
    /** Whether it can log in to a registry only with a secret of Secrets Manager. @default false */
    readonly pullsBySecret?: boolean;
};

/** A line's use of the load balancer that lines share. */
export interface Shares {
    /** The host of its requests. @default - it tells them by their paths only */
    readonly host?: string;
    /** Whether it brings a certificate of its own. */
    readonly certified: boolean;
}

export interface BuildFrom<Store extends CarriedStore> {
    /** Present exactly if the kind says `needsSource`. */
    readonly source?: Source;
    /** Where what it makes goes. */
    readonly store: Store;
    /** What git says of the build's `folder`. @default - git was not asked */
    readonly checkout?: Checkout;
    /** The processor that the target runs on. @default - it does not matter */
    readonly platform?: Platform;
    /** Whether a job of the line waits until the release is live, so that the build need not. @default false */
    readonly waitedFor?: boolean;
}
export interface TargetFrom<Store extends CarriedStore> {
    /** Where what it runs comes from. */
    readonly store: Store;
}

/** A registry that a line may choose for its images. */
export type RegistryKind<N extends string, S extends ZodObject> = Kind<N, S, RegistryFrom, Registry> & {
    /** Settings of a build that it rules out, each with the reason. @default - none */
    readonly cannotStandBeside?: Readonly<Record<string, string>>;
};
