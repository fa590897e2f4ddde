// The application's folder as a build sees it.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, relative } from "node:path";

import { readDockerfile, type Recipe, type Stage, type Step } from "../containers/build/dockerfile";
import { ignoredOf } from "../containers/build/context";
import type { Ignored } from "../containers/glob.cjs";
import type { Finding } from "./findings";
import type { CheckedLine, SettingsFile } from "./lines";

/** Folders not written by hand; a build that copies them copies them whole. */
const SKIPPED = new Set([".git", "node_modules"]);
const MOST_FILES = 20_000;

/** A line, and the folder its image is built from. */
export interface Subject {
    readonly line: CheckedLine;
    readonly settings: SettingsFile;
    readonly source: Source;
    readonly recipe: Recipe;
    /** How the settings ask for a stage that tests, where this kind of build runs one. */
    readonly asksFor?: (stage: string) => string;
}

export class Source {
    public readonly ignored: Ignored;
    private listed?: readonly string[];

    constructor(
        /** What is sent to the builder. */
        public readonly context: string,
        public readonly dockerfile: string,
        /** Where the command was called: files are shown as they are reached from there. */
        private readonly from: string,
    ) {
        this.ignored = ignoredOf(context, dockerfile);
    }

    public shown(path: string): string {
        return relative(this.from, path) || ".";
    }

    /** Every file that is sent, relative to the context. */
    public get files(): readonly string[] {
        return (this.listed ??= this.below("").filter((path) => !this.ignored.has(path)));
    }

    public has(path: string): boolean {
        return existsSync(join(this.context, path));
    }

    /** Whether anything of it is sent. */
    public sends(path: string): boolean {
        if (!this.ignored.has(path)) return true;
        return this.ignored.keepsSome && this.files.some((file) => file.startsWith(`${path}/`));
    }

    public read(path: string): string {
        const file = join(this.context, path);
        return isFile(file) ? readFileSync(file, "utf8") : "";
    }

    public sizeOf(path: string): number {
        return statSync(join(this.context, path)).size;
    }

    private below(folder: string, found: string[] = []): string[] {
        for (const entry of readdirSync(join(this.context, folder), { withFileTypes: true })) {
            const path = posix.join(folder, entry.name);
            if (found.length >= MOST_FILES) break;
            if (entry.isDirectory()) {
                if (!SKIPPED.has(entry.name)) this.below(path, found);
            } else found.push(path);
        }
        return found;
    }
}

/** Reading a pipe or a device may never end. A link that leads round to itself leads to none. */
export function isFile(path: string): boolean {
    return existsSync(path) && statSync(path).isFile();
}

/** The recipe, or why there is none. */
export function readRecipe({ name, plan }: CheckedLine, source: Source): Recipe | Finding {
    const file = source.shown(source.dockerfile);
    if (!isFile(source.dockerfile))
        return {
            level: "wrong",
            file,
            says: "there is no such file, and the build begins with it",
            fix: `pulumi config set --stack ${plan.stack} --path '${plan.project}:services.${name}.build.dockerfile' <file>`,
        };
    try {
        return readDockerfile(readFileSync(source.dockerfile, "utf8"), file);
    } catch (error) {
        const { message } = error as Error;
        const [, line, says = message] = /:(\d+): (.*)$/s.exec(message) ?? [];
        return { level: "wrong", file, line: line === undefined ? undefined : Number(line), says };
    }
}

/** What an image is made of: the last stage, after the stages it builds on. */
export function stepsOfImage({ stages }: Recipe): readonly Step[] {
    const chain = (stage: Stage | undefined): readonly Step[] => {
        if (stage === undefined) return [];
        const before = stages.slice(0, stages.indexOf(stage));
        return [...chain(before.findLast(({ name }) => name === stage.base.toLowerCase())), ...stage.steps];
    };
    return chain(stages.at(-1));
}

/** The image from elsewhere that the last stage begins with. */
export function baseOfImage({ stages }: Recipe): Stage | undefined {
    const base = (stage: Stage | undefined): Stage | undefined => {
        const before = stages.slice(0, stage === undefined ? 0 : stages.indexOf(stage));
        const inner = before.findLast(({ name }) => name === stage?.base.toLowerCase());
        return inner === undefined ? stage : base(inner);
    };
    return base(stages.at(-1));
}
