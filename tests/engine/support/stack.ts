import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { readProject } from "../../../cli/plan/project";
import { standInsFor } from "../providers/all";
import { serveProvider, type Deed } from "../providers/provider";
import { run, type Ran } from "./command";
import type { Engine } from "./installed";
import { copyProgram } from "./copy";
import type { Served } from "./wire";

/** One resource, as the state file keeps it. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly inputs?: Record<string, unknown>;
    readonly outputs?: Record<string, unknown>;
}
/** One step of a preview. */
export interface Step {
    readonly op: string;
    readonly urn: string;
    readonly newState?: StateResource;
}

// The stand-ins are attached, so there is nothing to install; the engine would look for plugins all the same.
const noPlugins = "--skip-plugin-pre-install";

/** A copy of the program, its own backend and its own stand-in providers, driven by a real `pulumi`. */
export class Stack {
    private constructor(
        private readonly name: string,
        /** Settings other than the stack's own, relative to the copy. */
        private readonly configFile: string | undefined,
        /** Where the copy lies. */
        public readonly cwd: string,
        private readonly pulumi: string,
        public readonly env: NodeJS.ProcessEnv,
        private readonly done: Deed[],
        private readonly closing: (() => void)[],
    ) {}

    public static async open(engine: Engine, name: string, configFile?: string): Promise<Stack> {
        const copy = copyProgram();
        const home = join(copy.root, ".pulumi");
        const project = readProject({ stack: name, configFile, cwd: copy.root });
        mkdirSync(join(home, "backend"), { recursive: true });
        const deeds: Deed[] = [];
        const served: [string, Served][] = [];
        for (const standIn of standInsFor(project)) {
            served.push([standIn.package, await serveProvider(standIn, deeds)]);
        }
        // Nothing of the caller's: neither credentials nor a login may reach an engine that is only being tried.
        const env = {
            PATH: process.env.PATH,
            HOME: home,
            PULUMI_HOME: home,
            PULUMI_BACKEND_URL: `file://${join(home, "backend")}`,
            PULUMI_CONFIG_PASSPHRASE: "engine-test",
            NO_COLOR: "1",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_DEBUG_PROVIDERS: served.map(([provider, { port }]) => `${provider}:${port}`).join(","),
        };
        const closing = [...served.map(([, { close }]) => close), copy.remove];
        const stack = new Stack(name, configFile, copy.root, engine.path, env, deeds, closing);
        try {
            await stack.pulumiOk("stack", "init");
        } catch (error) {
            stack.close();
            throw error;
        }
        return stack;
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
        await this.pulumiOk(...args, "--yes", "--skip-preview");
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

    private running(): string[] {
        return [noPlugins, ...(this.configFile === undefined ? [] : ["--config-file", this.configFile])];
    }

    public close(): void {
        this.closing.forEach((close) => close());
    }
}
