// One stage of a build while it is built: the files and settings it has so far.
import { posix } from "node:path";

import type { Settings } from "../../services/image";
import { type Base, baseOf, standingIn } from "../images/bases";
import type { Recipe, Stage, Step, Variables } from "./dockerfile";
import { BuildFailed, type Files } from "../engine";
import { INSTRUCTIONS } from "./instructions";

export class StageSoFar {
    public files: Files;
    public settings: Settings;
    /** What ARG named in this stage. */
    public args: Record<string, string> = {};

    private ownCommand = false;

    constructor(from: { readonly files: Files; readonly settings: Settings }) {
        this.files = from.files;
        this.settings = from.settings;
    }

    /** The base image that this machine stands in for. */
    public get base(): Base | undefined {
        return this.files.standsOn === undefined ? undefined : baseOf(this.files.standsOn);
    }

    public get env(): Record<string, string> {
        return Object.fromEntries(
            (this.settings.Env ?? []).map((pair) => [
                pair.slice(0, pair.indexOf("=")),
                pair.slice(pair.indexOf("=") + 1),
            ]),
        );
    }

    /** What stands for `$NAME` in an instruction; ENV goes before ARG. */
    public get variables(): Variables {
        return { ...this.args, ...this.env };
    }

    public get workdir(): string {
        return this.settings.WorkingDir ?? "/";
    }

    public get shell(): readonly string[] {
        return this.settings.Shell ?? ["/bin/sh", "-c"];
    }

    public set(settings: Settings): void {
        this.settings = { ...this.settings, ...settings };
    }

    public setEnv(more: Variables): void {
        this.set({ Env: Object.entries({ ...this.env, ...more }).map(([name, value]) => `${name}=${value}`) });
    }

    public setCommand(command: readonly string[]): void {
        this.ownCommand = true;
        this.set({ Cmd: command });
    }

    /** The command of a base was meant for the base's own entry point. */
    public setEntryPoint(entryPoint: readonly string[]): void {
        this.set({ Entrypoint: entryPoint, ...(this.ownCommand ? {} : { Cmd: [] }) });
    }

    /** A path of the image as an instruction writes it, with the slash it may end in. */
    public resolve(path: string): string {
        const absolute = posix.join("/", path.startsWith("/") ? path : posix.join(this.workdir, path));
        return /(^|\/)\.{0,2}$/.test(path) && !absolute.endsWith("/") ? `${absolute}/` : absolute;
    }
}

// What a build says, as `docker buildx build --progress=plain` says it.

interface Doing {
    readonly say: (line: string) => void;
    readonly end: (how: "CACHED" | "DONE") => void;
}

export class Progress {
    private count = 0;

    constructor(
        private readonly recipe: Recipe,
        private readonly log: (line: string) => void,
    ) {}

    public from({ from }: Stage, what: string): void {
        this.begin(from).say(what);
    }

    public begin(step: Step): Doing {
        const number = (this.count += 1);
        const since = performance.now();
        const seconds = (digits: number) => ((performance.now() - since) / 1000).toFixed(digits);
        this.log(`#${number} ${this.title(step)}`);
        return {
            say: (line) => this.log(`#${number} ${seconds(3)} ${line}`),
            end: (how) => this.log(`#${number} ${how === "DONE" ? `DONE ${seconds(1)}s` : how}`),
        };
    }

    /** The last words of a build, which name the line. */
    public failed(step: Step, why: string, base?: Base): BuildFailed {
        // A reader looks for the fault in the Dockerfile first, and it may lie in the stand-in.
        const first = base === undefined ? "" : `${standingIn(base)}: `;
        for (const line of [
            "------",
            ` > ${this.title(step)}:`,
            "------",
            `${this.recipe.file}:${step.line}`,
            `ERROR: failed to solve: ${first}${why}`,
        ])
            this.log(line);
        return new BuildFailed(`${first}${this.recipe.file}:${step.line}: ${why}`);
    }

    private title(step: Step): string {
        const { stages } = this.recipe;
        const stage = stages.find(({ from, steps }) => from === step || steps.includes(step));
        const counted = stage
            ? [stage.from, ...stage.steps.filter(({ keyword }) => INSTRUCTIONS.get(keyword)?.makesLayer)]
            : [];
        const name = stages.length > 1 ? `${stage?.name ?? ""} ` : "";
        return `[${name}${counted.indexOf(step) + 1}/${counted.length}] ${step.whole}`;
    }
}
