// Pulumi's own runner with a program, against a stand-in for the engine: what a preview costs in node, without AWS,
// provider plugins or the `pulumi` command, none of which this project can make faster.
import * as grpc from "@grpc/grpc-js";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as path from "node:path";

import { Recorder } from "../../cli/plan/monitor";
import { type Project, readProject } from "../../cli/plan/project";
import { root } from "../results";
import { runtimeOf } from "../runtime";
import { type Cost, measure } from "./measure";

// Services of the protocol; the package ships no types for these files.
interface Services {
    readonly ResourceMonitorService?: grpc.ServiceDefinition;
    readonly EngineService?: grpc.ServiceDefinition;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const monitorService = (require("@pulumi/pulumi/proto/resource_grpc_pb") as Services).ResourceMonitorService;
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const engineService = (require("@pulumi/pulumi/proto/engine_grpc_pb") as Services).EngineService;

export interface Hosted extends Cost {
    readonly resources: number;
}

/** Previews a program in a process of its own, as the language host starts it. */
export async function host(cwd: string, overrides: Readonly<Record<string, unknown>> = {}): Promise<Hosted> {
    const project = readProject({ stack: "staging", cwd, overrides });
    const recorder = new Recorder(
        { ...project, project: project.name, preview: true },
        { account: "111122223333", region: "eu-west-1" },
        project.autonaming,
    );
    const { server, address } = await serve(recorder);
    try {
        const cost = await measure(commandOf(project, address), { cwd, env: environmentOf(project) });
        if (recorder.recorded.failure) throw recorder.recorded.failure;
        return { ...cost, resources: recorder.recorded.resources.size };
    } finally {
        server.forceShutdown();
    }
}

function commandOf(project: Project, address: string): string[] {
    const flags = { monitor: address, engine: address, project: project.name, stack: project.stack, parallel: "32" };
    return [
        ...runtimeOf(project.root).args,
        path.join(root, "node_modules/@pulumi/pulumi/cmd/run"),
        ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
        `--root-directory=${project.root}`,
        "--organization=organization",
        "--dry-run",
        ".",
    ];
}

function environmentOf(project: Project): NodeJS.ProcessEnv {
    return {
        ...runtimeOf(project.root).env,
        PULUMI_CONFIG: JSON.stringify(project.config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(project.secretKeys),
    };
}

/** Both services a program talks to, on one free port. */
async function serve(recorder: Recorder): Promise<{ readonly server: grpc.Server; readonly address: string }> {
    if (!monitorService || !engineService) throw new Error("@pulumi/pulumi no longer ships its gRPC services");
    const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
    const empty = (_call: unknown, reply: (error: null, response: Empty) => void) => reply(null, new Empty());
    server.addService(monitorService, {
        registerResource: (call: { request: resource.RegisterResourceRequest }, reply: Reply) =>
            void recorder.registerResource(call.request, reply),
        readResource: (call: { request: resource.ReadResourceRequest }, reply: Reply) =>
            void recorder.readResource(call.request, reply),
        registerResourceOutputs: (call: { request: resource.RegisterResourceOutputsRequest }, reply: Reply) =>
            recorder.registerResourceOutputs(call.request, (error) => reply(error, error ? undefined : new Empty())),
        invoke: (call: { request: resource.ResourceInvokeRequest }, reply: Reply) =>
            void recorder.invoke(call.request, reply),
        supportsFeature: (call: { request: resource.SupportsFeatureRequest }, reply: Reply) =>
            recorder.supportsFeature(call.request, (error, answer) => {
                const response = new resource.SupportsFeatureResponse();
                response.setHassupport(answer?.getHassupport() ?? false);
                reply(error, response);
            }),
        registerResourceHook: empty,
        signalAndWaitForShutdown: empty,
    });
    let rootUrn = "";
    server.addService(engineService, {
        log: empty,
        setRootResource: (call: { request: engine.SetRootResourceRequest }, reply: Reply) => {
            rootUrn = call.request.getUrn();
            reply(null, new engine.SetRootResourceResponse());
        },
        getRootResource: (_call: unknown, reply: Reply) => {
            const response = new engine.GetRootResourceResponse();
            response.setUrn(rootUrn);
            reply(null, response);
        },
    });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
    return { server, address: `127.0.0.1:${port}` };
}

type Reply = (error: Error | null, response?: unknown) => void;
