// One build by process mode: the stages it needs, step by step, in docker's words.
import { rmSync } from "node:fs";

import { digestOf } from "../../engine/folder";
import { isolationSupport } from "../../sandbox/contain";
import type { Digest } from "../../engine/journal";
import { baseOf, standingIn } from "../images/bases";
import { type BuildCache, type Layers, writtenAt } from "../images/layers";
import type { CopyOrder } from "../copy.cjs";
import { expand, expandLines, NotInProcessMode, type Recipe, type Stage, type Step } from "./dockerfile";
import { writeDocuments } from "./here-documents";
import { BuildFailed, type BuildOrder, type Cache, type ContainerRuntime } from "../engine";
import { INSTRUCTIONS, platformArgs } from "./instructions";
import { cacheIn, globalsOf, refusalOf, stageOf } from "./playable";
import { bindsOf, secretsGiven, secretsOf } from "./run-mounts";
import { Progress, StageSoFar } from "./stage";
import { Users } from "../images/users";

interface BuildTools {
    readonly runtime: ContainerRuntime;
    readonly layers: Layers;
    readonly cache: BuildCache;
}

type Wanted = Omit<CopyOrder, "ignored" | "owns">;

export class Build {
    public readonly runtime: ContainerRuntime;
    private readonly globals: Record<string, string>;
    private readonly made = new Map<Stage, Promise<StageSoFar>>();
    private readonly progress: Progress;

    constructor(
        private readonly recipe: Recipe,
        private readonly order: BuildOrder,
        /** The text of a .dockerignore. */
        private readonly ignored: string | undefined,
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
        try {
            return await this.stage(stage);
        } finally {
            if (this.lent !== undefined && this.lent !== this.order.context) rmSync(this.lent, { recursive: true });
        }
    }

    /** What of it is not played here, before anything of it runs. */
    public refused(): NotInProcessMode | undefined {
        const { globals, runtime, order } = this;
        const refuses = (text: string) => runtime.refuses(text);
        const { isLayered: lends } = runtime;
        const oneUser = isolationSupport().user;
        return refusalOf(this.recipe, { globals, target: order.target, oneUser, lends, refuses });
    }

    /** Read once for all of the build, so that all of it is of one moment. */
    private lent?: string;
    private get context(): string {
        return (this.lent ??= this.runtime.lend(this.order.context, this.ignored));
    }

    /** Of an ARG in a stage: --build-arg goes before its own default, and that before what stands above the first FROM. */
    public argument(name: string, otherwise?: string): string | undefined {
        return this.order.args[name] ?? otherwise ?? this.globals[name];
    }

    public refusal({ line }: Step, what: string, wayOut?: string): NotInProcessMode {
        return new NotInProcessMode(this.recipe.file, line, what, wayOut);
    }

    /** A layer of files from the context or from another stage. */
    public async copy(step: Step, stage: StageSoFar, from: string | undefined, wanted: Wanted): Promise<void> {
        const other = from === undefined ? undefined : this.named(from, step);
        if (from !== undefined && !other) throw this.refusal(step, `--from=${from} is no stage before this line`);
        const lines = this.written(step, stage);
        const source = other ? { image: (await this.stage(other)).files } : { context: lines.at(-1) ?? this.context };
        const order = {
            ...wanted,
            ...(other || lines.length > 0 ? {} : { ignored: this.ignored }),
            owns: process.getuid?.() === 0,
        };
        await this.once(step, stage, async () => {
            const { fingerprint, layers } = await this.runtime.copy(source, stage.files, order);
            return { content: [fingerprint, wanted], layers };
        });
        for (const folder of lines) rmSync(folder, { recursive: true, force: true });
    }

    /** Folders of the files that stand in the step itself: as they are written, and as they are lent. */
    private written({ documents }: Step, { variables }: StageSoFar): readonly string[] {
        if (documents.length === 0) return [];
        const folder = this.tools.layers.draft();
        writeDocuments(
            folder,
            documents.map((each) => (each.expands ? { ...each, content: expandLines(each.content, variables) } : each)),
        );
        return [...new Set([folder, this.runtime.lend(folder)])];
    }

    /** A layer of a folder, unless it is there. */
    public async folder(step: Step, stage: StageSoFar, path: string): Promise<void> {
        const before = stage.files.layers;
        const layers = await this.runtime.folder(stage.files, path);
        if (layers.length > before.length)
            await this.once(step, stage, () => Promise.resolve({ content: path, layers }));
    }

    /** A layer of what a command changed, unless it ran before on just these files. */
    public async command(step: Step, stage: StageSoFar, argv: readonly string[]): Promise<void> {
        const caches = cachesOf(step, stage);
        const users = await Users.of(this.runtime, stage.files);
        const { User } = stage.settings;
        const env = { ...users.environment(User, this.runtime.proxy), ...stage.args, ...stage.env };
        const command = { argv, cwd: stage.workdir, env, user: users.idsOf(User) };
        const done = this.progress.begin(step);
        const given = secretsGiven(step, stage, this.order.secrets);
        const lent = await this.lend(step, stage);
        const key = keyOf(step, stage, [command, caches, ...lent.fingerprints, ...secretsOf(step)]);
        const known = this.tools.cache.find(key);
        const { code, layers } = known
            ? { code: 0, layers: known }
            : await this.runtime
                  .change(lent.files, { ...command, ...given, env: { ...env, ...given.env }, log: done.say }, caches)
                  .then((changed) => this.withoutLent(changed, stage, lent.paths));
        if (code !== 0)
            throw new Error(`process "${argv.join(" ")}" did not complete successfully: exit code: ${code}`);
        if (!known) this.tools.cache.keep(key, layers);
        stage.files = { ...stage.files, layers };
        done.end(known ? "CACHED" : "DONE");
    }

    /** The files that a step runs on: the stage's, and over them what `--mount` lends. */
    private async lend(step: Step, stage: StageSoFar) {
        const [fingerprints, paths]: [string[], string[]] = [[], []];
        let { files } = stage;
        for (const bind of bindsOf(step)) {
            const other = bind.from === undefined ? undefined : this.named(bind.from, step);
            const source = other ? { image: (await this.stage(other)).files } : { context: this.context };
            const at = stage.resolve(expand(bind.target, stage.variables)).replace(/(.)\/$/, "$1");
            const order = {
                sources: [expand(bind.source, stage.variables)],
                at,
                ...(other ? {} : { ignored: this.ignored }),
                owns: process.getuid?.() === 0,
            };
            const { fingerprint, layers } = await this.runtime.copy(source, files, order);
            files = { ...files, layers };
            fingerprints.push(fingerprint);
            paths.push(at);
        }
        return { files, fingerprints, paths };
    }

    /** What the command changed, over the stage as it was. */
    private async withoutLent(
        { code, layers }: { readonly code: number; readonly layers: readonly Digest[] },
        { files }: StageSoFar,
        paths: readonly string[],
    ) {
        const own = layers.at(-1);
        if (paths.length === 0 || code !== 0 || own === undefined) return { code, layers };
        const written = writtenAt(await this.tools.layers.unpacked(own), paths);
        if (written !== undefined) throw new Error(`${written}: Read-only file system, as --mount=type=bind is`);
        return { code, layers: [...files.layers, own] };
    }

    /** Files are read before it is known whether they were there before. */
    private async once(
        step: Step,
        stage: StageSoFar,
        make: () => Promise<{ readonly content: unknown; readonly layers: readonly Digest[] }>,
    ) {
        const done = this.progress.begin(step);
        const made = await make();
        const key = keyOf(step, stage, made.content);
        const known = this.tools.cache.find(key);
        if (!known) this.tools.cache.keep(key, made.layers);
        stage.files = { ...stage.files, layers: known ?? made.layers };
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
}

/** A folder that the step keeps; of none other is a build that runs. */
function cachesOf({ flags }: Step, stage: StageSoFar): readonly Cache[] {
    return flags.flatMap(({ value }) => {
        const cache = cacheIn(value);
        if (!cache) return [];
        const at = stage.resolve(expand(cache.target, stage.variables));
        return [{ id: cache.id ?? at, at }];
    });
}

function keyOf({ keyword }: Step, { files }: StageSoFar, content: unknown): string {
    return digestOf(Buffer.from(JSON.stringify([files, keyword, content])));
}
