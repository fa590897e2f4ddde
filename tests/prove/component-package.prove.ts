// components/ as Pulumi's language host runs it for programs in YAML, Python and the rest: the same process, asked the same.
// https://www.pulumi.com/docs/iac/guides/building-extending/components/packaging-components/
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as grpc from "@grpc/grpc-js";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";

import type { Project } from "../../cli/plan/project";
import { serveMonitor } from "../engine/support/monitor";
import { toFields, toStruct } from "../engine/support/wire";
import { standInsFor } from "../engine/providers/all";
import { root } from "../support/program";

interface Schema {
    readonly name: string;
    readonly version: string;
    readonly resources: Readonly<
        Record<string, Readonly<Record<"inputProperties" | "properties", Record<string, unknown>>>>
    >;
}
const TYPE = "fairlead:index:ReleaseLines";
const SETTINGS = {
    loosen: ["plain-http"],
    services: { web: { build: { kind: "pushed" }, deploy: { kind: "ecs", port: 8080 } } },
};

describe("the component package in components/", function () {
    this.timeout(300_000);
    let plugin: ChildProcess;
    let provider: ResourceProviderClient;
    let folder: string;
    const monitors: { close(): void }[] = [];

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "component-package-"));
        const host = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin");
        // Where the program that uses it lies, which is never here.
        const args = [host, join(root, "components"), "127.0.0.1:1"];
        plugin = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
        const port = await new Promise<string>((resolve, reject) => {
            plugin.stdout?.once("data", (data: Buffer) => resolve(data.toString().trim()));
            plugin.once("close", (code) => reject(new Error(`the plugin ended with ${code}`)));
        });
        provider = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
            "grpc.max_receive_message_length": -1,
        });
    });
    after(() => {
        provider.close();
        plugin.kill();
        for (const monitor of monitors) monitor.close();
        rmSync(folder, { recursive: true, force: true });
    });

    it("has a schema that every language of Pulumi can be given", async () => {
        const schema = await new Promise<Schema>((resolve, reject) => {
            provider.getSchema(new proto.GetSchemaRequest(), (error, response) =>
                error ? reject(error) : resolve(JSON.parse(response.getSchema()) as Schema),
            );
        });
        const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
        assert.deepEqual([schema.name, schema.version, Object.keys(schema.resources)], ["fairlead", version, [TYPE]]);
        const { inputProperties = {}, properties = {} } = schema.resources[TYPE] ?? {};
        assert.deepEqual(Object.keys(inputProperties), ["account", "region", "settings", "secrets"]);
        assert.deepEqual(Object.keys(properties), ["lines", "nextSteps"]);
    });

    async function construct(
        settings: object,
        secrets: Readonly<Record<string, string>> = {},
    ): Promise<{ outputs: Record<string, unknown>; made: readonly string[] }> {
        const config = { "aws:region": "eu-west-1", "shop:account": "111122223333" };
        const project = { root: folder, name: "shop", stack: "qa", config, autonaming: {} } as unknown as Project;
        const monitor = await serveMonitor(project, standInsFor(project));
        const request = new proto.ConstructRequest()
            .setProject("shop")
            .setStack("qa")
            .setMonitorendpoint(`127.0.0.1:${monitor.port}`)
            .setParallel(16)
            .setType(TYPE)
            .setName("shop")
            .setInputs(toStruct({ account: "111122223333", region: "eu-west-1", settings, secrets }));
        // What a constructor has set off when it throws is still told.
        monitors.push(monitor);
        const response = await new Promise<proto.ConstructResponse>((resolve, reject) => {
            provider.construct(request, (error, answer) => (error ? reject(error) : resolve(answer)));
        });
        return { outputs: toFields(response.getState()), made: [...monitor.heard.resources.keys()] };
    }

    it("makes the lines that its settings name, in the stack of whoever uses it", async () => {
        const { outputs, made } = await construct(SETTINGS);
        const below = `urn:pulumi:qa::shop::${TYPE}$fairlead:index:Environment$`;
        assert.ok(
            made.some((urn) => urn.startsWith(below) && urn.endsWith("aws:codepipeline/pipeline:Pipeline::web-ship")),
        );
        assert.deepEqual(Object.keys(outputs).sort(), ["lines", "nextSteps"]);
    });

    it("says of wrong settings what is wrong, and makes nothing", async () => {
        const wrong = { ...SETTINGS, services: { web: { deploy: { kind: "ecs", port: 80808 } } } };
        await assert.rejects(construct(wrong), ({ message }: Error) => {
            assert.match(
                message,
                /as a stack file would have them: 1 setting of stack qa is wrong[^]*services\.web\.deploy\.port is 80808/,
            );
            // There is no stack file that a command could set it in.
            assert.doesNotMatch(message, /pulumi config set|Pulumi\.qa\.yaml/);
            return true;
        });
    });

    const push = { username: "acme", passwordSecret: "push" };
    const web = {
        source: { kind: "codecommit", repository: "web" },
        build: { kind: "codebuild" },
        registry: { kind: "docker-hub", repository: "acme/web", push, pull: { ...push, passwordSecret: "pull" } },
        deploy: { kind: "ecs", port: 8080 },
    };
    const withSecrets = { ...SETTINGS, services: { web } };

    it("takes secrets beside the settings, by the names that lines have for them", async () => {
        const { made } = await construct(withSecrets, { push: "dckr_pat_write", pull: "dckr_pat_read" });
        assert.ok(made.some((urn) => urn.endsWith("aws:ssm/parameter:Parameter::secrets-pull")));
    });

    it("says of a secret that is not there how a program gives one", async () => {
        await assert.rejects(construct(withSecrets, { push: "dckr_pat_write" }), ({ message }: Error) => {
            assert.match(message, /pull\.passwordSecret is "pull"[^]*as one of its secrets: pull/);
            assert.doesNotMatch(message, /pulumi config set/);
            return true;
        });
    });

    it("mutant: arguments that no language can be given are refused", () => {
        symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
        writeFileSync(join(folder, "tsconfig.json"), '{ "files": ["index.ts"] }');
        const component = `import * as pulumi from "@pulumi/pulumi";
export interface Args { readonly count: string | number }
export class Lines extends pulumi.ComponentResource {
    constructor(name: string, args: Args, opts?: pulumi.ComponentResourceOptions) { super("a:index:Lines", name, args, opts); }
}`;
        writeFileSync(join(folder, "index.ts"), component);
        const analyzer = new Analyzer(folder, "a", { name: "a", main: "index.ts" }, new Set(["Lines"]));
        assert.throws(() => analyzer.analyze(), /[Uu]nion/);
    });
});
