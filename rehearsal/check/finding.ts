/** Something that does not fit, and where it stands. */
export interface Finding {
    /** `wrong` is certain to fail or to contradict itself; `look` is worth a look, and may be meant. */
    readonly level: "wrong" | "look";
    readonly file: string;
    /** Counted from 1. */
    readonly line?: number;
    readonly says: string;
    /** What to write instead, or to type. */
    readonly fix?: string;
}
