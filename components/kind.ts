// What a kind of source, build or target says of itself, so that nothing outside its files asks for it by name.
import type * as pulumi from "@pulumi/pulumi";
import type { infer as Settled, ZodObject } from "zod";

import type { CarriedStore, CarriesKind, OthersPush, Registry, RegistryFrom } from "./carrying";
import type { Checkout } from "./checkout";
import type { EnvironmentContext } from "./context";
import type { Awaited, Build, Source, Target } from "./parts";
import type { SettingPath, SettingRule } from "./setting-rules";
import type { Platform } from "./shell";

/** The key of a stack's settings that a kind's lines are written under, where it is not `services`. */
export type LineKey = "models";

/** One file per kind: its name in the YAML, its settings, and how it is made. A new kind is a file and a line in its folder's list. */
export interface Kind<Name extends string, Shape extends ZodObject, From, Made> {
    readonly kind: Name;
    readonly settings: Shape;
    /** What it demands of its settings beyond their shape. */
    readonly rules?: readonly SettingRule<Settled<Shape>>[];
    /** Where its settings may name one of the stack's secrets. @default - nowhere */
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
    /** The Git provider whose repositories it reads through the environment's connection. @default - it needs no connection */
    readonly connects?: string;
    /** Whether these settings ask for tests of what is not merged. @default - they never do */
    checks?(settings: Settled<S>): boolean;
};
export type BuildKind<N extends string, S extends ZodObject, Store extends CarriedStore> = Kind<
    N,
    S,
    BuildFrom<Store>,
    Build
> & {
    readonly carries: CarriesKind<Store>;
    /** The key that its lines are written under; its settings are there by the kind's name. @default - `services` */
    readonly under?: LineKey;
    /** The only registry that it can push to. @default - any */
    readonly pushesTo?: { readonly kind: string };
    /** What others push to the line's registry. @default - nothing: this program alone pushes */
    othersPush?(settings: Settled<S>): OthersPush;
    /** Whether it keeps a cache for its next build in the line's registry. @default - it keeps none */
    caches?(settings: Settled<S>): boolean;
    /** Whether it builds from a repository that the pipeline reads. */
    readonly needsSource: boolean;
    /** Whether a person has to agree before what it makes becomes a release. @default false */
    readonly asksPeople?: boolean;
    /** Whether it can run the tests alone, as far as its settings say. @default - it cannot */
    testsAlone?(settings: Settled<S>): boolean;
    /** The workflow on GitHub that runs it, where one does. */
    runsAt?(settings: Settled<S>): { readonly repository: string; readonly branch: string; readonly file: string };
    /** Settings that lines of other builds have, and why its own have none. @default - none */
    readonly lacks?: Readonly<Record<string, string>>;
    /** Whether a line may name a source as well, for files of the repository. @default false */
    readonly takesSource?: boolean;
    /** The folder it builds from where `pulumi up` runs, relative to the project; git is asked about it. */
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
    /** Families of task definitions that are its line's alone, as they are without project and environment. @default - it registers none */
    families?(line: string, settings: Settled<S>): readonly string[];
    /** Whether people have to agree in the middle of a rollout. @default - they never do */
    confirms?(settings: Settled<S>): boolean;
    /** What it asks of the environment's shared load balancer, where it is behind that. @default - it never is */
    shares?(settings: Settled<S>): Shares | undefined;
    /** Whether a secret of Secrets Manager is all it can log in to a registry with. @default false */
    readonly pullsBySecret?: boolean;
};

/** What a line is at a load balancer that lines share. */
export interface Shares {
    /** Of its requests; nothing where it says paths alone. */
    readonly host?: string;
    /** Whether it brings a certificate of its own. */
    readonly certified: boolean;
}

export interface BuildFrom<Store extends CarriedStore> {
    /** Present exactly where the kind says `needsSource`. */
    readonly source?: Source;
    /** Where what it makes goes. */
    readonly store: Store;
    /** What git says of the build's `folder`. @default - git was not asked */
    readonly checkout?: Checkout;
    /** The processor that the target runs on, where that matters. */
    readonly platform?: Platform;
    /** Whether a job of the line's own waits until the release is live, so that the build need not. @default false */
    readonly waitedFor?: boolean;
}
export interface TargetFrom<Store extends CarriedStore> {
    /** Where what it runs comes from. */
    readonly store: Store;
}

/** A registry that a line may choose for its images. */
export type RegistryKind<N extends string, S extends ZodObject> = Kind<N, S, RegistryFrom, Registry> & {
    /** Settings of a build that do not go with it, and why. @default - none */
    readonly cannotStandBeside?: Readonly<Record<string, string>>;
};
