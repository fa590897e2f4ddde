import { Duplex } from "node:stream";

import type { Head } from "./inside/frames.cjs";

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
