// Where the programs of a job that stand in for AWS's ask what to say. One server on the loopback for all jobs; a job is
// known by a word that its programs carry.
import { randomUUID } from "node:crypto";
import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { delimiter, join } from "node:path";

import { hostsPath } from "../sandbox/environment";

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

export class CommandServer {
    private static open?: Promise<CommandServer>;
    private readonly handlers = new Map<string, CommandHandler>();

    private constructor(
        public readonly port: number,
        server: Server,
    ) {
        server.on("connection", (socket) => this.serve(socket));
        // What waits for an answer keeps the engine going, the server does not.
        server.unref();
    }

    public static ready(): Promise<CommandServer> {
        return (CommandServer.open ??= new Promise((resolve, reject) => {
            const server = createServer();
            server.once("error", reject);
            server.listen(0, "127.0.0.1", () =>
                resolve(new CommandServer((server.address() as AddressInfo).port, server)),
            );
        }));
    }

    /** Answers the programs of one job; the word they say to be answered. */
    public register(handler: CommandHandler): { readonly token: string; leave(): void } {
        const token = randomUUID();
        this.handlers.set(token, handler);
        return { token, leave: () => void this.handlers.delete(token) };
    }

    private serve(socket: Socket): void {
        let heard = Buffer.alloc(0);
        // A program that was killed while it waited.
        socket.on("error", () => undefined);
        socket.on("data", (chunk) => {
            heard = Buffer.concat([heard, chunk]);
            const request = parse(heard);
            if (!request) return;
            socket.removeAllListeners("data");
            void this.answer(request).then((answer) => write(socket, answer));
        });
    }

    private async answer({ token, ...request }: CommandRequest & { readonly token: string }): Promise<CommandResponse> {
        const handler = this.handlers.get(token);
        if (!handler) return { code: 255, err: "the rehearsal that this program belongs to is over\n" };
        try {
            return await handler(request);
        } catch (error) {
            return { code: 255, err: `${error instanceof Error ? error.message : String(error)}\n` };
        }
    }
}

/** `token program cwd stdin attempts count arguments…`, each ended by a zero byte; nothing until all of it has come. */
function parse(heard: Buffer): (CommandRequest & { readonly token: string }) | undefined {
    const parts = heard.toString("utf8").split("\0");
    const [token = "", program = "", cwd = "", stdin = "", attempts = "", count, ...argv] = parts;
    // What follows the last zero byte is empty, or the beginning of something.
    if (count === undefined || argv.length < Number(count) + 1) return undefined;
    return {
        token,
        program,
        cwd,
        ...(stdin === "" ? {} : { stdin }),
        ...(/^[1-9]\d*$/.test(attempts) ? { attempts: Number(attempts) } : {}),
        argv: argv.slice(0, Number(count)),
    };
}

/** The status, the words for standard error as `printf %b` takes them, how much follows, and then that. */
function write(socket: Socket, { code, out = "", err = "" }: CommandResponse): void {
    const bytes = Buffer.from(out as string);
    const words = err.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
    socket.write(`${code}\n${words}\n${bytes.length}\n`);
    socket.end(bytes);
}

// The programs that stand in front of the host's on a job's PATH. In bash, because they are started by the dozen and
// bash opens a connection in a tenth of the time that node needs to begin.

/** Always ours: they would reach a real account, or take AWS's time. */
const OURS = ["aws", "docker", "sleep"];
/** Every image of CodeBuild has these; ours stand in where the host has none. */
const LENT = ["jq", "zip", "unzip"];
/** Read standard input whenever something is piped in. */
const READERS = ["jq", "zip", "unzip"];

export function makeClients(folder: string, address: { readonly port: number; readonly token: string }): void {
    mkdirSync(folder, { recursive: true });
    for (const program of [...OURS, ...LENT.filter((name) => !onHost(name))]) {
        const path = join(folder, program);
        writeFileSync(path, client(program, address));
        chmodSync(path, 0o755);
    }
}

function onHost(program: string): boolean {
    return hostsPath()
        .split(delimiter)
        .some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

function client(program: string, { port, token }: { readonly port: number; readonly token: string }): string {
    const piped = READERS.includes(program)
        ? "[ -p /dev/stdin ] || [ -f /dev/stdin ]"
        : `case " $* " in *stdin* | *" - "* | *" -i "* | *" -it "* | *" load "*) true ;; *) false ;; esac`;
    return `#!/usr/bin/env bash
# ${program}, as the rehearsal plays it.
stdin=""
if ${piped}; then
    stdin=$(mktemp) && cat >"$stdin"
fi
exec 3<>/dev/tcp/127.0.0.1/${port} || exit 255
printf '%s\\0' ${token} ${program} "$PWD" "$stdin" "\${AWS_MAX_ATTEMPTS:-}" "$#" "$@" >&3
IFS= read -r code <&3 && IFS= read -r words <&3 && IFS= read -r length <&3 || exit 255
[ "$length" = 0 ] || cat <&3
[ -z "$words" ] || printf '%b' "$words" >&2
exit "$code"
`;
}
