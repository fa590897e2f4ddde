import type { PlannedResource } from "../../../plan/document";
import type { Line } from "../../../plan/lines";

/** A resource's name without the line's, so `ship-prepare` of line web; and why a resource of that name exists. */
export type Reason = readonly [
    name: RegExp,
    words: string | ((part: RegExpExecArray, resource: PlannedResource) => string),
];

/** What a plan, explained and drawn, says about one subject: a kind's own file, or what every line has. */
export interface Subject {
    /** Whether a resource is about this at all, where its type alone does not say. */
    readonly isMine?: (resource: PlannedResource) => boolean;
    /** Why each thing of a line exists, by its type and the part it plays. */
    readonly reasons?: Readonly<Record<string, readonly Reason[]>>;
    /** Why the things that lines share exist, by type. */
    readonly shared?: Readonly<Record<string, string>>;
    /** Types of what a picture shows among the things that lines share. */
    readonly drawn?: readonly string[];
    /** What runs at the end of a line, in short rows; none where the line does not end here. */
    readonly runs?: (line: Line) => readonly string[];
}

/** Any name. */
export const any = /^/;

/** Within a component of this class, as the URN tells. */
export const within =
    (...components: readonly string[]) =>
    ({ urn }: PlannedResource): boolean =>
        components.some((component) => urn.includes(`:${component}$`));
