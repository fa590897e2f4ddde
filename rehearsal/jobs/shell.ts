// One shell that is fed command by command: each command's status is known, and the next one finds what it left behind.
// What a command exports and where it stands are also written down, as CodeBuild does it: a command that ends the shell
// does not take along what the ones before it did.
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { contain, type Contained, type Containment } from "../sandbox/contain";
import { quoted } from "../sandbox/host";

export interface ShellOptions extends Containment {
    readonly shell: "bash" | "sh";
    /** For the shell's own files. */
    readonly folder: string;
}

export class FedShell {
    private readonly nonce = `\0${randomUUID()} `;
    private readonly files: {
        readonly script: string;
        readonly env: string;
        readonly cwd: string;
        readonly asked: string;
    };
    private process?: Contained;
    private waiting?: (status: number) => void;

    constructor(private readonly options: ShellOptions) {
        const file = (name: string) => join(options.folder, name);
        this.files = { script: file("script.sh"), env: file("env.sh"), cwd: file("dir.txt"), asked: file("asked") };
    }

    /** Runs a command, of any number of lines; answers its exit status, or the shell's, where it ended that. */
    public run(command: string): Promise<number> {
        writeFileSync(this.files.script, `${command}\n`);
        return this.feed(`. ${quoted(this.files.script)} </dev/null\n${this.remember()}`);
    }

    /** What variables hold now; those that are not set are left out. */
    public async read(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
        if (names.length === 0) return {};
        const each = names
            .map((name) => `[ -z "\${${name}+set}" ] || printf '%s\\0%s\\0' ${name} "$${name}"`)
            .join("; ");
        await this.feed(`{ ${each}; } 2>/dev/null >|${quoted(this.files.asked)}\n${this.report("0")}`);
        const parts = readFileSync(this.files.asked, "utf8").split("\0");
        return Object.fromEntries(names.flatMap((name) => valueOf(parts, name)));
    }

    /** Sets variables for what follows. */
    public async set(variables: Readonly<Record<string, string>>): Promise<void> {
        const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`);
        await this.feed(`{ ${lines.join("; ")}; } 2>/dev/null\n${this.remember()}`);
    }

    /** Ends the shell and whatever it left running. */
    public async stop(graceMs = 0): Promise<void> {
        await this.process?.stop(graceMs);
    }

    private feed(lines: string): Promise<number> {
        const shell = (this.process ??= this.start());
        return new Promise((resolve) => {
            this.waiting = resolve;
            shell.stdin.write(`${lines}\n`);
        });
    }

    private start(): Contained {
        const { shell, log } = this.options;
        const started = contain([shell], { ...this.options, log: (line) => this.hear(line, log) });
        const over = (status: number) => {
            this.process = undefined;
            this.answer(status);
        };
        // The statuses of a shell that was killed, or never began, as another shell would tell them.
        started.ended.then(
            ({ code }) => over(code ?? 137),
            () => over(127),
        );
        // Standard error joins standard output, so that lines and statuses come in the order they were written.
        started.stdin.write(`exec 7>&1 2>&1\n${this.recall()}\n`);
        return started;
    }

    private recall(): string {
        const { env, cwd } = this.files;
        return existsSync(env) ? `. ${quoted(env)}; cd "$(cat ${quoted(cwd)})"; set -a` : "set -a";
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
