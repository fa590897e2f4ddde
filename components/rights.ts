// What people may do with a line. Each part says what it needs; the groups of a team are given it.
import type { Statement } from "./shell";

export interface Rights {
    /** To look and change nothing: what the console's pages read. */
    readonly see: readonly Statement[];
    /** To bring a change in. */
    readonly push: readonly Statement[];
    /** To start a pipeline, and to retry one of its stages. */
    readonly start: readonly Statement[];
    /** To answer an approval. */
    readonly approve: readonly Statement[];
    /** To get round all of this. No group is given it, and each group is denied it, whatever else its people may do. */
    readonly bypass: readonly Statement[];
}

/** A part that people deal with. */
export interface ForPeople {
    readonly people?: Partial<Rights>;
}

/** The rights on a whole: all those on its parts. */
export function rightsOn(parts: readonly (ForPeople | undefined)[]): Rights {
    const all = (of: keyof Rights): readonly Statement[] => parts.flatMap((part) => part?.people?.[of] ?? []);
    return { see: all("see"), push: all("push"), start: all("start"), approve: all("approve"), bypass: all("bypass") };
}
