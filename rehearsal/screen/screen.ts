import type { Fold } from "../engine/facts";

/** Shows facts while they happen. It never changes any. */
export interface Screen extends Fold {
    /** Leaves the terminal to somebody else, a question for one; what it answers takes it back. */
    hold(): () => void;
    /** Shows how it ended, and lets go of the terminal. */
    end(): void;
}

/** As much of a terminal as a screen needs. */
export interface Terminal {
    write(text: string): unknown;
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
}

/** How much it shows; some terminals say nothing of it, or zero. */
export function sizeOf({ columns = 0, rows = 0 }: Terminal): { readonly width: number; readonly height: number } {
    return { width: columns >= 20 ? columns : 80, height: rows >= 5 ? rows : 24 };
}
