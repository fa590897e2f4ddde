// Process mode: containers without a container engine. An image is the layers its Dockerfile made, and runs on this
// machine's programs in a sandbox of its own.
import { constants } from "node:os";
import { join, relative } from "node:path";

import type { LocalAccount } from "../account/local-account";
import { isolationSupport } from "../sandbox/contain";
import type { HeldNetwork } from "../sandbox/held-network";
import { configOf, sealImage, type ImageConfig, type Settings, type BuiltImage } from "../services/image";
import { type Base, baseOf, languageFor, standingIn, STOOD_IN_FOR } from "./images/bases";
import { Build } from "./build/build";
import { BuildCache, Layers } from "./images/layers";
import { type NotInProcessMode, readDockerfile } from "./build/dockerfile";
import type { BuildOrder, Container, ContainerEngine, ContainerRuntime, Files, RunOrder, Together } from "./engine";
import { dockerfileText, ignoreFile } from "./build/context";
import { FolderRuntime } from "./runtimes/folder";
import { Users } from "./images/users";
import { NamespaceRuntime } from "./runtimes/namespace";

const BUILT_BY_DOCKER = "its image was built by Docker; rehearse with --engine docker";
/** There, a port of a container is another one of this machine's, which no other container knows. */
const ALONE =
    "containers that share a network cannot be run on this machine; it takes Linux, and there namespaces, or --engine docker";

export class ProcessEngine implements ContainerEngine {
    public readonly name = "process";
    private readonly layers: Layers;
    private readonly runtime: ContainerRuntime;
    private readonly said = new Set<string>();

    /** @param isolated In namespaces. Default: where this machine has what they take. */
    constructor(
        private readonly account: LocalAccount,
        isolated = canIsolate(account.folder),
    ) {
        const folder = join(account.folder, "containers");
        this.layers = new Layers(folder, account.blobs, isolated);
        this.runtime = isolated ? new NamespaceRuntime(folder, this.layers) : new FolderRuntime(folder, this.layers);
    }

    /** Why it is not played faithfully here; nothing where it is. */
    public refuses(order: BuildOrder): NotInProcessMode | undefined {
        return this.prepared(order).refused();
    }

    public async build(order: BuildOrder): Promise<BuiltImage> {
        const { platform } = order;
        const standsIn = (base: Base) => this.standsIn(base);
        const { files, settings } = await this.prepared({ ...order, standsIn }).run();
        const config: ImageConfig = {
            architecture: platform.split("/")[1] ?? "amd64",
            os: "linux",
            config: settings,
            // Layers are not compressed, so a layer's digest is its diff id.
            rootfs: { type: "layers", diff_ids: files.layers },
            history: [],
            standsOn: files.standsOn ?? "scratch",
        };
        return sealImage(this.account.blobs, Buffer.from(JSON.stringify(config)), files.layers);
    }

    public run(order: RunOrder): Promise<Container> {
        return this.start(order);
    }

    public async together(): Promise<Together> {
        const network = await this.runtime.network?.();
        return {
            refuses: async (image) => (network ? this.cannotRun(image) : ALONE),
            run: (order) => this.start(order, network),
            close: async () => network?.close(),
        };
    }

    private async start(order: RunOrder, network?: HeldNetwork): Promise<Container> {
        const { image, env, command, entryPoint, port, folders, asks, name, log } = order;
        const { files, settings } = typeof image === "string" ? this.public(image, log) : this.own(image, name, log);
        const entry = entryPoint ?? settings.Entrypoint ?? [];
        // Another entry point knows nothing of the arguments that the image has for its own.
        const argv = [...entry, ...(command ?? (entryPoint ? [] : (settings.Cmd ?? [])))];
        if (argv.length === 0)
            throw new Error(`${name} has neither a command nor an entry point, so there is nothing to run`);
        const users = await Users.of(this.runtime, files);
        const { contained, beginning, address } = await this.runtime.start(
            files,
            {
                argv,
                cwd: settings.WorkingDir ?? "/",
                env: { ...users.environment(settings.User), ...pairs(settings.Env), ...env },
                user: users.idsOf(settings.User),
                log,
            },
            { port, folders, asks, network },
        );
        let never: string | undefined;
        return {
            address,
            ended: contained.ended.then(({ code, signal }) => {
                never = beginning.neverRan(code);
                return code ?? 128 + (signal ? constants.signals[signal] : 0);
            }),
            neverRan: () => never,
            stop: (graceMs) => contained.stop(graceMs, settings.StopSignal),
        };
    }

    public read(image: BuiltImage, path: string): Promise<Buffer | undefined> {
        const { files } = this.own(image, "this", () => undefined);
        return this.runtime.read(files, path);
    }

    private prepared(order: BuildOrder): Build {
        const { context, dockerfile } = order;
        const recipe = readDockerfile(dockerfileText(context, dockerfile), relative(context, dockerfile) || dockerfile);
        const tools = { runtime: this.runtime, layers: this.layers, cache: this.account.part(BuildCache) };
        return new Build(recipe, order, ignoreFile(context, dockerfile), tools);
    }

    /** A fact once a base, for summary and report. */
    private standsIn(base: Base): string {
        const said = standingIn(base);
        const { reference } = base;
        if (!this.said.has(reference))
            this.account.record({ kind: "stood in", about: reference, data: { text: said } });
        this.said.add(reference);
        return said;
    }

    /** Why this machine has nothing in the place of an image; nothing where it has. */
    private cannotRun(image: RunOrder["image"]): string | undefined {
        if (typeof image !== "string")
            return configOf(this.account.blobs, image).standsOn === undefined ? BUILT_BY_DOCKER : undefined;
        const base = baseOf(image);
        if (base && (base.language === undefined || languageFor(base))) return undefined;
        return `this machine cannot stand in for ${image}, only for ${STOOD_IN_FOR}; rehearse with --engine docker`;
    }

    private public(reference: string, log: (line: string) => void): { files: Files; settings: Settings } {
        const base = baseOf(reference);
        const refused = this.cannotRun(reference);
        if (!base || refused !== undefined) throw new Error(refused);
        log(this.standsIn(base));
        return { files: { standsOn: reference, layers: [] }, settings: base.settings };
    }

    private own(image: BuiltImage, name: string, log: (line: string) => void): { files: Files; settings: Settings } {
        const { standsOn, config } = configOf(this.account.blobs, image);
        if (standsOn === undefined) throw new Error(`${name}: ${BUILT_BY_DOCKER}`);
        const base = baseOf(standsOn);
        if (base) log(this.standsIn(base));
        return { files: { ...(standsOn === "scratch" ? {} : { standsOn }), layers: image.layers }, settings: config };
    }
}

/** An overlay cannot show a folder that itself lies in what the overlay shows. */
function canIsolate(folder: string): boolean {
    const { namespaces, overlay, network } = isolationSupport();
    return namespaces && overlay && network && !/^\/(usr|opt|etc)\//.test(folder);
}

function pairs(env: readonly string[] = []): Record<string, string> {
    return Object.fromEntries(env.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}
