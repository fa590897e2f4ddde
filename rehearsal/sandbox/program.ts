import { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";

import type { Head } from "./inside/frames.cjs";
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

/** A line without an end would be kept for ever. */
const LONGEST = 65_536;

/** Takes what a program writes, and hands it on line by line, the last one though it is not finished. */
export class Lines {
    private readonly decoder = new StringDecoder("utf8");
    private rest = "";

    constructor(private readonly log: (line: string) => void) {}

    public take(bytes: Buffer): void {
        const lines = (this.rest + this.decoder.write(bytes)).split("\n");
        this.rest = lines.pop() ?? "";
        for (const line of lines) this.log(line);
        if (this.rest.length > LONGEST) this.end();
    }

    public end(): void {
        if (this.rest !== "") this.log(this.rest);
        this.rest = "";
    }
}

type Say = (head: Head, body?: Uint8Array, said?: () => void) => void;

/** What a program may send before it is read. */
const MOST = 16 * 1024 * 1024;

/** One connection of a program inside a room, as if it had come in at a port of the engine. */
export class Connection extends Duplex {
    constructor(private readonly say: Say) {
        super({ allowHalfOpen: true });
        // Whoever holds it may be gone; that it broke is told by its end.
        this.on("error", () => undefined);
    }

    /** What came in; nothing where no more will come. */
    public arrived(bytes: Buffer | null): void {
        if (this.destroyed) return;
        this.push(bytes);
        if (this.readableLength > MOST) this.destroy();
    }

    public override _read(): void {
        // It comes by itself.
    }

    public override _write(bytes: Buffer, _: string, done: () => void): void {
        this.say({ ask: "data" }, bytes, done);
    }

    public override _final(done: () => void): void {
        this.say({ ask: "close" });
        done();
    }

    public override _destroy(error: Error | null, done: (error: Error | null) => void): void {
        this.say({ ask: "drop" });
        done(error);
    }
}
