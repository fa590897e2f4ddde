// One build by process mode: the stages it needs, step by step, in docker's words.
import { lstatSync, readlinkSync } from "node:fs";
import { posix } from "node:path";

import { digestOf } from "../engine/folder";
import { isolationSupport } from "../sandbox/contain";
import type { Digest } from "../engine/journal";
import { baseOf, standingIn } from "./bases";
import type { BuildCache, Layers } from "./layers";
import { type Copied, fingerprint, type Ignored, NOTHING } from "./copying";
import { expand, NotInProcessMode, type Recipe, type Stage, type Step } from "./dockerfile";
import { BuildFailed, type BuildOrder, type Cache, type ContainerRuntime } from "./engine";
import { INSTRUCTIONS, platformArgs } from "./instructions";
import { globalsOf, refusalOf, stageOf } from "./playable";
import { Progress, StageSoFar } from "./build-stage";
import { Users } from "./users";

interface BuildTools {
    readonly runtime: ContainerRuntime;
    readonly layers: Layers;
    readonly cache: BuildCache;
}

/** What COPY takes; it is read only where it was not copied before. */
interface CopySource {
    readonly fingerprint: string;
    use(copy: (copied: Copied) => void): Promise<void>;
}

type Log = (line: string) => void;

export class Build {
    public readonly runtime: ContainerRuntime;
    private readonly globals: Record<string, string>;
    private readonly made = new Map<Stage, Promise<StageSoFar>>();
    private readonly progress: Progress;

    constructor(
        private readonly recipe: Recipe,
        private readonly order: BuildOrder,
        private readonly ignored: Ignored,
        private readonly tools: BuildTools,
    ) {
        this.runtime = tools.runtime;
        this.progress = new Progress(recipe, order.log);
        this.globals = globalsOf(recipe, order.args, platformArgs(order.platform));
    }

    public async run(): Promise<StageSoFar> {
        const { target } = this.order;
        const stage = target === undefined ? this.recipe.stages.at(-1) : this.named(target);
        if (!stage) {
            const names = this.recipe.stages.map(({ name }) => name).join(", ");
            throw new BuildFailed(
                `target stage "${target ?? ""}" could not be found; ${this.recipe.file} has ${names}`,
            );
        }
        const refused = this.refused();
        if (refused) throw refused;
        return this.stage(stage);
    }

    /** What of it is not played here, before anything of it runs. */
    public refused(): NotInProcessMode | undefined {
        const { globals, runtime, order } = this;
        const refuses = (text: string) => runtime.refuses(text);
        return refusalOf(this.recipe, { globals, target: order.target, oneUser: isolationSupport().user, refuses });
    }

    public argument(name: string): string | undefined {
        return this.order.args[name] ?? this.globals[name];
    }

    public refusal({ line }: Step, what: string, wayOut?: string): NotInProcessMode {
        return new NotInProcessMode(this.recipe.file, line, what, wayOut);
    }

    /** What COPY takes from the context, or from another stage. */
    public async source(step: Step, from: string | undefined, sources: readonly string[]): Promise<CopySource> {
        if (from === undefined) {
            const copied: Copied = { root: this.order.context, ignored: this.ignored, sources };
            return { fingerprint: fingerprint(copied), use: async (copy) => copy(copied) };
        }
        const stage = this.named(from, step);
        if (!stage) throw this.refusal(step, `--from=${from} is no stage before this line`);
        const { files } = await this.stage(stage);
        return {
            fingerprint: JSON.stringify([files, sources]),
            use: (copy) => this.runtime.show(files, sources, (root) => copy({ root, ignored: NOTHING, sources })),
        };
    }

    /** Where a path leads once links are followed, with a slash at its end where a folder is there. */
    public async landing({ files }: StageSoFar, path: string): Promise<string> {
        let at = "";
        let folder = true;
        for (const name of path.split("/").filter((part) => part !== "")) {
            at = `${at}/${name}`;
            let found = await this.runtime.find(files, at);
            if (found !== undefined && lstatSync(found).isSymbolicLink()) {
                at = posix.resolve(posix.dirname(at), readlinkSync(found));
                found = await this.runtime.find(files, at);
            }
            folder = found !== undefined && lstatSync(found).isDirectory();
        }
        return folder || path.endsWith("/") ? `${at}/` : at;
    }

    /** A layer of files, unless these were put there before. */
    public layer(
        step: Step,
        stage: StageSoFar,
        content: unknown,
        make: (draft: string) => void | Promise<void>,
    ): Promise<void> {
        return this.once(step, stage, content, async () => {
            const draft = this.tools.layers.draft();
            await make(draft);
            return this.runtime.add(stage.files, draft);
        });
    }

    /** A layer of what a command changed, unless it ran before on just these files. */
    public async command(step: Step, stage: StageSoFar, argv: readonly string[]): Promise<void> {
        const caches = step.flags.map(({ value }) => this.cacheOf(step, stage, value));
        const users = await Users.of(this.runtime, stage.files);
        const { User } = stage.settings;
        const env = { ...users.environment(User), ...stage.args, ...stage.env };
        const command = { argv, cwd: stage.workdir, env, user: users.identity(User) };
        await this.once(step, stage, [command, caches], async (log) => {
            const { code, layers } = await this.runtime.change(stage.files, { ...command, log }, caches);
            if (code === 0) return layers;
            throw new Error(`process "${argv.join(" ")}" did not complete successfully: exit code: ${code}`);
        });
    }

    private async once(
        step: Step,
        stage: StageSoFar,
        content: unknown,
        make: (log: Log) => Promise<readonly Digest[]>,
    ) {
        const done = this.progress.begin(step);
        const key = digestOf(Buffer.from(JSON.stringify([stage.files, step.keyword, content])));
        const known = this.tools.cache.find(key);
        const layers = known ?? (await make(done.say));
        if (!known) this.tools.cache.keep(key, layers);
        stage.files = { ...stage.files, layers };
        done.end(known ? "CACHED" : "DONE");
    }

    private stage(stage: Stage): Promise<StageSoFar> {
        const known = this.made.get(stage) ?? this.make(stage);
        this.made.set(stage, known);
        return known;
    }

    private async make(stage: Stage): Promise<StageSoFar> {
        const soFar = new StageSoFar(await this.baseOf(stage));
        for (const step of stage.steps) {
            try {
                await INSTRUCTIONS.get(step.keyword)?.run(step, soFar, this);
            } catch (error) {
                if (error instanceof NotInProcessMode || error instanceof BuildFailed) throw error;
                throw this.progress.failed(step, (error as Error).message, soFar.base);
            }
        }
        return soFar;
    }

    private async baseOf(stage: Stage): Promise<Pick<StageSoFar, "files" | "settings">> {
        const before = this.base(stage);
        if (before) return this.stage(before);
        const reference = expand(stage.base, this.globals);
        const base = baseOf(reference);
        this.progress.from(stage, base ? standingIn(base) : reference);
        if (!base) return { files: { layers: [] }, settings: {} };
        this.order.standsIn?.(base);
        return { files: { standsOn: reference, layers: [] }, settings: base.settings };
    }

    private base(stage: Stage): Stage | undefined {
        return this.named(expand(stage.base, this.globals), stage.from);
    }

    private named(name: string, before?: Step): Stage | undefined {
        return stageOf(this.recipe, name, before);
    }

    private cacheOf(step: Step, stage: StageSoFar, mount: string): Cache {
        const options = new Map(
            mount.split(",").map((option) => [option.replace(/=.*/, ""), option.replace(/^[^=]*=?/, "")]),
        );
        const target = options.get("target") ?? options.get("dst") ?? options.get("destination");
        if (options.get("type") !== "cache" || target === undefined)
            throw this.refusal(
                step,
                `RUN --mount=${mount} is not rehearsed in process mode, which knows type=cache with a target`,
            );
        const at = stage.resolve(expand(target, stage.variables));
        return { id: options.get("id") ?? at, at };
    }
}
