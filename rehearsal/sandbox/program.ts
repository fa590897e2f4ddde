import type { Head } from "./inside/frames.cjs";
import { Lines } from "./lines";
import type { InRoom } from "./room";

export interface Exit {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
}

/** A program inside a room. */
export class Program {
    public readonly ended: Promise<Exit>;
    public readonly lines: Readonly<Record<"stdout" | "stderr", Lines>>;
    private end!: (exit: Exit) => void;

    constructor(
        log: InRoom["log"],
        private readonly say: (head: Head, body?: Uint8Array) => void,
    ) {
        this.lines = {
            stdout: new Lines((line) => log(line, "stdout")),
            stderr: new Lines((line) => log(line, "stderr")),
        };
        this.ended = new Promise((resolve) => (this.end = resolve));
    }

    public write(text: string): void {
        this.say({ ask: "stdin" }, Buffer.from(text));
    }

    public signal(name: NodeJS.Signals): void {
        this.say({ ask: "signal", name });
    }

    public exit(code: number | null, signal: NodeJS.Signals | null): void {
        this.lines.stdout.end();
        this.lines.stderr.end();
        this.end({ code, signal });
    }
}
