import type { Finding } from "../check/findings";
import type { CheckedLine, SettingsFile } from "../check/lines";
import type { Subject } from "../check/source";
import type { Breakage } from "../faults/source";

/** A kind of build, as a rehearsal knows it, under its name in the list of index.ts. */
export interface RehearsedBuild {
    /** Where the application lies, relative to the project, where the settings say that. */
    readonly folder?: (build: NonNullable<CheckedLine["build"]>) => string;
    /** What `fairlead check` holds against the application. */
    readonly check?: (of: CheckedBuild) => Checked;
    /** What `--fault` does to an application that is built so, by the fault's name. */
    readonly breakages?: Readonly<Record<string, Breakage>>;
}

/** A line, and the application it is made of. */
export interface CheckedBuild {
    /** The line that is checked, and the one that builds for it: an environment that only ships runs what another one has built. */
    readonly line: CheckedLine;
    readonly maker: CheckedLine;
    readonly folder: string;
    readonly settings: SettingsFile;
    readonly shown: (path: string) => string;
}

export interface Checked {
    readonly findings: readonly Finding[];
    /** What the target's rules are about; absent where the build does not come to that. */
    readonly subject?: Subject;
}
