// What the rehearsal asks of whatever builds and runs containers: the host's own programs, or Docker or podman.
import type { BuiltImage } from "../services/image";

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
    readonly log: (line: string) => void;
}

export interface RunOrder {
    /** An image from our own registries, or the reference of a public one. */
    readonly image: BuiltImage | string;
    readonly env: Readonly<Record<string, string>>;
    readonly command?: readonly string[];
    readonly entryPoint?: readonly string[];
    /** The port the container listens on; a task that serves nobody has none. */
    readonly port?: number;
    readonly name: string;
    readonly log: (line: string) => void;
}

export type Address = { readonly socketPath: string } | { readonly host: string; readonly port: number };

export interface Container {
    /** Where its port answers from outside; none where it has no port. */
    readonly address?: Address;
    /** Its exit code, as `docker wait` gives it: 128 and the signal where one ended it. */
    readonly ended: Promise<number>;
    /** Asks it to end by its stop signal, and ends it after the grace. */
    stop(graceMs: number): Promise<void>;
}

export interface ContainerEngine {
    readonly name: "process" | "docker";
    build(order: BuildOrder): Promise<BuiltImage>;
    run(order: RunOrder): Promise<Container>;
}

/** A build that ended red by what the Dockerfile itself does; docker's words are in the log. */
export class BuildFailed extends Error {}
