// Answers the programs of a job that stand in for AWS's. Each job asks through its own walls, so it is known by the way
// its question comes in, and by nothing that another job could read.
import type { Duplex } from "node:stream";

export interface CommandRequest {
    readonly program: string;
    readonly argv: readonly string[];
    readonly cwd: string;
    /** A file with what was piped in; none where nothing was. */
    readonly stdin?: string;
    /** The job's AWS_MAX_ATTEMPTS; none where it leaves that to the command line. */
    readonly attempts?: number;
}

export interface CommandResponse {
    readonly code: number;
    readonly out?: Uint8Array | string;
    readonly err?: string;
}

export type CommandHandler = (request: CommandRequest) => Promise<CommandResponse>;

/** What a system allows for the words of a command: https://man7.org/linux/man-pages/man2/execve.2.html */
const MOST = 8 * 1024 * 1024;

/** @param word that the question has to begin with */
export function serve(connection: Duplex, word: string, handler: CommandHandler): void {
    let heard = Buffer.alloc(0);
    connection.on("data", (chunk: Buffer) => {
        heard = Buffer.concat([heard, chunk]);
        if (heard.length > MOST) return void connection.destroy();
        const request = parse(heard);
        if (!request) return;
        connection.removeAllListeners("data");
        // What else comes is not read; it must not hold up the end.
        connection.resume();
        void answer(request, word, handler).then((response) => write(connection, response));
    });
}

type Asked = CommandRequest & { readonly word: string };

async function answer(
    { word, ...request }: Asked,
    expected: string,
    handler: CommandHandler,
): Promise<CommandResponse> {
    if (word !== expected) return { code: 255, err: "this program belongs to another job\n" };
    try {
        return await handler(request);
    } catch (error) {
        return { code: 255, err: `${error instanceof Error ? error.message : String(error)}\n` };
    }
}

/** `word program cwd stdin attempts count arguments…`, each ended by a zero byte; nothing until all of it has come. */
function parse(heard: Buffer): Asked | undefined {
    const parts = heard.toString("utf8").split("\0");
    const [word = "", program = "", cwd = "", stdin = "", attempts = "", count, ...argv] = parts;
    // What follows the last zero byte is empty, or the beginning of something.
    if (count === undefined || argv.length < Number(count) + 1) return undefined;
    return {
        word,
        program,
        cwd,
        ...(stdin === "" ? {} : { stdin }),
        ...(/^[1-9]\d*$/.test(attempts) ? { attempts: Number(attempts) } : {}),
        argv: argv.slice(0, Number(count)),
    };
}

/** The status, the words for standard error as `printf %b` takes them, how much follows, and then that. */
function write(connection: Duplex, { code, out = "", err = "" }: CommandResponse): void {
    const bytes = Buffer.from(out as string);
    const words = err.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
    connection.write(`${code}\n${words}\n${bytes.length}\n`);
    connection.end(bytes);
}
