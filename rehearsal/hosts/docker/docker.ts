// The `docker` of a host. Images come from registries in the name of the host's role; containers run in the rehearsal's
// container engine, and their ports are the host's. https://docs.docker.com/reference/cli/docker/
import { type Caller, NotRehearsed } from "../../account/gateway";
import type { LocalAccount } from "../../account/local-account";
import { engineOf } from "../../containers/index";
import type { CommandResponse } from "../../jobs/command-server";
import type { Diary } from "../units/diary";
import { HostContainer, type Wanted } from "./container";
import { DockerError } from "./error";
import { formatted } from "./format";
import { type Asked, HostImages, idOf } from "./images";
import { INSPECT, type Options, optionsOf, OTHERS, RUN } from "./options";
import { described, describedImage, line } from "./shown";
import type { HostOrder } from "../host";
import type { Machine } from "../machine/machine";
import { askForLogs, publishedIn, unseen, variablesIn } from "./run";

interface At {
    readonly account: LocalAccount;
    readonly order: HostOrder;
    readonly machine: Machine;
    readonly diary: Diary;
    readonly by?: Caller;
    readonly login: Map<string, string>;
}

/** https://docs.docker.com/reference/cli/docker/container/run/#exit-status */
const NOT_STARTED = 125;
const GRACE_SECONDS = 10;

export class HostDocker {
    private readonly containers = new Map<string, HostContainer>();
    private readonly images: HostImages;

    constructor(private readonly at: At) {
        this.images = new HostImages(at);
    }

    public async command(argv: readonly string[], asked: Asked): Promise<CommandResponse> {
        const [first = "", second = ""] = argv;
        const two = `${first} ${second}`;
        try {
            if (two === "image prune") return this.pruneImages(argv.slice(2));
            const [name, rest] = first === "container" ? [second, argv.slice(2)] : [first, argv.slice(1)];
            const play = Object.hasOwn(this.verbs, name) ? this.verbs[name] : undefined;
            if (play) return await play(rest, asked);
            if (two === "image inspect") return this.inspect(argv.slice(2));
            return await this.images.asJob(argv, asked);
        } catch (error) {
            if (error instanceof DockerError) return { code: error.code, err: `${error.message}\n` };
            throw error;
        }
    }

    /** With its daemon, or with the host. */
    public async stopAll(): Promise<void> {
        await Promise.all([...this.containers.values()].map((container) => container.stop(0)));
    }

    private readonly verbs: Readonly<
        Record<string, (argv: readonly string[], asked: Asked) => Promise<CommandResponse> | CommandResponse>
    > = {
        run: (argv, asked) => this.run(argv, asked),
        pull: async (argv, asked) => {
            const { words, has } = optionsOf("pull", argv, OTHERS, true);
            const [reference = ""] = words;
            await this.images.pull(reference, asked);
            return {
                code: 0,
                out: `${has("quiet") ? "" : `Status: Downloaded newer image for ${reference}\n`}${reference}\n`,
            };
        },
        start: (argv) => this.each("start", argv, (container) => this.started(container)),
        stop: (argv) => this.each("stop", argv, (container, options) => container.stop(graceIn(options))),
        kill: (argv) => this.each("kill", argv, (container) => container.stop(0)),
        restart: (argv) =>
            this.each("restart", argv, async (container, options) => {
                await container.stop(graceIn(options));
                await this.started(container);
            }),
        rm: (argv) =>
            this.each("rm", argv, async (container, { has }) => {
                if (container.isUp && !has("force"))
                    throw new DockerError(
                        `Error response from daemon: cannot remove container "/${container.order.name}": container is running: stop the container before removing or force remove`,
                    );
                await container.stop(0);
                this.containers.delete(container.order.name);
            }),
        logs: (argv) => {
            const options = optionsOf("logs", argv, OTHERS, true);
            const lines = this.at.diary.of(this.find(options.words[0] ?? "").diaryName);
            const tail = Number(options.last("tail") ?? lines.length);
            const shown = lines.slice(-Math.max(0, Number.isNaN(tail) ? lines.length : tail));
            return { code: 0, out: tail === 0 ? "" : shown.map((each) => `${each}\n`).join("") };
        },
        ps: (argv) => this.ps(argv),
        inspect: (argv) => this.inspect(argv),
        info: () => ({ code: 0, out: "Docker, as the rehearsal stands in for it\n" }),
    };

    private async run(argv: readonly string[], asked: Asked): Promise<CommandResponse> {
        const options = optionsOf("run", argv, RUN);
        const [reference, ...command] = options.words;
        if (reference === undefined)
            throw new DockerError("docker: 'docker run' requires at least 1 argument", NOT_STARTED);
        const name = options.last("name") ?? `container_${this.containers.size + 1}`;
        const other = this.containers.get(name);
        if (other)
            throw new DockerError(
                `docker: Error response from daemon: Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
                NOT_STARTED,
            );
        const image = this.images.find(reference) ?? (await this.images.pull(reference, asked));
        const [restart = "no"] = (options.last("restart") ?? "no").split(":");
        const wanted: Wanted = {
            ...{ name, reference, image, imageId: idOf(image), restart: restart as Wanted["restart"] },
            env: await variablesIn(options, asked.files),
            ...(command.length > 0 ? { command } : {}),
            ...(options.last("entrypoint") === undefined ? {} : { entryPoint: [options.last("entrypoint") ?? ""] }),
            ...publishedIn(options.all("publish")),
        };
        askForLogs(options, this.at);
        for (const path of await unseen(options, asked.files))
            this.at.diary.write(`docker ${name}`, `not rehearsed: the container does not see ${path}`);
        const container = new HostContainer(await engineOf(this.at.account), this.at.machine, this.at.diary, wanted);
        this.containers.set(name, container);
        await this.started(container);
        if (options.has("detach")) return { code: 0, out: `${container.id}\n` };
        const code = await container.over();
        const out = this.at.diary.of(container.diaryName).map((each) => `${each}\n`);
        if (options.has("rm")) this.containers.delete(name);
        return { code, out: out.join("") };
    }

    private async started(container: HostContainer): Promise<void> {
        try {
            await container.start();
        } catch (error) {
            const { code, message } = error as Error & { readonly code?: string };
            const port = container.order.port?.host ?? 0;
            const words =
                code === "EADDRINUSE"
                    ? `driver failed programming external connectivity on endpoint ${container.order.name}: Bind for 0.0.0.0:${port} failed: port is already allocated.`
                    : message;
            throw new DockerError(`docker: Error response from daemon: ${words}`, NOT_STARTED);
        }
    }

    private find(name: string): HostContainer {
        const found = [...this.containers.values()].find(
            ({ order, id }) => order.name === name || (name !== "" && id.startsWith(name)),
        );
        if (!found) throw new DockerError(`Error response from daemon: No such container: ${name}`);
        return found;
    }

    private async each(
        verb: string,
        argv: readonly string[],
        does: (container: HostContainer, options: Options) => Promise<void>,
    ): Promise<CommandResponse> {
        const options = optionsOf(verb, argv, OTHERS, true);
        const said: string[] = [];
        for (const name of options.words) {
            await does(this.find(name), options);
            said.push(`${name}\n`);
        }
        return { code: 0, out: said.join("") };
    }

    /** Of `until`, nothing is known here: an image counts as older than any span, as one does that is rolled back to. */
    private pruneImages(argv: readonly string[]): CommandResponse {
        const options = optionsOf("image prune", argv, OTHERS);
        const other = options.all("filter").find((filter) => !filter.startsWith("until="));
        // Who asks is not there; and images without a name, which are all that goes without --all, there are none.
        if (other !== undefined || !options.has("force"))
            throw new NotRehearsed(`docker image prune ${argv.join(" ")}`);
        const used = new Set([...this.containers.values()].map(({ order }) => order.reference));
        const gone = options.has("all") ? this.images.forgetAllBut(used) : [];
        return { code: 0, out: gone.map((reference) => `untagged: ${reference}\n`).join("") };
    }

    private ps(argv: readonly string[]): CommandResponse {
        const options = optionsOf("ps", argv, OTHERS, true);
        const filters = options.all("filter").map((filter) => /^(name|status)=\^?\/?(.*?)\$?$/.exec(filter));
        if (filters.some((filter) => filter === null)) throw new NotRehearsed(`docker ps ${argv.join(" ")}`);
        const shown = [...this.containers.values()]
            .filter(({ isUp }) => isUp || options.has("all") || filters.some((filter) => filter?.[1] === "status"))
            .filter(({ order, state }) =>
                filters.every((filter) =>
                    filter?.[1] === "name" ? order.name.includes(filter[2] ?? "") : state === filter?.[2],
                ),
            );
        return { code: 0, out: line(shown, options) };
    }

    private inspect(argv: readonly string[]): CommandResponse {
        const options = optionsOf("inspect", argv, INSPECT, true);
        const found = options.words.map((name) => {
            const container = this.containers.get(name);
            const image = this.images.find(name);
            if (container) return described(container);
            if (image !== undefined) return describedImage(this.at.account, name, image, idOf(image));
            throw new DockerError(`[]\nError response from daemon: No such object: ${name}`);
        });
        const format = options.last("format");
        if (format === undefined) return { code: 0, out: `${JSON.stringify(found, null, 4)}\n` };
        return { code: 0, out: found.map((each) => `${formatted(format, each)}\n`).join("") };
    }
}

function graceIn({ last }: Options): number {
    return Number(last("time") ?? last("timeout") ?? GRACE_SECONDS) * 1000;
}
