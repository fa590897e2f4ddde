import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export type Kind = "GET kept" | "GET new" | "POST kept" | "POST new" | "WebSocket";

export interface Answered {
    /** Milliseconds since 1970, when the answer was there. */
    readonly at: number;
    readonly kind: Kind;
    readonly body: string;
    readonly milliseconds: number;
}

/** What visitors saw. */
export interface Load {
    readonly sent: number;
    readonly answers: readonly Answered[];
    readonly failures: readonly { readonly at: number; readonly kind: Kind; readonly why: string }[];
}

/** Visits an address from another process; the answer ends that and tells what was seen. */
export function visit(url: string, perSecond: number): () => Promise<Load> {
    const child = spawn(
        process.execPath,
        [
            "--require",
            require.resolve("sucrase/register/ts"),
            join(__dirname, "load-generator.ts"),
            JSON.stringify({ url, perSecond }),
        ],
        { stdio: ["pipe", "pipe", "inherit"] },
    );
    const said = text(child.stdout);
    return async () => {
        child.stdin.end();
        return JSON.parse(await said) as Load;
    };
}
