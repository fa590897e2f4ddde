// What people may be given on a line. Each part says what is its own; the team's groups take what they are for.
import type { Statement } from "./shell";

export interface Rights {
    /** To look and to change nothing: what the console's own pages read. */
    readonly see: readonly Statement[];
    /** To bring a change in. */
    readonly push: readonly Statement[];
    /** To set a pipeline going, and a stage of it going again. */
    readonly start: readonly Statement[];
    /** To answer where an approval is asked for. */
    readonly approve: readonly Statement[];
    /** To get round all of this. No group is given it, and each is denied it, whatever else its people are given. */
    readonly bypass: readonly Statement[];
}

/** A part that people deal with. */
export interface ForPeople {
    readonly people?: Partial<Rights>;
}

/** The rights on a whole, of those on its parts. */
export function rightsOn(parts: readonly (ForPeople | undefined)[]): Rights {
    const all = (of: keyof Rights): readonly Statement[] => parts.flatMap((part) => part?.people?.[of] ?? []);
    return { see: all("see"), push: all("push"), start: all("start"), approve: all("approve"), bypass: all("bypass") };
}
