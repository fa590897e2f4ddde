import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse, stringify } from "yaml";

import { type Project, readProject } from "../../../cli/plan/project";
import { standInsFor } from "../providers/all";
import type { Deed } from "../providers/provider";
import { run, type Ran } from "./command";
import type { Engine } from "./installed";
import { copyProgram } from "./copy";
import { makeWorld } from "./world";

/** One resource, as the state file keeps it. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly inputs?: Record<string, unknown>;
    readonly outputs?: Record<string, unknown>;
}
/** A stack, as far as an engine and its providers have to know it. */
type Placed = Pick<Project, "root" | "name" | "stack" | "config" | "configFile">;
/** One step of a preview. */
export interface Step {
    readonly op: string;
    readonly urn: string;
    readonly newState?: StateResource;
}

// The stand-ins are attached, so there is nothing to install; the engine would look for plugins all the same.
const noPlugins = "--skip-plugin-pre-install";

/** A stack of a program, with a backend and stand-in providers of its own, driven by a real `pulumi`. */
export class Stack {
    /** What the engine was given to encrypt. */
    public readonly secrets: string[] = [];

    private constructor(
        public readonly name: string,
        /** Settings other than the stack's own, relative to the copy. */
        public readonly configFile: string | undefined,
        /** Where the program lies. */
        public readonly cwd: string,
        private readonly pulumi: string,
        public readonly env: NodeJS.ProcessEnv,
        private readonly done: Deed[],
        private readonly closing: (() => void)[],
    ) {}

    /** The program, with settings of its own or of an example. */
    public static async open(engine: Engine, name: string, configFile?: string): Promise<Stack> {
        const copy = copyProgram();
        const stack = await Stack.at(engine, readProject({ stack: name, configFile, cwd: copy.root }), copy.remove);
        try {
            await stack.encryptSecrets();
        } catch (error) {
            stack.close();
            throw error;
        }
        return stack;
    }

    /** A program of any language, where it lies. */
    public static async at(engine: Engine, project: Placed, remove: () => void = () => undefined): Promise<Stack> {
        const { stack: name, configFile, root } = project;
        const { env, deeds, close } = await makeWorld(join(root, ".pulumi"), standInsFor(project));
        const stack = new Stack(name, configFile, root, engine.path, env, deeds, [close, remove]);
        try {
            await stack.pulumiOk("stack", "init");
        } catch (error) {
            stack.close();
            throw error;
        }
        return stack;
    }

    /** What stands in a stack file as somebody else's ciphertext, by the command that its comment names. */
    private async encryptSecrets(): Promise<void> {
        const path = join(this.cwd, this.configFile ?? `Pulumi.${this.name}.yaml`);
        const { config, ...file } = parse(readFileSync(path, "utf8")) as { readonly config: Record<string, unknown> };
        const { "fairlead:secrets": secrets, ...others } = config;
        if (secrets === undefined) return;
        writeFileSync(path, stringify({ ...file, config: others }));
        for (const name of Object.keys(secrets as object)) {
            const value = `${name}-is-told-to-nobody`;
            this.secrets.push(value);
            const key = `fairlead:secrets.${name}`;
            await this.pulumiOk("config", "set", "--secret", "--path", key, value, ...this.settings());
        }
    }

    /** Runs `pulumi` and expects it to succeed. */
    public async pulumiOk(...args: string[]): Promise<Ran> {
        const ran = await this.tryPulumi(...args);
        if (ran.code !== 0) {
            throw new Error(`pulumi ${args.join(" ")} ended with ${ran.code}:\n${ran.text}`);
        }
        return ran;
    }

    /** Runs `pulumi`, whatever comes of it. */
    public tryPulumi(...args: string[]): Promise<Ran> {
        return run(this.pulumi, [...args, "--stack", this.name, "--non-interactive", "--color", "never"], this);
    }

    /** Runs a preview, whatever comes of it. */
    public tryPreview(...args: string[]): Promise<Ran> {
        return this.tryPulumi("preview", ...args, ...this.running());
    }

    /** Steps a preview announces, without those that leave things as they are. */
    public async preview(): Promise<Step[]> {
        const { code, stdout, text } = await this.tryPreview("--json");
        if (code !== 0) {
            throw new Error(`pulumi preview ended with ${code}:\n${text}`);
        }
        const { steps } = JSON.parse(stdout) as { steps?: Step[] };
        return (steps ?? []).filter((step) => step.op !== "same");
    }

    /** Runs `up` and answers what the providers were asked to do. */
    public up(...args: string[]): Promise<Deed[]> {
        return this.deedsOf("up", ...args, ...this.running());
    }

    /** Runs `refresh` or `destroy` and answers what the providers were asked to do. */
    public async deedsOf(...args: string[]): Promise<Deed[]> {
        this.done.length = 0;
        const { text } = await this.pulumiOk(...args, "--yes", "--skip-preview");
        const [warning] = /\bwarning: .*/.exec(text) ?? [];
        if (warning !== undefined) throw new Error(`pulumi ${args.join(" ")} says ${warning}`);
        return [...this.done];
    }

    /** The state as the backend keeps it. */
    public async state(): Promise<StateResource[]> {
        const { stdout } = await this.pulumiOk("stack", "export");
        const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StateResource[] } };
        return deployment.resources ?? [];
    }

    /** Every byte the backend keeps: state, history and backups. */
    public stored(): string {
        const backend = join(this.cwd, ".pulumi", "backend");
        const files = readdirSync(backend, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
        return files.map((file) => readFileSync(join(file.parentPath, file.name), "utf8")).join("\n");
    }

    /** What `preview` and `up` are given besides. */
    public running(): string[] {
        return [noPlugins, ...this.settings()];
    }

    private settings(): string[] {
        return this.configFile === undefined ? [] : ["--config-file", this.configFile];
    }

    public close(): void {
        this.closing.forEach((close) => close());
    }
}
