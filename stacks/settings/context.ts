// What a configuration is judged beside, and where in it something was found.
import type { Checkout } from "../../components/checkout";
import type { Outline, Path } from "./mistakes/outline";
import type { Kinds } from "./parts";

/** What is known besides the configuration. */
export interface Context {
    readonly project: string;
    /** Name of the stack. */
    readonly environment: string;
    /** Full names of the keys that Pulumi holds encrypted. */
    readonly secretKeys?: readonly string[];
    /** Names under `secrets` that the stack's file has in plain text; absent where there is no disk to look at. */
    readonly plainSecrets?: () => readonly string[];
    /** Where the settings stand, if not in `Pulumi.<environment>.yaml`. */
    readonly configFile?: string;
    /** The stack's file as it was written; absent where there is no disk to look at. */
    readonly written?: Written;
    /** Whether there is a `pulumi` to type what puts a setting right. @default true */
    readonly hasPulumi?: boolean;
    /** Whether the program gives the settings itself, so that no file has them. @default false */
    readonly areGiven?: boolean;
    /** What a folder of the project contains, nothing where there is none; absent where there is no disk to look at. */
    readonly filesIn?: (folder: string) => readonly string[] | undefined;
    /** The region that a stack's file names, by the stack's name; absent where there is no disk to look at. */
    readonly regionOf?: (environment: string) => string | undefined;
    /** Stacks whose files stand beside this one's; absent where there is no disk to look at. */
    readonly stacksBeside?: () => readonly string[];
    /** Whether a stack's file names where its releases come from; absent where there is no disk to look at. */
    readonly isPromoted?: (environment: string) => boolean;
    /** What another stack's file says of itself, nothing where there is none; absent where there is no disk to look at. */
    readonly neighbour?: (environment: string) => Neighbour | undefined;
    /** What git says of a folder of the project; absent where nothing is brought up, for then no program is run. */
    readonly checkoutOf?: (folder: string) => Checkout;
}

/** A stack, by what its file says. */
export interface Neighbour {
    readonly account?: string;
    /** What an account has once, and no environment. */
    readonly isAccount: boolean;
    /** Whether releases come to it from another, or go from it to another. */
    readonly isPromoting: boolean;
    readonly loosen: readonly string[];
    readonly permissionsBoundary?: string;
}

/** The keys that lead somewhere begin below `config:`. */
export interface Written {
    /** Counted from 1. */
    readonly lineOf: (keys: Path) => number | undefined;
    /** The letters of a single value without quotes. */
    readonly sourceOf: (keys: Path) => string | undefined;
}

/** What an issue is about: the document it was found in, and what may stand there. */
export interface Subject extends Context {
    readonly kinds: Kinds;
    /** Where it is right. */
    readonly region?: string;
    readonly document: unknown;
    readonly outline: Outline;
}
