// Permissions of people on a line. Each part says which it takes; the groups of a team get them.
import type { Statement } from "./shell";

export interface Rights {
    /** To see everything and change nothing: what the console's pages read. */
    readonly see: readonly Statement[];
    /** To bring a change in. */
    readonly push: readonly Statement[];
    /** To start a pipeline, and to retry one of its stages. */
    readonly start: readonly Statement[];
    /** To answer an approval. */
    readonly approve: readonly Statement[];
    /** To bypass all of this. Every group is denied it, whatever else its people may do. */
    readonly bypass: readonly Statement[];
}

/** A part that people see or use. */
export interface ForPeople {
    readonly people?: Partial<Rights>;
}

/** The permissions on all parts together. */
export function rightsOn(parts: readonly (ForPeople | undefined)[]): Rights {
    const all = (of: keyof Rights): readonly Statement[] => parts.flatMap((part) => part?.people?.[of] ?? []);
    return { see: all("see"), push: all("push"), start: all("start"), approve: all("approve"), bypass: all("bypass") };
}
