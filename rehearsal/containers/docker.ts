// Container mode: Docker, podman or whatever else answers as `docker` does.
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { digestOf } from "../engine/folder";
import { contain } from "../sandbox/contain";
import type { BuiltImage } from "../services/image";
import { isNoStart, reasonIn } from "./docker-words";
import {
    type Address,
    BuildFailed,
    type BuildOrder,
    type Container,
    type ContainerEngine,
    type RunOrder,
    type Together,
} from "./engine";
import { askAgain } from "./health-check";
import { DockerImages, type Held } from "./docker-images";
import { dockerTogether, type Joined } from "./docker-together";
import { secretFlags } from "./runtimes/secrets";

const PROGRAMS = ["docker", "podman"];
/** A daemon that hangs answers nothing. */
const ANSWERS_WITHIN_MS = 15_000;
/** On every container and image of ours, with the folder of the rehearsal that made it. */
const LABEL = "dev.fairlead.rehearsal";
const STARTS_WITHIN_MS = 30_000;
const POLL_MS = 20;
const MOST_LINES = 10;

export class DockerEngine implements ContainerEngine {
    public readonly name = "docker";
    private readonly label: string;
    private readonly env: Readonly<Record<string, string>>;
    /** What stands before every command. */
    private readonly before: readonly string[];
    private readonly images: DockerImages;

    private constructor(
        /** Which one answers. */
        public readonly program: string,
        private readonly account: Held,
    ) {
        this.images = new DockerImages(program, account, (...args) => this.ask(...args));
        this.label = `${LABEL}=${digestOf(Buffer.from(account.folder)).slice(7, 19)}`;
        const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
        // podman has another name for it: https://docs.podman.io/en/latest/markdown/podman.1.html#environment-variables
        const elsewhere = process.env.CONTAINER_HOST ?? process.env.DOCKER_HOST;
        const remote = program === "podman" && elsewhere !== undefined ? { CONTAINER_HOST: elsewhere } : {};
        this.before = Object.keys(remote).length > 0 ? ["--remote"] : [];
        this.env = { ...Object.fromEntries(kept), ...remote } as Record<string, string>;
    }

    /** The first program that answers, once what a killed rehearsal left in it is gone; nothing where none does. */
    public static async find(account: Held): Promise<DockerEngine | undefined> {
        for (const program of PROGRAMS) {
            const engine = new DockerEngine(program, account);
            if (!(await engine.answers())) continue;
            const left = (await engine.ask("ps", "--all", "--quiet", "--filter", `label=${engine.label}`))
                .split("\n")
                .filter(Boolean);
            // Removing alone would first ask them kindly, and wait.
            if (left.length > 0) await engine.ask("kill", ...left).catch(() => undefined);
            if (left.length > 0) await engine.ask("rm", "--force", ...left);
            return engine;
        }
        return undefined;
    }

    public static async start(account: Held): Promise<DockerEngine> {
        const found = await DockerEngine.find(account);
        if (found) return found;
        throw new Error(
            `asked for --engine docker, and neither ${PROGRAMS.join(" nor ")} answers; start one of them, point DOCKER_HOST at one, or rehearse with --engine process`,
        );
    }

    /** Its last word where it neither has the image nor gets it. */
    public async cannotGet(reference: string): Promise<string | undefined> {
        if (await this.ask("image", "inspect", reference).catch(() => undefined)) return undefined;
        return this.ask("pull", "--quiet", reference).then(
            () => undefined,
            (error: Error) => error.message.trim().split("\n").at(-1) ?? "",
        );
    }

    public async build({ context, dockerfile, target, platform, args, secrets, log }: BuildOrder): Promise<BuiltImage> {
        const scratch = this.images.scratch();
        const file = join(scratch, "id");
        const flags = [
            ...["--file", dockerfile, "--platform", platform, "--iidfile", file, "--label", this.label],
            ...(target === undefined ? [] : ["--target", target]),
            ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
            ...secretFlags(secrets, scratch),
        ];
        try {
            // An error may be of several lines, of which the first says what failed.
            let last: string[] = [];
            const built = contain([this.program, ...this.before, "build", ...flags, context], {
                cwd: context,
                env: this.env,
                isolated: false,
                log: (line) => {
                    log(line);
                    const said = line.trim();
                    last = /^error\b/i.test(said) ? [said] : [...last, said].slice(-MOST_LINES);
                },
            });
            const { code } = await built.ended;
            // A base image that cannot be fetched is said here too: none is stood in for.
            if (code !== 0) throw new BuildFailed(`${this.program} could not build ${dockerfile}: ${reasonIn(last)}`);
            return await this.images.take(readFileSync(file, "utf8").trim(), scratch);
        } finally {
            rmSync(scratch, { recursive: true });
        }
    }

    public run(order: RunOrder): Promise<Container> {
        return this.start(order);
    }

    public together(_images: readonly RunOrder["image"][], port?: number): Promise<Together> {
        const never = new Promise<number>(() => undefined);
        const docker = {
            cannotGet: (reference: string) => this.cannotGet(reference),
            ask: (...args: readonly string[]) => this.ask(...args),
            address: (id: string, of: number) => this.address(id, of, never),
            start: (order: RunOrder, joined: Joined) => this.start(order, joined),
            published,
        };
        return dockerTogether(docker, this.label, port);
    }

    private async start(order: RunOrder, joined?: Joined): Promise<Container> {
        const { image, env, command, entryPoint, port, folders = [], asks, name, log } = order;
        const [entry, ...before] = entryPoint ?? [];
        const id = await this.ask(
            ...["create", "--rm", "--label", this.label],
            ...(joined?.flags ?? (port === undefined ? [] : published(port))),
            ...folders.flatMap(({ from, at }) => ["--volume", `${from}:${at}`]),
            ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
            ...(entry === undefined ? [] : ["--entrypoint", entry]),
            typeof image === "string" ? image : await this.images.load(image, name),
            ...[...before, ...(command ?? [])],
        );
        let last = "";
        const attached = contain([this.program, ...this.before, "start", "--attach", id], {
            cwd: this.account.folder,
            env: this.env,
            isolated: false,
            log: (line) => {
                last = line;
                log(line);
            },
        });
        const ended = attached.ended.then(({ code }) => code ?? 137);
        if (asks) void askAgain(asks, ended, (argv) => this.ask("exec", id, ...argv).then(() => 0));
        return {
            address: joined?.address ?? (port === undefined ? undefined : await this.address(id, port, ended)),
            ended,
            neverRan: () => (isNoStart(last) ? last : undefined),
            stop: async (graceMs) => {
                // It may have ended by itself, and is gone then.
                await this.ask("stop", "-t", String(Math.ceil(graceMs / 1000)), id).catch(() => undefined);
                await ended;
            },
        };
    }

    public async read(image: BuiltImage, path: string): Promise<Buffer | undefined> {
        const scratch = this.images.scratch();
        // An image without a command takes none but a word in its place.
        const id = await this.ask("create", "--label", this.label, await this.images.load(image, "this"), "none");
        try {
            const found = await this.ask("cp", `${id}:${path}`, join(scratch, "file")).catch(() => undefined);
            return found === undefined ? undefined : readFileSync(join(scratch, "file"));
        } finally {
            await this.ask("rm", "--force", id);
            rmSync(scratch, { recursive: true });
        }
    }

    /** Where a port is published. An engine that gives its containers the host's network publishes none. */
    private async address(id: string, port: number, ended: Promise<number>): Promise<Address> {
        const life = { over: false };
        void ended.then(() => (life.over = true));
        for (const until = performance.now() + STARTS_WITHIN_MS; !life.over && performance.now() < until;) {
            const state = await this.ask("inspect", "--format", "{{.State.Running}}", id).catch(() => "gone");
            if (state === "true") break;
            await sleep(POLL_MS);
        }
        const published = await this.ask("port", id, String(port)).catch(() => "");
        return { host: "127.0.0.1", port: Number(/:(\d+)$/m.exec(published)?.[1] ?? port) };
    }

    private async answers(): Promise<boolean> {
        const asked = promisify(execFile)(this.program, [...this.before, "info"], {
            env: this.env,
            timeout: ANSWERS_WITHIN_MS,
            killSignal: "SIGKILL",
        });
        return asked.then(({ stdout }) => stdout.trim() !== "").catch(() => false);
    }

    private async ask(...args: readonly string[]): Promise<string> {
        const { stdout } = await promisify(execFile)(this.program, [...this.before, ...args], {
            env: this.env,
            maxBuffer: 2 ** 26,
        });
        return stdout.trim();
    }
}

const published = (port: number): readonly string[] => ["--publish", `127.0.0.1::${port}`];
