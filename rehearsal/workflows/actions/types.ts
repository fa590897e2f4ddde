import type { Fidelity } from "../../engine/fidelity";
import type { LocalAccount } from "../../account/local-account";
import type { RoomFiles } from "../../jobs/room-files";
import type { CommandResponse } from "../../jobs/command-server";
import type { Artifacts } from "../artifacts";
import type { JobFacts } from "../job-facts";
import type { RunnerFolders } from "../contexts";
import type { Credentials } from "../credentials";

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
