// What the rehearsal asks of whatever builds and runs containers: the host's own programs, or Docker or podman.
import type { Digest } from "../engine/journal";
import type { Contained } from "../sandbox/contain";
import type { HeldNetwork } from "../sandbox/held-network";
import type { BuiltImage } from "../services/image";
import type { Base } from "./images/bases";
import type { Beginning } from "./runtimes/never-ran";
import type { CopyOrder } from "./copy.cjs";
import type { UserIds } from "./images/users";

export interface BuildOrder {
    /** The folder that is sent to the builder. */
    readonly context: string;
    /** The path of the Dockerfile. */
    readonly dockerfile: string;
    /** The stage to end with; the last one where none is named. */
    readonly target?: string;
    /** `linux/amd64` or `linux/arm64`. */
    readonly platform: string;
    readonly args: Readonly<Record<string, string>>;
    /** What `--secret` gives, by its id. */
    readonly secrets?: Readonly<Record<string, Buffer>>;
    readonly log: (line: string) => void;
    /** Hears of every base image that is not the real one. */
    readonly standsIn?: (base: Base) => void;
}

export interface RunOrder {
    /** An image from our own registries, or the reference of a public one. */
    readonly image: BuiltImage | string;
    readonly env: Readonly<Record<string, string>>;
    readonly command?: readonly string[];
    readonly entryPoint?: readonly string[];
    /** The port the container listens on; a task without a load balancer has none. */
    readonly port?: number;
    /** Folders of this machine that it has as well, and writes to. */
    readonly folders?: readonly Lent[];
    /** A command that is run in it, again and again, while it runs. */
    readonly asks?: Asking;
    readonly name: string;
    readonly log: (line: string) => void;
}

export interface Asking {
    readonly argv: readonly string[];
    /** Milliseconds between two of them. */
    readonly every: number;
    /** Hears how each ended. */
    readonly heard: (code: number) => void;
}

/** A folder of this machine, and the path that it has in a container. */
export interface Lent {
    readonly from: string;
    readonly at: string;
}

export type Address = { readonly socketPath: string } | { readonly host: string; readonly port: number };

export interface Container {
    /** Where its port answers from outside; none where it has no port. */
    readonly address?: Address;
    /** Its exit code, as `docker wait` gives it: 128 and the signal where one ended it. */
    readonly ended: Promise<number>;
    /** Why its program never ran, in the words of Docker; known once it has ended. */
    neverRan?(): string | undefined;
    /** Asks it to end by its stop signal, and ends it after the grace. */
    stop(graceMs: number): Promise<void>;
}

/** Containers that share one network: what one of them listens on, the others reach at localhost. */
export interface Together {
    /** Why such an image cannot be one of them; nothing where it can. */
    refuses(image: RunOrder["image"]): Promise<string | undefined>;
    run(order: RunOrder): Promise<Container>;
    /** Once all of them have ended. */
    close(): Promise<void>;
}

export interface ContainerEngine {
    readonly name: "auto" | "process" | "docker";
    build(order: BuildOrder): Promise<BuiltImage>;
    run(order: RunOrder): Promise<Container>;
    /** @param port at which one of them is asked from outside */
    together(images: readonly RunOrder["image"][], port?: number): Promise<Together>;
    /** What a small file of an image says; undefined where there is none. */
    read(image: BuiltImage, path: string): Promise<Buffer | undefined>;
}

/** A build that ended red by what the Dockerfile itself does; docker's words are in the log. */
export class BuildFailed extends Error {}

// Where the commands of an image run. There are two: in namespaces, where every path is the image's own,
// and plain folders, where only what lies below WORKDIR can be.

/** The files an image consists of. */
export interface Files {
    /** The base image that this machine stands in for, as FROM names it; nothing stands under an image FROM scratch. */
    readonly standsOn?: string;
    readonly layers: readonly Digest[];
}

export interface Command {
    readonly argv: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly user: UserIds;
    readonly secrets?: readonly SecretFile[];
    readonly log: (line: string) => void;
}

/** A folder that outlives the build at a path of the image. */
export interface Cache {
    readonly id: string;
    readonly at: string;
}

/** A file that a command may read, and that nothing keeps. */
export interface SecretFile {
    readonly at: string;
    readonly content: Buffer;
    readonly mode: number;
    readonly owner: UserIds;
}

/** What COPY reads: a folder of this machine, or an image. */
export type CopySource = { readonly context: string } | { readonly image: Files };

export interface ContainerRuntime {
    /** Where a command of a build finds its way to other machines; nothing where it has this machine's own. */
    readonly proxy?: string;
    /** Whether layers lie over each other, so that what a command is lent is in no layer of its own. */
    readonly isLayered: boolean;
    /** A context as commands inside may read it: where root is another user inside, a copy that is given to it. */
    lend(context: string, ignored?: string): string;
    /** Layers with what COPY puts there on top of them, and what says the same for the same files. */
    copy(
        from: CopySource,
        files: Files,
        order: CopyOrder,
    ): Promise<{ readonly fingerprint: string; readonly layers: readonly Digest[] }>;
    /** Layers with a folder, where it is not there yet. */
    folder(files: Files, path: string): Promise<readonly Digest[]>;
    /** Runs a command of a build; its changes are layers where it ended well. */
    change(
        files: Files,
        command: Command,
        caches: readonly Cache[],
    ): Promise<{ readonly code: number; readonly layers: readonly Digest[] }>;
    /** Starts a command whose changes are thrown away, but for those in folders. What comes in at `address` arrives at `port` inside. */
    start(files: Files, command: Command, has?: Belongings): Promise<StartedContainer>;
    /** For containers that share one; not where there are no namespaces. */
    network?(): Promise<HeldNetwork>;
    /** What a small file of the image says; undefined where there is none. */
    read(files: Files, path: string): Promise<Buffer | undefined>;
    /** Why a command, or a path below WORKDIR, cannot be exact here. */
    refuses(text: string, workdir?: string): string | undefined;
}

/** What a container has beside its image. */
export interface Belongings extends Pick<RunOrder, "port" | "folders" | "asks"> {
    /** @default one of its own */
    readonly network?: HeldNetwork;
}

export interface StartedContainer {
    readonly contained: Contained;
    readonly beginning: Beginning;
    readonly address?: Address;
}
