/** A folder that nothing leads out of, whatever links are in it. */
export class Beneath {
    constructor(root: string);
    /** A regular file of at most so many bytes; undefined where there is none. */
    read(path: string, most: number): Buffer | undefined;
    close(): void;
}
