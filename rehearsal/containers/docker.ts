// Container mode: Docker, podman or whatever else answers as `docker` does. Images go through our blobs all the same, so
// that a registry of the rehearsal holds what a registry of AWS would.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import type { LocalAccount } from "../account/local-account";
import { digestOf } from "../engine/folder";
import type { Digest } from "../engine/journal";
import { contain } from "../sandbox/contain";
import { configOf, imageDigest, sealImage, type BuiltImage } from "../services/image";
import { isNoStart, reasonIn } from "./docker-words";
import {
    type Address,
    BuildFailed,
    type BuildOrder,
    type Container,
    type ContainerEngine,
    type RunOrder,
} from "./engine";
import { askAgain } from "./health-check";
import { secretFlags } from "./runtimes/secrets";

const PROGRAMS = ["docker", "podman"];
/** A daemon that hangs answers nothing. */
const ANSWERS_WITHIN_MS = 15_000;
/** On every container and image of ours, with the folder of the rehearsal that made it. */
const LABEL = "dev.fairlead.rehearsal";
const STARTS_WITHIN_MS = 30_000;
const POLL_MS = 20;
const MOST_LINES = 10;

/** What it needs of an account. */
type Held = Pick<LocalAccount, "folder" | "blobs">;

interface Saved {
    readonly Config: string;
    readonly Layers: readonly string[];
}

export class DockerEngine implements ContainerEngine {
    public readonly name = "docker";
    private readonly label: string;
    private readonly env: Readonly<Record<string, string>>;
    /** What stands before every command. */
    private readonly before: readonly string[];

    private constructor(
        /** Which one answers. */
        public readonly program: string,
        private readonly account: Held,
    ) {
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
        const scratch = this.scratch();
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
            return await this.take(readFileSync(file, "utf8").trim(), scratch);
        } finally {
            rmSync(scratch, { recursive: true });
        }
    }

    public async run(order: RunOrder): Promise<Container> {
        const { image, env, command, entryPoint, port, folders = [], asks, name, log } = order;
        const [entry, ...before] = entryPoint ?? [];
        const id = await this.ask(
            ...["create", "--rm", "--label", this.label],
            ...(port === undefined ? [] : ["--publish", `127.0.0.1::${port}`]),
            ...folders.flatMap(({ from, at }) => ["--volume", `${from}:${at}`]),
            ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
            ...(entry === undefined ? [] : ["--entrypoint", entry]),
            typeof image === "string" ? image : await this.load(image, name),
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
            address: port === undefined ? undefined : await this.address(id, port, ended),
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
        const scratch = this.scratch();
        // An image without a command takes none but a word in its place.
        const id = await this.ask("create", "--label", this.label, await this.load(image, "this"), "none");
        try {
            const found = await this.ask("cp", `${id}:${path}`, join(scratch, "file")).catch(() => undefined);
            return found === undefined ? undefined : readFileSync(join(scratch, "file"));
        } finally {
            await this.ask("rm", "--force", id);
            rmSync(scratch, { recursive: true });
        }
    }

    /** Out of the engine into the blobs. */
    private async take(id: string, scratch: string): Promise<BuiltImage> {
        await this.ask("save", "--output", join(scratch, "saved.tar"), id);
        await promisify(execFile)("tar", ["--extract", "--file", join(scratch, "saved.tar"), "-C", scratch]);
        const read = (name: string) => readFileSync(join(scratch, name));
        const [saved] = JSON.parse(read("manifest.json").toString("utf8")) as Saved[];
        if (!saved) throw new Error(`${this.program} saved no image ${id}`);
        const layers = saved.Layers.map((layer) => this.account.blobs.put(read(layer)));
        return sealImage(this.account.blobs, read(saved.Config), layers);
    }

    /** Out of the blobs into the engine. Answers the name it has there. */
    private async load(image: BuiltImage, name: string): Promise<string> {
        if (configOf(this.account.blobs, image).standsOn !== undefined)
            throw new Error(
                `the image of ${name} was built by process mode; rehearse with --engine process, or from the beginning`,
            );
        const tag = `localhost/fairlead-rehearsal:${imageDigest(image).slice(7)}`;
        if (await this.ask("image", "inspect", tag).catch(() => undefined)) return tag;
        const scratch = this.scratch();
        const put = (digest: Digest, ending: string) => {
            const file = `${digest.slice(7)}.${ending}`;
            this.account.blobs.link(digest, join(scratch, file));
            return file;
        };
        const saved = {
            Config: put(image.config, "json"),
            Layers: [...new Set(image.layers)].map((layer) => put(layer, "tar")),
        };
        const Layers = image.layers.map((layer) => `${layer.slice(7)}.tar`);
        writeFileSync(join(scratch, "manifest.json"), JSON.stringify([{ ...saved, Layers, RepoTags: [tag] }]));
        await promisify(execFile)("tar", ["--create", "--file", `${scratch}.tar`, "-C", scratch, "."]);
        await this.ask("load", "--input", `${scratch}.tar`);
        for (const path of [scratch, `${scratch}.tar`]) rmSync(path, { recursive: true });
        return tag;
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

    private scratch(): string {
        const folder = join(this.account.folder, "containers");
        mkdirSync(folder, { recursive: true });
        return mkdtempSync(join(folder, "docker-"));
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
