/** Where a command speaks: results go to `out`, everything said to a person about them to `err`. */
export interface Streams {
    readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean };
    readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** One row of the command table. Its code is loaded only when it is called: `--help` answers at once. */
export interface Command {
    readonly summary: string;
    load(): Promise<CommandModule>;
}
interface CommandModule {
    readonly help: string;
    /** Answers the exit code. */
    run(args: readonly string[], streams: Streams): Promise<number>;
}

export const EXIT = {
    ok: 0,
    /** What was asked for failed: the program, its settings, a check. */
    failed: 1,
    /** The question itself was wrong. */
    usage: 2,
} as const;

/** The command was called wrongly; its message says how to call it. */
export class UsageError extends Error {}

/** The known word that somebody probably meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
    const [best] = known.map((each) => ({ each, far: distance(word, each) })).sort((a, b) => a.far - b.far);
    return best !== undefined && best.far <= Math.max(2, Math.floor(best.each.length / 3)) ? best.each : undefined;
}

/** How many letters have to change (Levenshtein). */
function distance(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, index) => index);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
        }
        row = next;
    }
    return row[b.length] ?? 0;
}
