// An account with two repositories, folders to build from, and somebody to ask what answers.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Json, JsonObject, PlannedResource } from "../../../plan/document";
import type { LocalAccount } from "../../../rehearsal/account/local-account";
import type { Caller, Judge } from "../../../rehearsal/account/gateway";
import type { BuildOrder, Container, ContainerEngine, RunOrder } from "../../../rehearsal/containers/engine";
import { ProcessEngine } from "../../../rehearsal/containers/process";
import type { Fact } from "../../../rehearsal/engine/journal";
import { imageServices } from "../../../rehearsal/services/ecr";
import { accountOf, planWith, resource, type TestAccount } from "../../support/account";
import type { BuiltImage } from "../../../rehearsal/services/image";

export const OWNER = "111122223333";
export const REGISTRY = `${OWNER}.dkr.ecr.eu-west-1.amazonaws.com`;
export const builder: Caller = { role: `arn:aws:iam::${OWNER}:role/builder`, as: "a build" };

export const arnOf = (repository: string) => `arn:aws:ecr:eu-west-1:${OWNER}:repository/${repository}`;

export function repository(name: string, inputs: JsonObject = {}): PlannedResource {
    const outputs = { arn: arnOf(name), name, repositoryUrl: `${REGISTRY}/${name}` };
    return resource("aws:ecr/repository:Repository", name, { name, ...inputs }, outputs);
}

export class ContainerFixture {
    public readonly folder: string;
    public readonly account: LocalAccount;
    public readonly lines: string[] = [];
    private readonly furnished: TestAccount;
    private engine?: ContainerEngine;
    private readonly running: Container[] = [];

    constructor({
        resources = [repository("web"), repository("prod")],
        judge,
        folder = mkdtempSync(join(tmpdir(), "fl-")),
    }: { resources?: PlannedResource[]; judge?: Judge; folder?: string } = {}) {
        this.furnished = accountOf([planWith(resources)], { services: imageServices, judge, folder, speed: 60 });
        ({ account: this.account, folder: this.folder } = this.furnished);
    }

    public get facts(): readonly Fact[] {
        return this.furnished.facts();
    }

    /** What the gateway was asked, in order. */
    public get asked(): readonly string[] {
        return this.facts
            .filter(({ kind }) => kind === "allowed")
            .map(({ about, data }) => `${about} on ${String(data["on"])}`);
    }

    public get events(): readonly Fact[] {
        return this.facts.filter(({ kind }) => kind === "event");
    }

    public use(engine: ContainerEngine): this {
        this.engine = engine;
        return this;
    }

    public get containers(): ContainerEngine {
        return (this.engine ??= new ProcessEngine(this.account));
    }

    /** A folder with these files. */
    public context(files: Readonly<Record<string, string>>): string {
        const folder = mkdtempSync(join(this.folder, "context-"));
        for (const [name, content] of Object.entries(files)) {
            mkdirSync(dirname(join(folder, name)), { recursive: true });
            writeFileSync(join(folder, name), content);
        }
        return folder;
    }

    public build(
        files: Readonly<Record<string, string>>,
        more: Pick<BuildOrder, "target" | "secrets"> & { args?: Record<string, string> } = {},
    ): Promise<BuiltImage> {
        return this.buildIn(this.context(files), more);
    }

    public buildIn(
        context: string,
        { target, secrets, args = {} }: Parameters<ContainerFixture["build"]>[1] = {},
    ): Promise<BuiltImage> {
        const dockerfile = join(context, "Dockerfile");
        const log = (line: string) => this.lines.push(line);
        return this.containers.build({ context, dockerfile, target, platform: "linux/amd64", args, secrets, log });
    }

    public async run(image: BuiltImage | string, order: Partial<RunOrder> = {}): Promise<Container> {
        const container = await this.containers.run({
            image,
            env: {},
            name: "one",
            log: (line) => this.lines.push(line),
            ...order,
        });
        this.running.push(container);
        return container;
    }

    /** What a command prints in a container of this image; what is said before it, of the base, is left out. */
    public async output(image: BuiltImage | string, command: string, order: Partial<RunOrder> = {}): Promise<string> {
        const words: string[] = [];
        const container = await this.run(image, {
            command: ["sh", "-c", command],
            log: (line) => line.startsWith("stood in for ") || words.push(line),
            ...order,
        });
        await container.ended;
        return words.join("\n");
    }

    public async call(action: string, on: string, input: Json = {}): Promise<JsonObject> {
        return (await this.account.gateway.call({ by: builder, action, on, input })) as JsonObject;
    }

    public async close(): Promise<void> {
        await Promise.all(this.running.map((container) => container.stop(0)));
        this.furnished.remove();
    }
}

export interface Heard {
    readonly status: number;
    readonly body: string;
}

/** One request, tried again while nobody listens yet. */
export async function ask({ address }: Container, path = "/", body?: string): Promise<Heard> {
    for (let attempt = 0; ; attempt += 1) {
        try {
            return await new Promise<Heard>((resolve, reject) => {
                const asking = request(
                    { ...address, path, method: body === undefined ? "GET" : "POST" },
                    (response) => {
                        const chunks: Buffer[] = [];
                        response.on("data", (chunk: Buffer) => chunks.push(chunk));
                        response.on("end", () =>
                            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
                        );
                    },
                );
                asking.on("error", reject).end(body);
            });
        } catch (error) {
            if (attempt === 200) throw error;
            await sleep(20);
        }
    }
}
