// What an action of the marketplace is here, and what it gets to work with.
import type { Place } from "../../../plan/arn";
import type { Caller } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import type { Fidelity } from "../../engine/fidelity";
import type { Blobs } from "../../engine/folder";
import type { Digest } from "../../engine/journal";
import type { CommandResponse } from "../../jobs/command-server";
import type { RoomFiles } from "../../jobs/room-files";
import type { RunnerFolders } from "../contexts";
import type { JobFacts } from "../job-facts";

/** Why a step failed, in the words of the action. */
export class StepFailed extends Error {}

/** What an action of the marketplace gets to work with. */
export interface ActionStep {
    /** By their names in small letters, with what the action itself takes where nothing is said. */
    readonly inputs: Readonly<Record<string, string>>;
    readonly facts: JobFacts;
    readonly account: LocalAccount;
    /** The job's files, from its workspace on. */
    readonly files: RoomFiles;
    readonly folders: RunnerFolders;
    /** What jobs of one run hand to each other. */
    readonly artifacts: Artifacts;
    /** Whom the job's `aws` and `docker` call for. */
    readonly credentials: Credentials;
    /** Runs a program of the account, as a command of the job would. */
    readonly program: (name: string, argv: readonly string[], stdin?: string) => Promise<CommandResponse>;
    readonly say: (line: string) => void;
    readonly mask: (secret: string) => void;
    readonly output: (name: string, value: string) => void;
    /** Sets a variable for the steps that follow. */
    readonly variable: (name: string, value: string) => void;
    /** Puts a folder in front of PATH. */
    readonly path: (folder: string) => void;
}

export interface StandIn {
    /** As `uses` names it, without its version. */
    readonly name: string;
    readonly fidelity: Fidelity;
    /** What it takes; what stands here where nothing is said. */
    readonly inputs: Readonly<Record<string, string>>;
    /** Inputs that are refused, each with the reason, unless they have one of these values. */
    readonly refused?: Readonly<Record<string, { readonly unless?: readonly string[]; readonly says: string }>>;
    readonly required?: readonly string[];
    run(step: ActionStep): Promise<void>;
}

// For whom the programs of a job call AWS: nobody, until a step has taken on a role.

interface Held {
    readonly by: Caller;
    readonly place: Place;
}

export class Credentials {
    private held?: Held;

    public get now(): Held | undefined {
        return this.held;
    }

    public take(held: Held): void {
        this.held = held;
    }

    public required(): Held {
        if (this.held) return this.held;
        throw new StepFailed("Credentials could not be loaded: no step before this one has taken on a role");
    }
}

// What jobs of one run hand to each other by name, and what the run keeps.

export class Artifacts {
    private readonly held = new Map<string, Digest>();

    constructor(private readonly blobs: Blobs) {}

    public has(name: string): boolean {
        return this.held.has(name);
    }

    public get names(): readonly string[] {
        return [...this.held.keys()].sort();
    }

    public put(name: string, zip: Uint8Array): Digest {
        const digest = this.blobs.put(zip);
        this.held.set(name, digest);
        return digest;
    }

    public get(name: string): Buffer | undefined {
        const digest = this.held.get(name);
        return digest === undefined ? undefined : this.blobs.get(digest);
    }
}
