// One shell that is fed command by command: each command's status is known, and the next one finds what it left behind.
// What a command exports and where it stands are also written down, as CodeBuild does it: a command that ends the shell
// does not take along what the ones before it did.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, posix } from "node:path";

import { quoted } from "../sandbox/this-machine";
import type { Program } from "../sandbox/program";
import { type InRoom, RefusedInside, type Room } from "../sandbox/room";
import type { Shown } from "../sandbox/toolchain";
import { RoomFiles } from "./room-files";

export interface ShellOptions extends InRoom {
    readonly shell: "bash" | "sh";
    /** Where the commands are written, which the job can only read. */
    readonly local: Shown;
    /** For what the shell itself writes down. */
    readonly folder: string;
}

/** More than the variables of any build. */
const MOST = 16 * 1024 * 1024;

const SCRIPT = "script.sh";

export class FedShell {
    private readonly nonce = `\0${randomUUID()} `;
    private readonly files: {
        readonly script: string;
        readonly env: string;
        readonly cwd: string;
        readonly asked: string;
    };
    private process?: Program;
    private startedBefore = false;
    private waiting?: (status: number) => void;

    constructor(
        private readonly room: Room,
        private readonly options: ShellOptions,
    ) {
        const file = (name: string) => posix.join(options.folder, name);
        const script = posix.join(options.local.at, SCRIPT);
        this.files = { script, env: file("env.sh"), cwd: file("dir.txt"), asked: file("asked") };
    }

    /** Runs a command, of any number of lines; answers its exit status, or the shell's, where it ended that. */
    public run(command: string): Promise<number> {
        writeFileSync(join(this.options.local.from, SCRIPT), `${command}\n`);
        return this.feed(`. ${quoted(this.files.script)} </dev/null\n${this.remember()}`);
    }

    /** What variables hold now; those that are not set are left out. */
    public async read(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
        if (names.length === 0) return {};
        const each = names
            .map((name) => `[ -z "\${${name}+set}" ] || printf '%s\\0%s\\0' ${name} "$${name}"`)
            .join("; ");
        await this.feed(`{ ${each}; } 2>/dev/null >|${quoted(this.files.asked)}\n${this.report("0")}`);
        const parts = (await this.asked()).split("\0");
        return Object.fromEntries(names.flatMap((name) => valueOf(parts, name)));
    }

    /** A job may put anything in that place, and then its variables have no values. */
    private async asked(): Promise<string> {
        const files = new RoomFiles(this.room, this.options.folder);
        return files.read(this.files.asked, MOST).then(
            (bytes) => bytes.toString("utf8"),
            (error: unknown) => {
                if (error instanceof RefusedInside) return "";
                throw error;
            },
        );
    }

    /** Sets variables for what follows. */
    public async set(variables: Readonly<Record<string, string>>): Promise<void> {
        const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
        await this.feed(`{ ${lines.join("; ")}; } 2>/dev/null\n${this.remember()}`);
    }

    private feed(lines: string): Promise<number> {
        const shell = (this.process ??= this.start());
        return new Promise((resolve) => {
            this.waiting = resolve;
            shell.write(`${lines}\n`);
        });
    }

    private start(): Program {
        const { shell, log } = this.options;
        const started = this.room.start([shell], { ...this.options, log: (line) => this.hear(line, log) });
        // The status of a shell that was killed, as another shell would tell it.
        void started.ended.then(({ code }) => {
            this.process = undefined;
            this.answer(code ?? 137);
        });
        // Standard error joins standard output, so that lines and statuses come in the order they were written.
        started.write(`exec 7>&1 2>&1\n${this.recall()}\n`);
        return started;
    }

    private recall(): string {
        const { env, cwd } = this.files;
        const again = this.startedBefore;
        this.startedBefore = true;
        // Where the very first command ended its shell, nothing was written down.
        const back = `[ ! -f ${quoted(env)} ] || . ${quoted(env)}; [ ! -f ${quoted(cwd)} ] || cd "$(cat ${quoted(cwd)})"; `;
        return `${again ? back : ""}set -a`;
    }

    private remember(): string {
        const { env, cwd } = this.files;
        return `{ CODEBUILD_LAST_EXIT=$?; export -p >|${quoted(env)} || :; pwd >|${quoted(cwd)} || :; ${this.say("$CODEBUILD_LAST_EXIT")}; } 2>/dev/null`;
    }

    private report(status: string): string {
        return `{ ${this.say(status)}; } 2>/dev/null`;
    }

    private say(status: string): string {
        return `printf '\\0%s%s\\n' ${quoted(this.nonce.slice(1))} "${status}" >&7`;
    }

    private hear(line: string, log: (line: string) => void): void {
        const at = line.indexOf(this.nonce);
        if (at === -1) return log(line);
        if (at > 0) log(line.slice(0, at));
        this.answer(Number(line.slice(at + this.nonce.length)));
    }

    private answer(status: number): void {
        const waiting = this.waiting;
        this.waiting = undefined;
        waiting?.(status);
    }
}

function valueOf(parts: readonly string[], name: string): [string, string][] {
    for (let at = 0; at + 1 < parts.length; at += 2) {
        if (parts[at] === name) return [[name, parts[at + 1] ?? ""]];
    }
    return [];
}
