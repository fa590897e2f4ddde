import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import type * as provider from "@pulumi/pulumi/proto/provider_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as monitor from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { physicalName, urnOf } from "../../../cli/plan/names";
import type { Project } from "../../../cli/plan/project";
import type { Child, Made, StandIn } from "../providers/provider";
import { answer, opened, serve, toFields, toStruct, type Fields, type Served } from "./wire";

/** What a program told the stand-in while it ran. */
export interface Heard {
    /** URN to outputs, in order of registration. */
    readonly resources: Map<string, { readonly id: string; readonly outputs: Fields }>;
    /** What the program complained about. */
    readonly errors: string[];
    /** What the stack gives to the outside. */
    outputs: Fields | undefined;
}

/** The smallest thing a program takes for an engine: it accepts everything and forgets it with the process. */
export async function serveMonitor(
    project: Project,
    standIns: readonly StandIn[],
): Promise<Served & { readonly heard: Heard }> {
    const heard: Heard = { resources: new Map(), errors: [], outputs: undefined };
    let root = "";
    const standInFor = (token: string): StandIn => {
        const found = standIns.find((standIn) => standIn.package === token.split(":")[0]);
        if (found === undefined) {
            throw new Error(`no stand-in answers for ${token}`);
        }
        return found;
    };
    const keep = (child: Child): Made & { readonly outputs: Fields } => {
        const { type, name, inputs } = child;
        const urn = urnOf(project.stack, project.name, child.parent === "" ? undefined : child.parent, type, name);
        if (heard.resources.has(urn)) {
            throw new Error(`two resources have the same URN ${urn}`);
        }
        root ||= type === "pulumi:pulumi:Stack" ? urn : "";
        const made = !child.custom
            ? { id: "", outputs: {} }
            : type.startsWith("pulumi:providers:")
              ? { id: "stand-in", outputs: inputs }
              : create({ type, name, urn, inputs });
        heard.resources.set(urn, made);
        return { urn, ...made };
    };
    const create = (asked: {
        readonly type: string;
        readonly name: string;
        readonly urn: string;
        readonly inputs: Fields;
    }): { id: string; outputs: Fields } => {
        const standIn = standInFor(asked.type);
        const proposedName = physicalName(project.autonaming, {
            ...asked,
            project: project.name,
            stack: project.stack,
        });
        return standIn.make({ ...asked, inputs: standIn.check({ ...asked, proposedName }) });
    };
    const register = async (request: monitor.RegisterResourceRequest): Promise<monitor.RegisterResourceResponse> => {
        const [type, inputs] = [request.getType(), toFields(request.getObject())];
        const made = keep({
            type,
            name: request.getName(),
            parent: request.getParent(),
            custom: request.getCustom(),
            inputs,
        });
        const component = { type, name: request.getName(), urn: made.urn, inputs };
        const outputs = request.getRemote()
            ? await standInFor(type).construct?.(component, (child) => Promise.resolve(keep(child)))
            : made.outputs;
        return new monitor.RegisterResourceResponse()
            .setUrn(made.urn)
            .setId(made.id)
            .setObject(toStruct(outputs ?? {}));
    };
    const invoke = (request: monitor.ResourceInvokeRequest): Fields => {
        const args = opened(toFields(request.getArgs())) as Fields;
        if (request.getTok() !== "pulumi:pulumi:getResource") {
            return standInFor(request.getTok()).invoke(request.getTok(), args);
        }
        const { id, outputs: state } = heard.resources.get(String(args.urn)) ?? { id: "", outputs: {} };
        return { urn: args.urn, id, state };
    };
    const features = ["secrets", "resourceReferences", "aliasSpecs", "deletedWith", "resourceHooks"];
    const served = await serve((server) => {
        server.addService(ResourceMonitorService, {
            supportsFeature: answer<monitor.SupportsFeatureRequest, monitor.SupportsFeatureResponse>((request) =>
                new monitor.SupportsFeatureResponse().setHassupport(features.includes(request.getId())),
            ),
            registerResource: answer(register),
            registerResourceOutputs: answer<monitor.RegisterResourceOutputsRequest, Empty>((request) => {
                if (request.getUrn() === root) {
                    heard.outputs = toFields(request.getOutputs());
                }
                return new Empty();
            }),
            invoke: answer<monitor.ResourceInvokeRequest, provider.InvokeResponse>((request) =>
                new InvokeResponse().setReturn(toStruct(invoke(request))),
            ),
            registerResourceHook: answer<Empty, Empty>(() => new Empty()),
            signalAndWaitForShutdown: answer<Empty, Empty>(() => new Empty()),
        });
        server.addService(EngineService, {
            log: answer<engine.LogRequest, Empty>((request) => {
                if (request.getSeverity() === engine.LogSeverity.ERROR) {
                    heard.errors.push(request.getMessage());
                }
                return new Empty();
            }),
            getRootResource: answer<Empty, engine.GetRootResourceResponse>(() =>
                new engine.GetRootResourceResponse().setUrn(root),
            ),
            setRootResource: answer<Empty, engine.SetRootResourceResponse>(() => new engine.SetRootResourceResponse()),
            requirePulumiVersion: answer<Empty, engine.RequirePulumiVersionResponse>(
                () => new engine.RequirePulumiVersionResponse(),
            ),
        });
    });
    return { ...served, heard };
}
