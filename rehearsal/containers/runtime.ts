// Where the commands of an image run. There are two: in namespaces, where every path is the image's own,
// and plain folders, where only what lies below WORKDIR can be.
import type { Digest } from "../engine/facts";
import type { Contained } from "../sandbox/contain";
import type { Address } from "./engine";
import type { Identity } from "./users";

/** The files an image consists of. */
export interface Files {
    /** The base image that the host stands in for; nothing stands under an image FROM scratch. */
    readonly standsOn?: string;
    readonly layers: readonly Digest[];
}

export interface Command {
    readonly argv: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly user: Identity;
    readonly log: (line: string) => void;
}

/** A folder that outlives the build at a path of the image. */
export interface Cache {
    readonly id: string;
    readonly at: string;
}

export interface ContainerRuntime {
    /** Layers with the content of `draft` on top of them. */
    add(files: Files, draft: string): Promise<readonly Digest[]>;
    /** Runs a command of a build; its changes are layers where it ended well. */
    change(
        files: Files,
        command: Command,
        caches: readonly Cache[],
    ): Promise<{ readonly code: number; readonly layers: readonly Digest[] }>;
    /** Lends a folder that holds what matches these patterns, at the paths it has in the image. */
    show(files: Files, patterns: readonly string[], use: (root: string) => void): Promise<void>;
    /** Starts a command whose changes nobody will see. What comes in at `address` arrives at `port` inside. */
    start(files: Files, command: Command, port?: number): Promise<StartedContainer>;
    /** Where something of the image lies on this machine: to be read, never to be written. */
    find(files: Files, path: string): Promise<string | undefined>;
    /** Why a command, or a path below WORKDIR, cannot be exact here. */
    refuses(text: string, workdir?: string): string | undefined;
}

export interface StartedContainer {
    readonly contained: Contained;
    readonly address?: Address;
}
