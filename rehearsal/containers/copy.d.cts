/** What COPY takes and where it goes. */
export interface CopyOrder {
    /** Relative to the context or image, wildcards in them. */
    readonly sources: readonly string[];
    /** Absolute in the image, with a slash at its end where it is a folder. */
    readonly at: string;
    /** The text of a .dockerignore. */
    readonly ignored?: string;
    readonly mode?: number;
    /** Its own, where it comes from another stage. */
    readonly owner?: { readonly uid: number; readonly gid: number };
    /** Whether archives become the folders that they hold, as ADD has it. */
    readonly unpacks?: boolean;
    /** Whether what an archive holds gets that owner too. */
    readonly chowns?: boolean;
    /** Whether files have owners: an ordinary user is the only one there is. */
    readonly owns: boolean;
}

/** Copies from one folder into another; nothing leads out of either. */
export function copy(from: string, into: string, order: CopyOrder): { readonly fingerprint: string };
/** Makes a folder, with those around it; says whether it was there, and its path without links. */
export function folder(into: string, path: string): { readonly known: boolean; readonly path: string };
/** An empty file, with the folders around it; says whether one was there, and its path without links. */
export function file(into: string, path: string): { readonly known: boolean; readonly path: string };
