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
