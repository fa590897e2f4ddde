import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { standInAws } from "../providers/aws";
import { standInAwsx } from "../providers/awsx";
import { standInDocker } from "../providers/docker";
import { serveProvider, type Deed } from "../providers/provider";
import { run, type Ran } from "./command";
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

const account = "111122223333";
const region = "eu-west-1";
// The stand-ins are attached, so there is nothing to install; the engine would look for plugins all the same.
const noPlugins = "--skip-plugin-pre-install";

/** A copy of the program, its own backend and its own stand-in providers, driven by a real `pulumi`. */
export class Stack {
    private constructor(
        public readonly name: string,
        /** Where the copy lies. */
        public readonly cwd: string,
        private readonly pulumi: string,
        public readonly env: NodeJS.ProcessEnv,
        private readonly done: Deed[],
        private readonly closing: (() => void)[],
    ) {}

    public static async open(pulumi: string, name: string): Promise<Stack> {
        const copy = copyProgram();
        const home = join(copy.root, ".pulumi");
        mkdirSync(join(home, "backend"), { recursive: true });
        const deeds: Deed[] = [];
        const served: [string, Served][] = [];
        for (const standIn of [standInAws({ account, region }), standInAwsx(region), standInDocker(copy.root)]) {
            served.push([standIn.package, await serveProvider(standIn, deeds)]);
        }
        // Nothing of the caller's: neither credentials nor a login may reach an engine that is only being tried.
        const env = {
            PATH: process.env.PATH,
            HOME: home,
            PULUMI_HOME: home,
            PULUMI_BACKEND_URL: `file://${join(home, "backend")}`,
            PULUMI_CONFIG_PASSPHRASE: "engine-test",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_DEBUG_PROVIDERS: served.map(([provider, { port }]) => `${provider}:${port}`).join(","),
        };
        const closing = [...served.map(([, { close }]) => close), copy.remove];
        const stack = new Stack(name, copy.root, pulumi, env, deeds, closing);
        try {
            await stack.pulumiOk("stack", "init");
        } catch (error) {
            stack.close();
            throw error;
        }
        return stack;
    }

    /** What `pulumi` calls itself. */
    public static async version(pulumi: string): Promise<string> {
        const { PATH, HOME } = process.env;
        const { stdout } = await run(pulumi, ["version"], { cwd: process.cwd(), env: { PATH, HOME, PULUMI_SKIP_UPDATE_CHECK: "true" } });
        return `pulumi ${stdout.trim()}`;
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

    public tryPreview(): Promise<Ran> {
        return this.tryPulumi("preview", noPlugins);
    }

    /** Steps a preview announces, without those that leave things as they are. */
    public async preview(): Promise<Step[]> {
        const { stdout } = await this.pulumiOk("preview", "--json", noPlugins);
        const { steps } = JSON.parse(stdout) as { steps?: Step[] };
        return (steps ?? []).filter((step) => step.op !== "same");
    }

    /** Runs `up`, `refresh` or `destroy` and answers what the providers were asked to do. */
    public async deeds(...args: string[]): Promise<Deed[]> {
        this.done.length = 0;
        await this.pulumiOk(...args, "--yes", "--skip-preview", ...(args[0] === "up" ? [noPlugins] : []));
        return [...this.done];
    }

    /** The state as the backend keeps it. */
    public async state(): Promise<StateResource[]> {
        const { stdout } = await this.pulumiOk("stack", "export");
        const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StateResource[] } };
        return deployment.resources ?? [];
    }

    public close(): void {
        this.closing.forEach((close) => close());
    }
}
